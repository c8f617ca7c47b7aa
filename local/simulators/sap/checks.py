"""What the simulated SAP checks before it posts.

The message numbers are SAP's where it is known which they are (00/055 required entry fields,
M8/534 balance, M8/108 duplicate); the others only have SAP's form.
"""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

from local.simulators.sap.odata import Entity, Refusal, day

MANDATORY = (
    "CompanyCode",
    "DocumentDate",
    "PostingDate",
    "InvoicingParty",
    "SupplierInvoiceIDByInvcgParty",
    "DocumentCurrency",
    "InvoiceGrossAmount",
)
LENGTHS = {
    "CompanyCode": 4,
    "SupplierInvoiceIDByInvcgParty": 16,
    "InvoicingParty": 10,
    "DocumentCurrency": 5,
    "DocumentHeaderText": 25,
    "PaymentBlockingReason": 1,
    "SupplierInvoiceIsCreditMemo": 1,
    "SupplierInvoiceStatus": 1,
    "SupplierPostingLineItemText": 50,
    "GLAccount": 10,
    "TaxCode": 2,
    "DebitCreditCode": 1,
    "SupplierInvoiceItem": 4,
    "SupplierInvoiceItemText": 50,
}
KEY = (
    "CompanyCode",
    "InvoicingParty",
    "SupplierInvoiceIDByInvcgParty",
    "DocumentDate",
    "DocumentCurrency",
)


def check_shape(bill: Entity) -> None:
    """Mandatory fields, lengths and dates. Raises Refusal."""
    if missing := [name for name in MANDATORY if not bill.get(name)]:
        raise Refusal("00/055", f"Fill in all required entry fields: {', '.join(missing)}")
    for part in (bill, *items(bill), *taxes(bill)):
        for name, limit in LENGTHS.items():
            if len(str(part.get(name, ""))) > limit:
                raise Refusal("/IWBEP/CM_MGW_RT/021", f"Property '{name}' has an invalid value")
    day(bill["DocumentDate"])
    day(bill["PostingDate"])


def check_balance(bill: Entity) -> None:
    """Gross is lines and tax, to the last decimal, and no amount is negative. Raises Refusal."""
    memo = bill.get("SupplierInvoiceIsCreditMemo") == "X"
    gross = amount(bill["InvoiceGrossAmount"])
    tax = sum((amount(part.get("TaxAmount")) for part in taxes(bill)), Decimal(0))
    lines = Decimal(0)
    for item in items(bill):
        side = item.get("DebitCreditCode")
        if side not in ("S", "H"):
            raise Refusal("00/055", "Fill in all required entry fields: DebitCreditCode")
        net = amount(item.get("SupplierInvoiceItemAmount"))
        lines += net if (side == "S") != memo else -net
    if gross != lines + tax:
        raise Refusal("M8/534", f"Balance not zero: {gross - lines - tax} debits: credits: {gross}")


def is_duplicate(bill: Entity, held: Iterable[Entity]) -> bool:
    """SAP's own check: supplier, currency, company code, gross, reference and invoice date.

    Credit memos are not checked, what was reversed does not count (Customizing activity "Set
    Check for Duplicate Invoices").
    """
    if bill.get("SupplierInvoiceIsCreditMemo") == "X":
        return False
    return any(
        all(other[name] == bill[name] for name in KEY)
        and amount(other["InvoiceGrossAmount"]) == amount(bill["InvoiceGrossAmount"])
        and not other["ReverseDocument"]
        and other["SupplierInvoiceIsCreditMemo"] != "X"
        for other in held
    )


def items(bill: Entity) -> list[Entity]:
    """The items for general-ledger accounts of a deep create."""
    return list((bill.get("to_SupplierInvoiceItemGLAcct") or {}).get("results", []))


def taxes(bill: Entity) -> list[Entity]:
    """The tax lines of a deep create."""
    return list((bill.get("to_SupplierInvoiceTax") or {}).get("results", []))


def amount(wire: object) -> Decimal:
    """An Edm.Decimal(14,3) that is not negative. Raises Refusal."""
    try:
        value = Decimal(wire) if isinstance(wire, str) else Decimal("NaN")
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or value < 0 or value != round(value, 3):
        raise Refusal("/IWBEP/CM_MGW_RT/021", "An amount has an invalid value")
    return value
