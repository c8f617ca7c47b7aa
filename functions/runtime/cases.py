"""Raising an exception case from inside a decision; document, category and rules make its id."""

from collections.abc import Sequence

from functions.runtime.decision import Given, Opening
from functions.runtime.items import Frame
from schemas.base import document_id
from schemas.case import Action, Category, ExceptionCase
from schemas.events.case import CaseOpened
from schemas.finding import Finding


def open_case(
    frame: Frame | Given,
    *,
    about: str,
    entity: str,
    category: Category,
    owner: str,
    reason: str,
    findings: Sequence[Finding] = (),
    amount_at_risk: str | None = None,
    currency: str | None = None,
    allowed_actions: tuple[Action, ...] = (),
    remedy: str = "",
) -> Opening:
    """A case for the owner to act on; the same document, category and rules make the same case.

    What is decided anew and stops as before is held by the case that held it; if it stops for
    something else, that is a case of its own, even if there was such a case once.
    """
    case = ExceptionCase(
        entity=entity,
        category=category,
        owner=owner,
        about=about,
        reason=reason,
        findings=tuple(findings),
        amount_at_risk=amount_at_risk,
        currency=currency,
        allowed_actions=allowed_actions,
        remedy=remedy,
    )
    rules = case.rules()
    event = CaseOpened(
        about=about,
        category=category,
        owner=owner,
        reason=reason,
        rules=rules,
        amount_at_risk=amount_at_risk,
        currency=currency,
    )
    return Opening(_id(frame, about, category, rules), case, "open", event)


def _id(frame: Frame | Given, about: str, category: Category, rules: tuple[str, ...]) -> str:
    again = frame.again if isinstance(frame, Given) else None
    if again is None:
        return case_id(frame.tenant, about, category, rules)
    same = (again.category, again.rules) == (category, rules)
    if same and again.holds and not again.waived:
        return again.case
    return document_id("case", frame.tenant, about, category, *rules, again.event)


def case_id(tenant: str, about: str, category: Category, rules: Sequence[str]) -> str:
    """The id of the case about a document, for a category and the rules that were broken."""
    return document_id("case", tenant, about, category, *sorted(rules))
