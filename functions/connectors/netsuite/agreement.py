"""Whether what NetSuite holds under our reference is the bill; pure."""

from decimal import Decimal

from functions.connectors.erp import Bill
from functions.connectors.netsuite.answers import Held
from functions.connectors.netsuite.translate import record_type
from functions.connectors.netsuite.wire import identifier
from functions.runtime.decision import Outcome, Receipt, Refusal

OPEN = "A"
STANDING = frozenset({OPEN, "B", "F"})
"""Open, paid in full, payment in transit; not cancelled, pending approval, rejected, or unknown.

Statuses of VendBill and VendCred ("Transaction Statuses for SuiteScript Search Filters",
SuiteAnswers 23874); B of a credit is "fully applied".
"""


def agreement(bill: Bill, held: Held, currency: str) -> Outcome:
    """One record that agrees in everything is a receipt.

    Anything else is a refusal that names the fields: a person must look, because posting again
    could pay twice. So is a blocked bill that was paid or whose hold was lifted: NetSuite may pay,
    or has paid, what Tieout is to pay.
    """
    if held.type != record_type(bill):
        return Refusal("differs", f"NetSuite holds a {held.type} under our reference", held.raw)
    if fields := _differing(bill, held, currency):
        return Refusal("differs", "NetSuite holds another " + ", ".join(fields), held.raw)
    return Receipt(number=held.number, raw=held.raw)


def _differing(bill: Bill, held: Held, currency: str) -> list[str]:
    entity = held.entity
    status = identifier(entity.get("status"))
    agrees = {
        "id": bool(held.number),
        "externalId": entity.get("externalId") == bill.reference,
        "subsidiary": identifier(entity.get("subsidiary")) == bill.company,
        "entity": identifier(entity.get("entity")) == bill.supplier,
        "tranDate": entity.get("tranDate") == bill.document_date.isoformat(),
        "tranId": entity.get("tranId") == bill.number,
        "currency": identifier(entity.get("currency")) == currency,
        "total": entity.get("total") == Decimal(bill.gross),
        "status": status == OPEN if bill.blocked else status in STANDING,
        "paymentHold": _is_kept_from_payment(bill, held),
    }
    return [field for field, same in agrees.items() if not same]


def _is_kept_from_payment(bill: Bill, held: Held) -> bool:
    """A credit has no hold: it stays unapplied until a person applies it."""
    return held.type == "vendorCredit" or not bill.blocked or held.entity.get("paymentHold") is True
