"""The case of a day on which Tieout and the system of record differ (R-EXC-12)."""

from decimal import Decimal

from functions.runtime.cases import open_case
from functions.runtime.decision import Given, Opening
from schemas.base import document_id
from schemas.case import Category
from schemas.entry import plain
from schemas.finding import Finding
from schemas.reconciliation import Difference, Reconciliation

RULE = "TIE-REC"
OWNER = "accounts-payable"


def drift_case(told: Reconciliation, version: int, given: Given) -> Opening:
    """One case about the day, and another whenever what differs has become something else."""
    found = told.found
    at_risk = _at_risk(found.differences)
    opening = open_case(
        given,
        about=told.subject().document(),
        entity=told.entity,
        category=Category.UNRECONCILED,
        owner=OWNER,
        reason=(
            f"{told.system} and Tieout differ on {told.day}: "
            f"{found.theirs.count} postings there, {found.ours.count} here"
        ),
        findings=[_finding(one) for one in found.differences],
        amount_at_risk=at_risk[0] if at_risk else None,
        currency=at_risk[1] if at_risk else None,
        remedy=f"correct the posting in {told.system}; the case closes when a later run agrees",
    )
    return opening._replace(id=document_id("case", opening.id, str(version)))


def _finding(one: Difference) -> Finding:
    where = one.document or one.erp_number or one.reference
    return Finding(code=RULE, message=f"{one.kind}: {one.says}"[:255], where=where)


def _at_risk(differences: tuple[Difference, ...]) -> tuple[str, str] | None:
    """The sum of what differs, if it is all in one currency."""
    currencies = {one.currency for one in differences}
    if len(currencies) != 1:
        return None
    return plain(sum((Decimal(one.amount) for one in differences), Decimal(0))), currencies.pop()
