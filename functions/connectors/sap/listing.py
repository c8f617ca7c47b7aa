"""What SAP lists for a company code and a posting date, as entries; pure.

Fields of A_SupplierInvoice ($metadata of API_SUPPLIERINVOICE_PROCESS_SRV). Whether an invoice was
paid is not among them: a lifted block is what can be seen here.
"""

from datetime import date
from decimal import InvalidOperation
from urllib.parse import quote, urlencode

from functions.connectors.erp import Bill
from functions.connectors.sap.odata import Entity, day_of, literal, number_of
from functions.connectors.sap.translate import CREDIT_MEMO, POSTED
from functions.runtime.errors import Unavailable
from schemas.entry import Entry, Standing, plain, stated

_LISTED = (
    "SupplierInvoice,FiscalYear,PostingDate,SupplierInvoiceIDByInvcgParty,InvoicingParty,"
    "DocumentCurrency,InvoiceGrossAmount,SupplierInvoiceIsCreditMemo,SupplierInvoiceStatus,"
    "ReverseDocument,PaymentBlockingReason,SupplierPostingLineItemText"
)


def query(company: str, day: date) -> str:
    """The first page of a company code's postings of a day; SAP pages by itself (`__next`)."""
    posted = f"PostingDate eq datetime'{day.isoformat()}T00:00:00'"
    asked = {
        "$filter": f"CompanyCode eq {literal(company)} and {posted}",
        "$select": _LISTED,
        "$format": "json",
    }
    return urlencode(asked, safe="$,'", quote_via=quote)


def expected(bill: Bill) -> Entry:
    """The entry that a bill must become. It is filed under its posting date."""
    return Entry(
        reference=bill.reference,
        number="",
        document=bill.document,
        kind=bill.kind,
        party=unpadded(bill.supplier),
        day=bill.posting_date,
        currency=bill.currency,
        amount=plain(bill.gross),
        standing="blocked" if bill.blocked else "payable",
    )


def entry(found: Entity) -> Entry:
    """One listed supplier invoice. Raises Unavailable if it cannot be read: it is not "none"."""
    day = day_of(found.get("PostingDate"))
    try:
        amount = stated(str(found["InvoiceGrossAmount"]))
        if day is None:
            raise ValueError("no posting date")
        return Entry(
            reference=str(found["SupplierInvoiceIDByInvcgParty"]),
            number=number_of(found),
            document=str(found.get("SupplierPostingLineItemText") or ""),
            kind="credit_note"
            if found["SupplierInvoiceIsCreditMemo"] == CREDIT_MEMO
            else "invoice",
            party=unpadded(str(found["InvoicingParty"])),
            day=day,
            currency=str(found["DocumentCurrency"]),
            amount=amount,
            standing=_standing(found),
        )
    except (KeyError, ValueError, InvalidOperation):
        raise Unavailable("SAP lists a supplier invoice that could not be read") from None


def _standing(found: Entity) -> Standing:
    if found["SupplierInvoiceStatus"] != POSTED:
        return "not posted"
    if found["ReverseDocument"]:
        return "reversed"
    return "blocked" if found["PaymentBlockingReason"] else "payable"


def unpadded(party: str) -> str:
    """A numeric supplier number without the zeros that SAP keeps in front of it (ALPHA)."""
    return party.lstrip("0") if party.isdigit() else party
