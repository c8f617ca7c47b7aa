"""A rehearsal goes through the real handler, tells what would happen, and changes nothing."""

import json
from typing import Any

import pytest

from functions.operations.wake import operation as waking
from functions.payables.post_invoice import operation as posting
from functions.payables.receive_invoice_file import operation as receiving
from functions.payables.submit_invoice import operation as submitting
from functions.payables.validate_invoice import operation as validating
from functions.runtime.captured import captured
from functions.runtime.captured_store import Beyond
from functions.runtime.errors import Missing, Unavailable
from functions.runtime.items import chain_hash
from functions.runtime.letters import Rehearsal, Verdict
from functions.runtime.memory import Crossing, memory_ports
from functions.runtime.operation import Operation
from functions.runtime.ports import ABSENT, ConditionFailed, Delete, Item, Key, Ports, Put
from functions.runtime.rehearsal import GOES, rehearse
from functions.runtime.triage import consumer
from schemas.events.envelope import Envelope
from tests.company import company, submit
from tests.house import House
from tests.unit.kernel.ubl import batch, ubl
from tests.unit.kernel.worlds import envelopes, message, offer

STAYS = {"clock", "new_id", "jitter", "home"}
CHANGING = ("store.write", "store.put", "bus.", "queue.", "remote.call", "letters.redrive")


@pytest.fixture
def house() -> House:
    return company()


def received(house: House) -> tuple[str, str]:
    """An invoice that was accepted and not validated yet; its id and the message about it."""
    status, said, _ = submit(house)
    assert status == 201
    return str(said["id"]), message(envelopes(house, said["id"])[0])


def validated(house: House) -> tuple[str, str]:
    """One that is to be posted next."""
    document, told = received(house)
    assert offer(house, validating.name, told)
    return document, message(envelopes(house, document)[-1])


def tried(house: House, operation: Operation, body: str, **how: Any) -> Rehearsal:
    """A rehearsal, after which the world is as it was."""
    world = house.world
    tables = {name: dict(table.items) for name, table in world.store.tables.items()}
    calls = len(world.boundary.calls)
    found = rehearse(memory_ports(world), operation, body, **how)
    assert {name: dict(table.items) for name, table in world.store.tables.items()} == tables
    assert not [c for c in world.boundary.calls[calls:] if c.name.startswith(CHANGING)]
    return found


def test_every_port_is_captured(house: House) -> None:
    real = memory_ports(house.world)
    seen = captured(real, [])
    same = {name for name in Ports._fields if getattr(real, name) == getattr(seen, name)}
    assert same == STAYS


def test_it_tells_what_would_be_committed(house: House) -> None:
    document, told = received(house)
    step = f"would commit InvoiceValidated.v1: {document} becomes validated"
    assert tried(house, validating, told) == Rehearsal(Verdict.SAFE, GOES, (step,))


def test_what_was_decided_is_already_applied(house: House) -> None:
    _, told = received(house)
    house.settle()
    assert tried(house, validating, told) == (Verdict.APPLIED, "decided before", ())


@pytest.mark.parametrize("blind", [False, True])
def test_it_goes_as_far_as_the_partner_system(house: House, *, blind: bool) -> None:
    document, told = validated(house)
    verdict, _, steps = tried(house, posting, told, blind=blind)
    assert verdict is Verdict.SAFE
    assert f"{document} becomes posting" in steps[0]
    assert steps[-1] == "would call sap"


def test_a_secret_that_is_missing_is_named(house: House) -> None:
    _, told = validated(house)
    house.world.remote.secrets.clear()
    house.world.remote._known.clear()
    found = tried(house, posting, told)
    assert found.verdict is Verdict.FIX
    assert found.cause == "Unavailable: no connection settings for sap"


def test_an_open_circuit_is_seen(house: House) -> None:
    document, told = validated(house)
    table = house.world.store.tables["ledger"]
    table.put({"pk": "system#sap", "sk": "state", "state": "open", "failures": 5, "released": 0})
    assert tried(house, posting, told).steps == ("would park until what it needs is there",)
    assert document


def test_a_store_that_does_not_answer_is_to_be_fixed(house: House) -> None:
    _, told = received(house)

    def throttled(crossing: Crossing) -> None:
        raise Unavailable("dynamodb says ThrottlingException")

    house.world.boundary.before = throttled
    found = tried(house, validating, told)
    assert found == (Verdict.FIX, "Unavailable: dynamodb says ThrottlingException", ())


def test_a_forgery_is_to_be_looked_at(house: House) -> None:
    document, _ = received(house)
    true = Envelope.model_validate(envelopes(house, document)[0])
    false = true.model_copy(update={"data": {**true.data, "currency": "USD"}})
    false = false.model_copy(update={"hash": chain_hash(false)})
    found = tried(house, validating, message(false.model_dump()))
    assert found == (Verdict.FIX, "denied: no such event was ever committed", ())


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        ("{", "the body is no JSON"),
        ('{"source": "tieout.payables", "detail": {}}', "cannot read Envelope: id missing"),
        ('["DE89370400440532013000"]', "AttributeError at functions.runtime.dispatch:"),
    ],
)
def test_a_malformed_message_is_named_without_what_it_says(
    house: House, body: str, cause: str
) -> None:
    found = tried(house, validating, body)
    assert found.verdict is Verdict.FIX
    assert found.cause.startswith(cause)
    assert "3704" not in str(found)


def test_a_message_too_deep_to_read_stops_no_rehearsal(house: House) -> None:
    deep = '{"a":' * 40_000 + "1" + "}" * 40_000
    body = f'{{"source":"partner.portal","detail-type":"InvoiceSubmitted","detail":{deep}}}'
    assert tried(house, validating, body).cause.startswith("RecursionError at")
    assert tried(house, submitting, body).verdict is Verdict.SAFE


def test_an_event_of_another_version_is_named(house: House) -> None:
    document, _ = received(house)
    told = message(envelopes(house, document)[0], type="InvoiceReceived.v9")
    cause = "denied: payables.validate_invoice does not take InvoiceReceived.v9"
    assert tried(house, validating, told).cause == cause


def test_a_broken_policy_is_named(house: House) -> None:
    _, told = received(house)
    key = ("acme#policy#entities#*", "head")
    item = house.world.store.tables["ledger"].get(key)
    assert item is not None
    item["body"] = str(item["body"]).replace('"approved"', '"agreed"')
    house.world.store.tables["ledger"].put(item)
    found = tried(house, validating, told)
    assert found.verdict is Verdict.FIX
    assert found.cause.startswith("cannot read PolicyDocument: agreed")


def test_a_file_is_taken_in_for_nothing(house: House) -> None:
    told = house.drop("in/portal/invoices/a.xml", batch(ubl("F-1"), ubl("F-2")), notify=False)
    verdict, _, steps = tried(house, receiving, told)
    assert verdict is Verdict.SAFE
    assert sum("InvoiceReceived" in step for step in steps) == 2
    assert "FileClosed.v1" in steps[-1]


def test_without_keys_a_file_is_not_opened(house: House) -> None:
    told = house.drop("in/portal/invoices/a.xml", batch(ubl("F-1")), notify=False)
    steps = tried(house, receiving, told, blind=True).steps
    assert steps == ("would read an object of the intake bucket",)


def test_the_kernels_own_are_rehearsed_too(house: House) -> None:
    document, _ = validated(house)
    told = json.dumps({"tenant": "acme", "document": document})
    found = tried(house, consumer("operations.republish"), told)
    assert found.steps == ("would put a message on the queue of operations.relay",)
    assert tried(house, waking, "{}").verdict is Verdict.APPLIED


def test_the_function_rehearses_itself(house: House) -> None:
    _, told = received(house)
    (said,) = house.invoke(validating, {"rehearse": [told]})
    assert json.loads(json.dumps(said))["verdict"] == "safe to redrive"
    assert house.states().popitem()[1] == "received"


def test_conditions_hold_over_what_is_there_and_what_was_captured(house: House) -> None:
    store = captured(memory_ports(house.world), []).store
    item: Item = {"pk": "a", "sk": "head", "version": 1}
    store.write([Put(item, ABSENT)])
    with pytest.raises(ConditionFailed) as failed:
        store.write([Put(item, ABSENT)])
    assert failed.value.stood == {0: item}
    assert store.query("a", "he").items == [item]
    assert store.read([Key("a", "head")]) == {Key("a", "head"): item}
    store.write([Delete(Key("a", "head"))])
    assert store.query("a", "he").items == []
    store.write([Put(item, ABSENT)])


def test_nothing_dear_and_nothing_lasting(house: House) -> None:
    seen = captured(memory_ports(house.world), [])
    with pytest.raises(Beyond):
        seen.store.scan("event#")
    with pytest.raises(Beyond):
        seen.vault.sign(b"a seal")


@pytest.mark.parametrize("name", ["payables.no_such", "payables.rules", "os", "runtime.dispatch"])
def test_only_an_operation_is_a_consumer(name: str) -> None:
    with pytest.raises(Missing):
        consumer(name)
