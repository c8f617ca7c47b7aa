"""Two versions of an event at once: one fact, one id, and each consumer decides it once."""

import json
from typing import Any, ClassVar

import pytest

from functions.runtime import keys
from functions.runtime.committed import truly
from functions.runtime.decision import Commit, Given, Head
from functions.runtime.dispatch import dispatch
from functions.runtime.items import next_version
from functions.runtime.kernel import Kernel
from functions.runtime.memory import World, memory_ports
from functions.runtime.operation import Operation
from functions.runtime.ports import ABSENT, Key, Put
from functions.runtime.relay import announce, from_stream
from functions.runtime.telling import tell
from functions.runtime.triggers import On
from schemas.events.envelope import Envelope, Event
from schemas.intake_file import IntakeFile
from tests.house import LOG, _typed
from tests.unit.kernel.frames import FILE, SYSTEM, Noted


class Settled(Event):
    """What all versions say of themselves."""

    SOURCE: ClassVar[str] = "tieout.tests"
    OWNER: ClassVar[str] = "tests"


class SettledV1(Settled):
    """As it began: the amount was in euro, always."""

    NAME: ClassVar[str] = "PaymentSettled"

    amount: str


class SettledV2(Settled):
    """Says its currency."""

    NAME: ClassVar[str] = "PaymentSettled"
    VERSION: ClassVar[int] = 2
    PREVIOUS: ClassVar[type[Event] | None] = SettledV1

    amount: str
    currency: str

    def as_previous(self) -> SettledV1:
        return SettledV1(amount=self.amount)


class PaymentSettled(Settled):
    """Says both in one."""

    VERSION: ClassVar[int] = 3
    PREVIOUS: ClassVar[type[Event] | None] = SettledV2

    settled: str

    def as_previous(self) -> SettledV2:
        amount, currency = self.settled.split()
        return SettledV2(amount=amount, currency=currency)


def _consumer(name: str, *events: type[Event]) -> Operation:
    operation = Operation(On(*events), owner="tests")
    operation.module = f"functions.tests.{name}"

    @operation.decides
    def note(
        event: SettledV1 | SettledV2 | PaymentSettled, file: Head[IntakeFile], given: Given
    ) -> Commit[Noted]:
        return Commit(Noted(note=type(event).__name__), file.body, "noted")

    return operation


class Desk:
    """A document whose first event has three versions, and what the relay announced of it."""

    def __init__(self, event: Event | None = None) -> None:
        self.world = World()
        told = event or PaymentSettled(settled="10.00 EUR")
        moved = next_version(SYSTEM, None, id="file_a", body=FILE, state="open", event=told)
        self.world.store.write([Put(moved.head, ABSENT), Put(moved.event, ABSENT)])
        self.relay()

    def relay(self) -> None:
        images = [i for i in self.world.store.stream if str(i["sk"]).startswith("event#")]
        records = [
            {"dynamodb": {"SequenceNumber": str(place), "NewImage": _typed(image)}}
            for place, image in enumerate(images)
        ]
        assert from_stream(self.world.bus, records) == []

    def told(self, version: int) -> dict[str, Any]:
        kind = f"PaymentSettled.v{version}"
        details = (json.loads(e["detail"]) for e in self.world.bus.published if e["type"] == kind)
        found: dict[str, Any] = next(details)
        return found

    def deliver(self, operation: Operation, detail: dict[str, Any]) -> None:
        body = json.dumps({"detail-type": detail["type"], "detail": detail})
        record = {"messageId": "m", "receiptHandle": "r", "eventSource": "aws:sqs", "body": body}
        kernel = Kernel.over(memory_ports(self.world))
        assert dispatch(kernel, operation, {"Records": [record]}, LOG) == {"batchItemFailures": []}

    def notes(self) -> list[str]:
        items = self.world.store.tables["ledger"].items.values()
        told = [json.loads(str(i["envelope"])) for i in items if "envelope" in i]
        return [event["data"]["note"] for event in told if event["type"] == "Noted.v1"]


def test_one_commit_is_announced_in_every_version_under_one_id() -> None:
    desk = Desk()
    third, second, first = desk.told(3), desk.told(2), desk.told(1)
    assert first["data"] == {"amount": "10.00"}
    assert second["data"] == {"amount": "10.00", "currency": "EUR"}
    assert third["data"] == {"settled": "10.00 EUR"}
    assert len(desk.world.bus.published) == 3
    for other in (second, first):
        assert {**other, "type": third["type"], "data": third["data"]} == third


@pytest.mark.parametrize(("kind", "version"), [(SettledV1, 1), (SettledV2, 2), (PaymentSettled, 3)])
def test_a_consumer_of_any_version_believes_it_and_decides_once(
    kind: type[Event], version: int
) -> None:
    desk, operation = Desk(), _consumer("one", kind)
    desk.deliver(operation, desk.told(version))
    desk.deliver(operation, desk.told(version))
    assert desk.notes() == [kind.__name__]


def test_who_takes_two_versions_decides_the_fact_once() -> None:
    desk, operation = Desk(), _consumer("both", SettledV1, PaymentSettled)
    desk.deliver(operation, desk.told(1))
    desk.deliver(operation, desk.told(3))
    assert desk.notes() == ["SettledV1"]


def test_consumers_of_different_versions_each_decide_it() -> None:
    desk = Desk()
    desk.deliver(_consumer("old", SettledV1), desk.told(1))
    desk.deliver(_consumer("new", PaymentSettled), desk.told(3))
    assert desk.notes() == ["SettledV1", "PaymentSettled"]


@pytest.mark.parametrize(
    "forged",
    [
        {"data": {"amount": "11.00"}},
        {"hash": "0" * 64},
        {"entity": "FR01"},
        {"correlation": "mine"},
        {"id": "file_a@2"},
        {"type": "PaymentSettled.v2", "data": {"amount": "10.00", "currency": "USD"}},
    ],
)
def test_an_earlier_version_that_says_something_else_decides_nothing(
    forged: dict[str, Any],
) -> None:
    desk, operation = Desk(), _consumer("one", SettledV1, SettledV2)
    desk.deliver(operation, {**desk.told(1), **forged})
    assert desk.notes() == []
    items = desk.world.store.tables["ledger"].items.values()
    [denial] = [i for i in items if "#denial#" in str(i["pk"])]
    assert denial["reason"] == "no such event was ever committed"


@pytest.mark.parametrize("version", [1, 2, 3])
def test_whoever_runs_by_an_event_believes_it_in_any_version(version: int) -> None:
    desk = Desk()
    told = Envelope.model_validate(desk.told(version))
    kept = desk.world.store.tables["ledger"].get(keys.event(told.tenant, "file_a", 1)[:2])
    assert kept is not None
    assert truly(told, kept)
    for forged in ({"data": {"amount": "11.00"}}, {"hash": "0" * 64}, {"entity": "FR01"}):
        assert not truly(told.model_copy(update=forged), kept)
    assert not truly(told, {})


def test_a_team_is_told_of_an_earlier_version_too() -> None:
    desk = Desk()
    kernel = Kernel.over(memory_ports(desk.world))
    told = Envelope.model_validate(desk.told(1))
    assert tell(kernel, _consumer("one", SettledV1), told, "treasury") == "told treasury"


def test_an_event_from_before_the_new_version_is_taken_as_it_was() -> None:
    desk = Desk(SettledV1(amount="10.00"))
    assert [entry["type"] for entry in desk.world.bus.published] == ["PaymentSettled.v1"]
    desk.deliver(_consumer("old", SettledV1), desk.told(1))
    assert desk.notes() == ["SettledV1"]


def test_it_is_announced_again_in_every_version() -> None:
    desk = Desk()
    before = list(desk.world.bus.published)
    assert announce(desk.world.store, desk.world.bus, [Key("acme#file_a", f"event#{1:010}")]) == 1
    assert desk.world.bus.published == before * 2


def test_a_version_that_the_bus_refused_brings_the_whole_event_back() -> None:
    desk = Desk()
    desk.world.bus.failing = lambda entries: [
        place for place, one in enumerate(entries) if one["type"] != "PaymentSettled.v3"
    ]
    records = [
        {"dynamodb": {"SequenceNumber": f"s{place}", "NewImage": _typed(image)}}
        for place, image in enumerate(desk.world.store.stream)
        if "envelope" in image
    ]
    failed = from_stream(desk.world.bus, records)
    assert len(failed) == 1
