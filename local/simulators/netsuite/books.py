"""The books of the simulated NetSuite: what is posted, what is paid, what is committed late."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from local.simulators.netsuite.answers import Entity, Refusal
from local.simulators.netsuite.checks import Setup, check_references, check_shape, totals

OPEN, PAID, PENDING = (
    {"id": "A", "refName": "Open"},
    {"id": "B", "refName": "Paid In Full"},
    {"id": "D", "refName": "Pending Approval"},
)


class PaymentRun(NamedTuple):
    """What one run found on the bill payments page to pay, and how many open bills are held."""

    found: int
    blocked: int
    paid: list[str]


class Late(NamedTuple):
    """A request that was left hanging, and when it will be done."""

    at: datetime
    kind: str
    record: Entity


class Books:
    """Vendor bills and vendor credits of one account, by type and external id."""

    def __init__(self, setup: Setup, *, checks_duplicates: bool) -> None:
        self.setup = setup
        self.checks_duplicates = checks_duplicates
        self.records: list[Entity] = []
        self.late: list[Late] = []
        self.paid: set[str] = set()

    def create(self, kind: str, record: Entity) -> Entity:
        """Make the record and give it an id. Raises Refusal and changes nothing."""
        check_shape(kind, record)
        check_references(self.setup, record)
        total, tax = totals(self.setup, record)
        if self.checks_duplicates and self.find(kind, str(record.get("externalId"))):
            raise Refusal("This record already exists.")
        made = self._made(kind, record) | {"total": total, "userTotal": total, "taxTotal": tax}
        self.records.append(made)
        return made

    def find(self, kind: str, external_id: str) -> Entity | None:
        """The record of this type under an external id."""
        for record in self.records:
            if (record["recordType"], record.get("externalId")) == (kind, external_id):
                return record
        return None

    def commit_late(self, now: datetime) -> None:
        """Do what was left hanging and is due; what is refused by now is lost silently."""
        due = [late for late in self.late if late.at <= now]
        self.late = [late for late in self.late if late.at > now]
        for late in due:
            try:
                self.create(late.kind, late.record)
            except Refusal:
                continue

    def pay(self) -> PaymentRun:
        """Pay every open bill that is not on payment hold, as the bill payments page lists them."""
        run = [bill for bill in self._open() if not bill["paymentHold"]]
        for bill in run:
            bill["status"] = PAID
        paid = [str(bill["id"]) for bill in run]
        self.paid.update(paid)
        return PaymentRun(found=len(run), blocked=len(list(self._open())), paid=paid)

    def _open(self) -> Iterator[Entity]:
        for record in self.records:
            if record["recordType"] == "vendorBill" and record["status"]["id"] == OPEN["id"]:
                yield record

    def _made(self, kind: str, record: Entity) -> Entity:
        """With what the account adds; a bill that nobody approved awaits its approval."""
        approved = (record.get("approvalStatus") or {}).get("id") == "2"
        bill = {"paymentHold": False, "status": OPEN if approved else PENDING}
        return {
            **(bill if kind == "vendorBill" else {"status": OPEN}),
            **record,
            "id": str(9001 + len(self.records)),
            "recordType": kind,
        }
