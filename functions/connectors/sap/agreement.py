"""Whether what SAP holds under our reference is the bill; pure."""

import json
from decimal import Decimal, InvalidOperation
from typing import NamedTuple
from urllib.parse import urlsplit

from functions.connectors.erp import Bill
from functions.connectors.sap.listing import unpadded
from functions.connectors.sap.odata import (
    RAW_MAX,
    Entity,
    as_object,
    day_of,
    member,
    number_of,
)
from functions.connectors.sap.translate import POSTED, credit_memo
from functions.runtime.decision import Outcome, Receipt, Refusal
from functions.runtime.errors import Unavailable
from functions.runtime.ports import Reply


class Page(NamedTuple):
    """Some supplier invoices, and the query of the next page (`d.__next`) or nothing."""

    entries: list[Entity]
    after: str


def page_of(reply: Reply) -> Page:
    """A page of found invoices. Raises Unavailable if it cannot be read: that is not "none".

    Of `d.__next` only the query counts: our token goes to no host that an answer names.
    """
    content = member(reply, "d")
    entries = content.get("results")
    after = content.get("__next", "")
    if not isinstance(entries, list) or not isinstance(after, str):
        raise Unavailable("SAP's list of supplier invoices could not be read")
    return Page([as_object(entry) for entry in entries], urlsplit(after).query)


def agreement(bill: Bill, entries: list[Entity]) -> Outcome | None:
    """One entry that agrees in everything is a receipt; no entry at all is None.

    Anything else is a refusal that names the fields: a person must look, because posting again
    could pay twice.
    """
    if not entries:
        return None
    raw = json.dumps(entries, ensure_ascii=False)[:RAW_MAX]
    if len(entries) > 1:
        return Refusal("differs", f"SAP holds {len(entries)} entries under our reference", raw)
    if fields := _differing(bill, entries[0]):
        return Refusal("differs", "SAP holds another " + ", ".join(fields), raw)
    return Receipt(number=number_of(entries[0]), raw=raw)


def _differing(bill: Bill, entity: Entity) -> list[str]:
    held = entity.get
    agrees = {
        "SupplierInvoice": bool(number_of(entity)),
        "SupplierInvoiceIDByInvcgParty": held("SupplierInvoiceIDByInvcgParty") == bill.reference,
        "CompanyCode": held("CompanyCode") == bill.company,
        "InvoicingParty": unpadded(str(held("InvoicingParty"))) == unpadded(bill.supplier),
        "DocumentDate": day_of(held("DocumentDate")) == bill.document_date,
        "DocumentCurrency": held("DocumentCurrency") == bill.currency,
        "InvoiceGrossAmount": _amount(held("InvoiceGrossAmount")) == Decimal(bill.gross),
        "SupplierInvoiceIsCreditMemo": held("SupplierInvoiceIsCreditMemo") == credit_memo(bill),
        "SupplierInvoiceStatus": held("SupplierInvoiceStatus") == POSTED,
        "ReverseDocument": held("ReverseDocument") == "",
    }
    return [field for field, same in agrees.items() if not same]


def _amount(wire: object) -> Decimal | None:
    try:
        return Decimal(wire) if isinstance(wire, str) else None
    except InvalidOperation:
        return None
