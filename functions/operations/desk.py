"""When a person may act on a case, and what its events then say."""

from typing import Any

from functions.runtime.decision import Head
from schemas.case import NEVER_WAIVED, Action, ExceptionCase
from schemas.commands.desk import AboutCase

CLERK = "exception-clerk"
APPROVER = "exception-approver"


def refusal(command: AboutCase, case: Head[ExceptionCase], action: Action | None = None) -> str:
    """Why not; empty if this may be done about the case as it stands."""
    if command.version != case.version:
        return f"the case has moved: it is at version {case.version}"
    if case.state != "open":
        return f"the case is {case.state}"
    if action and action not in case.body.allowed_actions:
        return f"a case of {case.body.category} about these rules knows no {action}"
    if action is Action.WAIVE and case.body.category in NEVER_WAIVED:
        return f"nobody may waive {case.body.category}"
    return ""


def at_risk(case: ExceptionCase) -> dict[str, Any]:
    """What events say to a team: category, owner, amount; never what the document says."""
    return {
        "about": case.about,
        "category": case.category,
        "owner": case.owner,
        "amount_at_risk": case.amount_at_risk,
        "currency": case.currency,
    }


def told_again(case: ExceptionCase) -> dict[str, Any]:
    """Who is told which event once more, and what had stopped it."""
    return {
        "about": case.about,
        "category": case.category,
        "rules": case.rules(),
        "raised_by": case.raised_by,
        "because_of": case.because_of,
    }
