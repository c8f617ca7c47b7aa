"""The books of the simulated SAP: what is posted, what is paid, what is committed late."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from local.simulators.sap.checks import check_balance, check_shape, is_duplicate
from local.simulators.sap.odata import Entity, Refusal, day

DEEP = ("to_SupplierInvoiceItemGLAcct", "to_SupplierInvoiceTax")
POSTED = "5"


class PaymentRun(NamedTuple):
    """What one run of the payment program found to pay, and how many open items are blocked."""

    found: int
    blocked: int
    paid: list[str]


class Books:
    """Supplier invoices of one SAP system, by their own number."""

    def __init__(
        self, companies: Iterable[str], suppliers: Iterable[str], *, checks_duplicates: bool
    ) -> None:
        self.companies = set(companies)
        self.suppliers = set(suppliers)
        self.checks_duplicates = checks_duplicates
        self.invoices: list[Entity] = []
        self.late: list[tuple[datetime, Entity]] = []
        self.paid: set[str] = set()

    def post(self, bill: Entity) -> Entity:
        """Post the bill and give it a number. Raises Refusal and changes nothing."""
        check_shape(bill)
        if bill["CompanyCode"] not in self.companies:
            raise Refusal("F5/165", "Company code is not defined")
        if bill["InvoicingParty"].lstrip("0") not in self.suppliers:
            raise Refusal("F5/102", "Supplier is not defined in the company code")
        check_balance(bill)
        if self.checks_duplicates and is_duplicate(bill, self.invoices):
            raise Refusal("M8/108", "Check if invoice already entered as a logistics invoice")
        invoice = self._header(bill)
        self.invoices.append(invoice)
        return invoice

    def commit_late(self, now: datetime) -> None:
        """Post what was left hanging and is due; what is refused by now is lost silently."""
        due = [bill for at, bill in self.late if at <= now]
        self.late = [(at, bill) for at, bill in self.late if at > now]
        for bill in due:
            try:
                self.post(bill)
            except Refusal:
                continue

    def find(self, wanted: dict[str, str]) -> list[Entity]:
        """The invoices with these values."""
        return [
            invoice
            for invoice in self.invoices
            if all(invoice.get(name, "") == value for name, value in wanted.items())
        ]

    def pay(self) -> PaymentRun:
        """The payment program: pays every posted item that is open and not blocked."""
        run = [number for number, invoice in self._open() if not invoice["PaymentBlockingReason"]]
        self.paid.update(run)
        return PaymentRun(found=len(run), blocked=len(list(self._open())), paid=run)

    def _open(self) -> Iterator[tuple[str, Entity]]:
        for invoice in self.invoices:
            number = f"{invoice['SupplierInvoice']}/{invoice['FiscalYear']}"
            settled = invoice["ReverseDocument"] or number in self.paid
            if invoice["SupplierInvoiceStatus"] == POSTED and not settled:
                yield number, invoice

    def _header(self, bill: Entity) -> Entity:
        given = {name: value for name, value in bill.items() if name not in DEEP}
        return {
            "PaymentBlockingReason": "",
            "SupplierInvoiceIsCreditMemo": "",
            "DocumentHeaderText": "",
            **given,
            "SupplierInvoice": str(5105600000 + len(self.invoices) + 1),
            "FiscalYear": str(day(bill["PostingDate"]).year),
            "SupplierInvoiceStatus": bill.get("SupplierInvoiceStatus") or POSTED,
            "ReverseDocument": "",
            "ReverseDocumentFiscalYear": "0000",
        }
