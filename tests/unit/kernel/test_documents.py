"""Documents and events as items: large ones, too large ones, and the chain between them."""

import json
from typing import Any

import pytest

from functions.runtime.commit import plan, write
from functions.runtime.decision import Commit, Opening
from functions.runtime.errors import Invalid
from functions.runtime.items import DATA_LIMIT, GENESIS, chain_hash, next_version, read_head
from functions.runtime.memory import World, memory_ports
from schemas.base import digest
from schemas.events.envelope import Envelope
from schemas.intake_file import IntakeFile
from tests.company import PORTAL, invoice
from tests.house import House
from tests.unit.kernel.frames import FILE, SYSTEM, Noted
from tests.unit.kernel.worlds import envelopes, message, offer

NOTES = {"notes": ["x" * 4000] * 60}


def test_a_large_document_lies_in_the_bucket_under_its_hash(house: House) -> None:
    body = invoice(**NOTES)
    status, said, _ = house.call("POST", "/v1/invoices", body, claims=PORTAL, key="k")
    assert status == 201
    head = house.head(said["id"])
    assert "body" not in head
    [event] = house.items("event#", said["id"])
    assert event["body_ref"] == head["body_ref"]
    name = str(head["body_ref"])
    assert name == f"acme/{envelopes(house, said['id'])[0]['content']}"
    _, view, _ = house.call("GET", f"/v1/invoices/{said['id']}", claims=PORTAL)
    assert view["content"]["notes"] == NOTES["notes"]
    house.settle()
    assert house.states() == {said["id"]: "posted"}


def test_a_document_of_up_to_200_kb_stays_in_its_item(house: House) -> None:
    body = invoice(notes=["x" * 4000] * 45)
    said = house.call("POST", "/v1/invoices", body, claims=PORTAL, key="k")[1]
    assert "body" in house.head(said["id"])
    assert house.world.store.objects["documents"] == {}


def test_an_event_carries_at_most_64_kb() -> None:
    kept = next_version(SYSTEM, None, id="d", body=FILE, state="s", event=Noted(note="x" * 63_000))
    assert kept.envelope.data["note"]
    with pytest.raises(Invalid, match=str(DATA_LIMIT)):
        next_version(SYSTEM, None, id="d", body=FILE, state="s", event=Noted(note="x" * 64_000))


def test_a_commit_writes_at_most_25_items() -> None:
    opens = tuple(Opening(f"case_{n}", FILE, "open", Noted(note="n")) for n in range(12))
    ports = memory_ports(World())
    made = plan(Commit(Noted(note="n"), FILE, "s", id="d", opens=opens), SYSTEM, None)
    assert len(made.writes) == 26
    with pytest.raises(ValueError, match="25"):
        write(ports, made.writes)
    assert write(ports, made.writes[:25]) == {}


def test_an_event_is_never_written_over() -> None:
    ports = memory_ports(World())
    made = plan(Commit(Noted(note="n"), FILE, "s", id="d"), SYSTEM, None)
    assert write(ports, made.writes[1:]) == {}
    assert set(write(ports, made.writes)) == {"event"}


def test_each_event_is_tied_to_the_one_before(house: House) -> None:
    said = house.call("POST", "/v1/invoices", invoice(), claims=PORTAL, key="k")[1]
    house.settle()
    before = GENESIS
    for place, told in enumerate(envelopes(house, said["id"]), start=1):
        envelope = Envelope.model_validate(told)
        assert envelope.id == f"{said['id']}@{place}"
        assert envelope.previous_hash == before
        assert envelope.hash == chain_hash(envelope)
        before = envelope.hash
    assert house.head(said["id"])["hash"] == before


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "posted"},
        {"data": {}},
        {"actor": {"kind": "person", "id": "eve", "door": "api"}},
        {"occurred_at": "2020-01-01T00:00:00.000000Z"},
        {"policies": {"posting": "x"}},
        {"content": "0" * 64},
        {"tenant": "beta"},
        {"entity": "FR01"},
        {"correlation": "x"},
        {"causation": "x"},
        {"previous_hash": "1" * 64},
    ],
)
def test_the_hash_covers_all_that_an_event_says(changed: dict[str, Any]) -> None:
    event = next_version(SYSTEM, None, id="d", body=FILE, state="s", event=Noted(note="n"))
    other = Envelope.model_validate({**event.envelope.model_dump(), **changed})
    assert chain_hash(other) != event.envelope.hash


def test_a_large_body_is_read_back_by_its_reference() -> None:
    world = World()
    body = FILE.model_copy(update={"sha256": "s" * 200_000})
    made = next_version(SYSTEM, None, id="d", body=body, state="s", event=Noted(note="n"))
    assert made.large_body is not None
    name, text = made.large_body
    world.store.put_object(name, text.encode())
    assert read_head(made.head, IntakeFile, world.store).body == body
    assert name.endswith(
        digest(json.dumps(json.loads(text), sort_keys=True, separators=(",", ":")))
    )


def test_an_event_of_a_large_document_is_small_enough_to_send(house: House) -> None:
    said = house.call("POST", "/v1/invoices", invoice(**NOTES), claims=PORTAL, key="k")[1]
    told = message(envelopes(house, said["id"])[0])
    assert len(told) < 3_000
    assert offer(house, "payables.validate_invoice", told)
    assert house.head(said["id"])["state"] == "validated"
