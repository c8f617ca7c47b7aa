"""A dropped file: each document in it once, what became of each said in its acknowledgement."""

import json
from typing import Any

from tests.company import ENTITIES, submit
from tests.house import House
from tests.unit.kernel.ubl import batch, ubl
from tests.unit.kernel.worlds import change, denials, envelopes

WRONG = ubl("BAD", gross="119,00")
FOUR = batch(ubl("1"), WRONG, ubl("2", net="200.00", tax="38.00", gross="238.00"), ubl("1"))
FRENCH = {"scheme": "VAT", "value": "FR40303265045"}
FILE = "payables.receive_invoice_file"


def drop(house: House, content: bytes, name: str = "a.xml") -> dict[str, Any]:
    """Drop it as the portal and let it be taken in; answers the acknowledgement."""
    house.drop(f"in/portal/invoices/{name}", content)
    house.settle()
    return acknowledgement(house)


def acknowledgement(house: House) -> dict[str, Any]:
    """The newest acknowledgement of the one file there is."""
    [name] = [key for key in house.world.store.objects["intake"] if key.startswith("out/")]
    said: dict[str, Any] = json.loads(house.world.store.objects["intake"][name][-1].body)
    assert name == f"out/portal/{said['file']}.json"
    return said


def test_each_document_is_acknowledged_with_what_became_of_it(house: House) -> None:
    said = drop(house, FOUR)
    assert said["state"] == "closed"
    assert [line["outcome"] for line in said["documents"]] == [
        "accepted",
        "refused",
        "accepted",
        "duplicate",
    ]
    assert [line["number"] for line in said["documents"]] == ["1", "BAD", "2", "1"]
    assert said["counts"] == {"accepted": 2, "refused": 1, "duplicate": 1}
    assert said["sums"] == {"EUR": "357.00"}
    first, refused, _, duplicate = said["documents"]
    assert duplicate["document"] == first["document"]
    assert refused["findings"]
    assert refused["case"] in house.states("case")
    assert set(house.states().values()) == {"posted"}


def test_the_file_itself_is_a_document_with_a_story(house: House) -> None:
    said = drop(house, FOUR)
    events = envelopes(house, said["file"])
    assert [event["type"] for event in events] == ["FileOpened.v1", "FileClosed.v1"]
    assert events[1]["data"]["sums"] == {"EUR": 35700}
    assert events[1]["data"]["counts"] == said["counts"]
    received = envelopes(house, said["documents"][0]["document"])[0]
    assert received["correlation"] == said["file"]
    assert received["causation"] == f"{said['file']}/1"
    assert received["actor"] == {"kind": "machine", "id": "portal", "door": "file"}


def test_what_the_api_already_took_is_a_duplicate_or_a_conflict(house: House) -> None:
    drop(house, batch(ubl("1")))
    changed = ubl("1", net="10.00", tax="1.90", gross="11.90")
    house.drop("in/portal/invoices/b.xml", batch(ubl("1"), changed))
    house.settle()
    [name] = [k for k in house.world.store.objects["intake"] if k.startswith("out/")][1:]
    said = json.loads(house.world.store.objects["intake"][name][-1].body)
    assert [line["outcome"] for line in said["documents"]] == ["duplicate", "conflict"]
    assert said["documents"][1]["case"] in house.states("case")
    assert said["sums"] == {}
    assert len(house.states()) == 1


def test_both_doors_make_the_same_document(house: House) -> None:
    changes: dict[str, Any] = {
        "number": "1",
        "due_date": "2026-04-01",
        "terms": None,
        "payment_means": [],
    }
    parties: dict[str, Any] = {
        "supplier": {"tax_ids": [{"scheme": "VAT", "value": "DE811907980"}]},
        "buyer": {"tax_ids": [{"scheme": "VAT", "value": "DE136695976"}]},
    }
    said = drop(house, batch(ubl("1", net="200.00", tax="38.00", gross="238.00")))
    status, body, _ = submit(house, **changes, **parties)
    assert (status, body["id"]) == (200, said["documents"][0]["document"])


def test_the_same_bytes_again_are_acknowledged_as_anotherdrop(house: House) -> None:
    drop(house, FOUR)
    documents, cases = house.states(), house.states("case")
    said = drop(house, FOUR, "b.xml")
    assert [(drop["key"], drop["duplicate"]) for drop in said["drops"]] == [
        ("in/portal/invoices/a.xml", False),
        ("in/portal/invoices/b.xml", True),
    ]
    assert (house.states(), house.states("case")) == (documents, cases)
    assert len(said["documents"]) == 4
    assert envelopes(house, said["file"])[-1]["type"] == "FileDroppedAgain.v1"


def test_a_notification_told_twice_is_no_seconddrop(house: House) -> None:
    message = house.drop("in/portal/invoices/a.xml", FOUR)
    house.world.queue.put(FILE, message)
    house.settle()
    assert len(acknowledgement(house)["drops"]) == 1
    assert house.head(acknowledgement(house)["file"])["version"] == 2


def test_an_unknown_prefix_is_denied(house: House) -> None:
    house.drop("in/stranger/invoices/a.xml", FOUR)
    house.settle()
    assert house.states() == {}
    assert [record["operation"] for record in denials(house)] == [FILE]
    assert [key for key in house.world.store.objects["intake"] if key.startswith("out/")] == []


def test_an_invoice_to_a_foreign_entity_is_refused_alone(house: House) -> None:
    said = drop(house, batch(ubl("1"), ubl("2", buyer="FR1")))
    assert [line["outcome"] for line in said["documents"]] == ["accepted", "refused"]
    assert said["documents"][1]["findings"][0]["code"] == "TIE-ENTITY"


def test_an_invoice_to_an_entity_that_is_not_the_clients_is_denied_alone(house: House) -> None:
    french = {**ENTITIES["entities"][0], "code": "FR01", "identifiers": [FRENCH]}
    change(house, "entities", {"entities": [*ENTITIES["entities"], french]})
    said = drop(house, batch(ubl("1"), ubl("2", buyer=FRENCH["value"])))
    assert [line["outcome"] for line in said["documents"]] == ["accepted", "refused"]
    assert said["documents"][1]["findings"][0]["code"] == "TIE-DENIED"
    [record] = denials(house)
    assert (record["caller"], record["document"]) == ("portal", f"{said['file']}/2")
    [case] = house.states("case")
    assert json.loads(str(house.head(case)["body"]))["category"] == "R-EXC-15"
