"""What two people may agree to overlook in an invoice, and what they did."""

from functions.runtime.decision import Given, Head
from schemas.case import Action, Waived
from schemas.finding import Finding
from schemas.invoice import Invoice

DUPLICATE = "TIE-DUP-02"
WAIVABLE = frozenset(
    {
        DUPLICATE,
        *("TIE-DATE-FUTURE", "TIE-DATE-OLD", "TIE-DATE-DUE", "TIE-TERMS-DATE"),
        *("TIE-ROUNDING", "TIE-TAX-AMOUNT", "TIE-TAX-BASE", "TIE-LINE-ID"),
        *("BR-CO-17", "BR-S-09", "BR-AF-09", "BR-AG-09"),
        *("PEPPOL-EN16931-R040", "PEPPOL-EN16931-R120"),
    }
)
"""Suspicions, dates and tolerances. Never: who is billed, by whom, how tax is classified, sums
that do not add up, a supplier that is blocked, or what an ERP could not post."""


def actions(findings: tuple[Finding, ...]) -> tuple[Action, ...]:
    """What may be done about an invoice that these findings stop."""
    waivable = all(finding.code in WAIVABLE for finding in findings)
    return (Action.RETRY, *((Action.WAIVE,) if waivable else ()), Action.REJECT)


def waivers(invoice: Head[Invoice], given: Given) -> tuple[Waived, ...]:
    """All waivers of the invoice, with the one that it is told of now."""
    again = given.again
    known = invoice.body.waivers
    if again is None or not again.waived or again.case in {one.case for one in known}:
        return known
    asked_by, agreed_by = again.agreed_by
    now = Waived(
        case=again.case,
        findings=tuple(one for one in again.waived if one.code in WAIVABLE),
        reason=again.reason,
        asked_by=asked_by,
        agreed_by=agreed_by,
    )
    return (*known, now)


def overlooked(finding: Finding, known: tuple[Waived, ...]) -> bool:
    """Whether people agreed to overlook this finding."""
    return any(one.covers(finding) for one in known)
