"""What blocks a document, read off its state, its case and its effects; for every kind of one."""

from typing import Any

from functions.runtime.decision import Circumstances, Head, History
from schemas.blocker import Blocker, Press
from schemas.case import Action, ExceptionCase
from schemas.policies.base import PolicyDocument

_DOES = {
    Action.RETRY: ("/v1/cases/{case}/retry", "decides it anew, under the policies of now"),
    Action.WAIVE: ("/v1/cases/{case}/waiver", "asks a second person to let it pass"),
    Action.RESOLVE: ("/v1/cases/{case}/resolution", "says that it was settled elsewhere"),
    Action.REJECT: ("/v1/invoices/{about}/rejection", "refuses it"),
    Action.REVIEW: ("/v1/invoices/{about}/review", "settles the fields that are in doubt"),
}
_ASSIGN = ("/v1/cases/{case}/assignment", "gives the case to a team or a person")
_AGREE = ("/v1/cases/{case}/waiver/approval", "lets it pass, if another person agrees")


def blocker(head: Head[Any], found: Circumstances, history: History) -> Blocker:
    """The first that holds: a system, an unknown outcome, a case, an approval; or nothing."""
    if found.down:
        return _system(head, found)
    if found.effects:
        return _outcome(head, found)
    if found.case and found.case.state == "open":
        return _case(head, found.case, history)
    if found.case and found.case.state == "waived" and found.case.id != head.id:
        return _waived(head, found.case)
    if isinstance(head.body, PolicyDocument) and head.body.pending:
        return _approval(head, head.body)
    return Blocker(id=head.id, state=head.state, kind="nothing", text=f"it is {head.state}")


def _system(head: Head[Any], found: Circumstances) -> Blocker:
    down = found.down[0]
    return Blocker(
        id=head.id,
        state=head.state,
        kind="system",
        text=f"{down.system} does not answer; it goes on by itself when {down.system} is back",
        owner="platform",
        since=down.since,
        waits_for=(down.system,),
    )


def _outcome(head: Head[Any], found: Circumstances) -> Blocker:
    effect = found.effects[0]
    return Blocker(
        id=head.id,
        state=head.state,
        kind="outcome",
        text=f"what {effect.system} made of it is not known yet; {effect.system} is being asked",
        owner="platform",
        since=effect.since,
        waits_for=(effect.system,),
    )


def _case(head: Head[Any], case: Head[ExceptionCase], history: History) -> Blocker:
    body = case.body
    waits = _waits_for(history) if head.state == "waiting" else ()
    actions = [_DOES[action] for action in body.allowed_actions]
    text = body.reason
    if body.waiver:
        text = f"{body.waiver.asked_by} asks to overlook it; another person must agree"
        actions = [_AGREE, *actions]
    kinds = {"waiting": "master data", "in_review": "review"}
    return Blocker.model_validate(
        {
            "id": head.id,
            "state": head.state,
            "kind": "approval" if body.waiver else kinds.get(head.state, "case"),
            "text": text,
            "owner": body.owner,
            "assignee": body.assignee or None,
            "since": case.received_at,
            "case": case.id,
            "waits_for": waits,
            "remedy": body.remedy or None,
            "press": tuple(_press(one, case.id, body.about) for one in (*actions, _ASSIGN)),
        }
    )


def _waived(head: Head[Any], case: Head[ExceptionCase]) -> Blocker:
    return Blocker(
        id=head.id,
        state=head.state,
        kind="case",
        text=f"two people agreed to overlook it; {case.body.raised_by} is told to decide it anew",
        owner="platform",
        since=case.received_at,
        case=case.id,
        remedy=f"if it stays so: see queue and DLQ of {case.body.raised_by}",
    )


def _waits_for(history: History) -> tuple[str, ...]:
    """The identifiers of master data that the last event names which names any."""
    said = (event.data["waits_for"] for event in history.events[::-1] if "waits_for" in event.data)
    named = next(said, ())
    return tuple(f"{one['scheme']} {one['value']}" for one in named)


def _approval(head: Head[Any], policy: PolicyDocument) -> Blocker:
    pending = policy.pending
    if pending is None:
        raise ValueError("no version of this policy waits for approval")
    call = f"/v1/policies/{policy.name}/{pending.version}/approval"
    return Blocker(
        id=head.id,
        state=head.state,
        kind="approval",
        text=f"version {pending.version} waits for another person than {pending.proposed_by}",
        owner="finance-controls",
        since=pending.proposed_at.isoformat(),
        press=(Press(call=f"POST {call}", does="puts it in force from its day on"),),
    )


def _press(one: tuple[str, str], case: str, about: str) -> Press:
    path, does = one
    return Press(call=f"POST {path.format(case=case, about=about)}", does=does)
