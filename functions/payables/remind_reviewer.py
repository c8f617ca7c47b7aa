"""Remind those who review scans, and ask another team when that did not help."""

from functions.payables.captured import UNSURE
from functions.runtime.cases import open_case
from functions.runtime.decision import Commit, Given, Head, Nothing
from functions.runtime.operation import Operation
from functions.runtime.triggers import Step
from schemas.capture import Capture
from schemas.case import Action, Category
from schemas.commands.review_invoice import RemindReviewer
from schemas.events.review import ReviewReminded
from schemas.finding import Finding, at_most
from schemas.invoice import Invoice
from schemas.policies.capture import CapturePolicy

operation = Operation(Step("review"), owner="accounts-payable")

LATE = Finding(code="TIE-REVIEW-LATE", message="nobody reviewed it after a reminder")


@operation.decides
def remind_reviewer(
    command: RemindReviewer,
    held: Head[Capture] | Head[Invoice],
    policy: CapturePolicy,
    given: Given,
) -> Commit[ReviewReminded] | Nothing:
    """A reminder says so again; an escalation hands the case to the team that policy names."""
    capture = held.body
    if held.state != "in_review" or not isinstance(capture, Capture):
        return Nothing(f"it is not in review: it is {held.state}")
    if command.level == "escalation":
        return _escalated(held.id, capture, policy, given)
    event = ReviewReminded(
        entity=capture.entity,
        case=capture.case or "",
        level=command.level,
        owner=operation.owner,
    )
    return Commit(event, capture, held.state)


def _escalated(
    document: str, capture: Capture, policy: CapturePolicy, given: Given
) -> Commit[ReviewReminded]:
    """Another case for another owner; the first is settled by there being this one."""
    open_fields = (
        Finding(code=UNSURE, message="a person must settle this field", where=path)
        for path in capture.in_doubt
    )
    case = open_case(
        given,
        about=document,
        entity=capture.entity,
        category=Category.SCHEMA,
        owner=policy.escalates_to,
        reason=f"fields of a scan that still need a person: {len(capture.in_doubt)}",
        findings=at_most((LATE, *open_fields)),
        allowed_actions=(Action.REVIEW, Action.REJECT),
    )
    before = capture.case if capture.case != case.id else None
    event = ReviewReminded(
        entity=capture.entity,
        case=case.id,
        level="escalation",
        owner=policy.escalates_to,
        resolves=before,
    )
    body = capture.model_copy(update={"case": case.id})
    return Commit(event, body, "in_review", opens=(case,))
