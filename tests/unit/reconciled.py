"""A house of two ERPs on a day that is over, and hands that reach into an ERP's books."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from local.simulators.netsuite import faults as netsuite
from local.simulators.sap import faults as sap
from schemas.reconciliation import Subject
from tests.company import ANN, submit
from tests.house import House
from tests.unit.test_netsuite_slice import AMERICAN, two_erps

DOCUMENT_DAY = date(2026, 3, 1)
"""The date on every invoice: under it NetSuite files them."""


class Books:
    """One entity's postings at one ERP, and what a person can do to them there."""

    def __init__(self, house: House, system: str) -> None:
        self.house = house
        self.system = system
        self.sap = system == "sap"
        self.entity = "DE01" if self.sap else "US01"
        self.day = house.world.clock().date() if self.sap else DOCUMENT_DAY

    def post(self, *numbers: str, **changes: Any) -> list[str]:
        """Have invoices accepted and posted; answers their documents."""
        american = {} if self.sap else AMERICAN
        made = [
            submit(self.house, f"k{number}", number=number, **(american | changes))[1]["id"]
            for number in numbers
        ]
        self.house.settle()
        return [str(document) for document in made]

    def held(self) -> list[dict[str, Any]]:
        """Everything in the ERP's books, to be read and changed."""
        return self.house.sap.books.invoices if self.sap else self.house.netsuite.books.records

    def of(self, document: str) -> dict[str, Any]:
        """What the ERP holds of a document."""
        text = "SupplierPostingLineItemText" if self.sap else "memo"
        [found] = [one for one in self.held() if one[text] == document]
        return found

    def field(self, sap: str, netsuite: str) -> str:
        return sap if self.sap else netsuite

    def copy(self, document: str, **changes: Any) -> None:
        """Post it again, past every check."""
        again = dict(self.of(document)) | changes
        name = self.field("SupplierInvoice", "id")
        again[name] = str(int(again[name]) + 500)
        self.held().append(again)

    def reconcile(self, key: str = "r1") -> dict[str, Any]:
        """Ask for the day once it is over; answers what `GET` says afterwards."""
        if self.house.world.clock().date() <= self.day:
            self.house.world.clock.advance(timedelta(days=1))
        status, said, _ = self.house.call(
            "POST", "/v1/reconciliations", self.asked(), claims=ANN, key=key
        )
        assert status in (200, 201), said
        self.house.settle()
        return self.read()

    def asked(self) -> dict[str, str]:
        return {"entity": self.entity, "system": self.system, "day": self.day.isoformat()}

    def read(self) -> dict[str, Any]:
        query = "&".join(f"{name}={value}" for name, value in self.asked().items())
        status, said, _ = self.house.call("GET", f"/v1/reconciliations?{query}", claims=ANN)
        assert status == 200, said
        return said

    def document(self) -> str:
        return Subject(entity=self.entity, system=self.system, day=self.day).document()

    def cases(self) -> list[dict[str, Any]]:
        """The cases about this day, each with its state."""
        heads = [one for one in self.house.items("head") if one["kind"] == "case"]
        bodies = [(json.loads(str(one["body"])), str(one["state"])) for one in heads]
        return [
            {**body, "state": state} for body, state in bodies if body["about"] == self.document()
        ]


def books(system: str) -> Books:
    """A house of two ERPs, seen from one of them."""
    return Books(two_erps(), system)


def order(held: Books, kind: Any, door: Any, count: int = 1) -> None:
    """Have the ERP fail so."""
    if held.sap:
        held.house.sap.order(sap.Fault(kind, door=door, count=count))
    else:
        held.house.netsuite.order(netsuite.Fault(kind, door=door, count=count))


Hand = Callable[[Books, str], None]


def deleted(held: Books, document: str) -> None:
    """A person deletes the posting."""
    held.held().remove(held.of(document))


def altered(held: Books, document: str) -> None:
    """A person changes its amount."""
    name, value = ("InvoiceGrossAmount", "238.01") if held.sap else ("total", 238.01)
    held.of(document)[name] = value


def foreign(held: Books, document: str) -> None:
    """Another system posts under a reference like ours."""
    name = held.field("SupplierInvoiceIDByInvcgParty", "externalId")
    text = held.field("SupplierPostingLineItemText", "memo")
    held.copy(document, **{name: "FREMD001ABCDEFGH", text: "posted by hand"})


def twice(held: Books, document: str) -> None:
    """It is posted once more."""
    held.copy(document)


def released(held: Books, document: str) -> None:
    """A person lifts the block and the ERP pays it."""
    if held.sap:
        held.of(document)["PaymentBlockingReason"] = ""
    else:
        held.of(document)["paymentHold"] = False
        held.house.netsuite.books.pay()


def moved(held: Books, document: str) -> None:
    """A person files it under another day."""
    name, value = ("PostingDate", "/Date(0)/") if held.sap else ("tranDate", "2026-03-02")
    held.of(document)[name] = value
    if held.sap:
        held.of(document)["DocumentDate"] = value


def reversed_there(held: Books, document: str) -> None:
    """A person reverses it."""
    if held.sap:
        held.of(document)["ReverseDocument"] = "5105609999"
    else:
        held.of(document)["status"] = {"id": "C", "refName": "Cancelled"}


def another_supplier(held: Books, document: str) -> None:
    """A person books it on another supplier."""
    if held.sap:
        held.of(document)["InvoicingParty"] = "10300002"
    else:
        held.of(document)["entity"] = {"id": "502"}


HANDS: dict[Hand, tuple[str, str]] = {
    deleted: ("missing there", "not in the list"),
    altered: ("differs", "amount 238 here, 238.01 there"),
    foreign: ("missing here", "Tieout did not post it"),
    twice: ("posted twice", "2 postings under one reference"),
    moved: ("differs", "Date"),
    reversed_there: ("differs", "standing blocked here"),
    another_supplier: ("differs", "party"),
    released: ("differs", "standing blocked here, pa"),
}
"""What each hand does to the books, and how the difference is named."""
