"""Files that cannot be read: kept, refused as a whole, told to finance and to whoever sent them."""

import json
from typing import Any

import pytest

from functions.runtime import files
from tests.company import IBAN
from tests.house import House
from tests.unit.kernel.ubl import batch, ubl
from tests.unit.kernel.worlds import envelopes

SOUND = batch(ubl("1"))
DOCTYPE = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + SOUND


def _drop(house: House, content: bytes, name: str = "a.xml") -> dict[str, Any]:
    house.drop(f"in/portal/invoices/{name}", content)
    house.settle()
    [key] = [k for k in house.world.store.objects["intake"] if k.startswith("out/")]
    said: dict[str, Any] = json.loads(house.world.store.objects["intake"][key][-1].body)
    return said


@pytest.mark.parametrize(
    ("content", "code", "where"),
    [
        (DOCTYPE, "TIE-FILE-DOCTYPE", "line 1"),
        (SOUND[:-9], "TIE-FILE-TRUNCATED", "line 1"),
        (b"", "TIE-FILE-EMPTY", "byte 0"),
        (b" \n", "TIE-FILE-EMPTY", "byte 0"),
        (b'<?xml version="1.0" encoding="UTF-99"?>' + SOUND, "TIE-FILE-ENCODING", "line 1"),
        (b"%PDF-1.7", "TIE-FILE-TRUNCATED", "byte 8"),
        (SOUND.replace(b"Lamp", b"L\xe4mp"), "TIE-FILE-MALFORMED", "byte"),
        (b"<Batch/>", "TIE-FILE-FORMAT", "byte 0"),
    ],
)
def test_an_unsound_file_is_refused_whole(
    house: House, content: bytes, code: str, where: str
) -> None:
    said = _drop(house, content)
    assert (said["state"], said["documents"], said["counts"]) == ("refused", [], {})
    assert [finding["code"] for finding in said["findings"]] == [code]
    assert where in said["findings"][0]["where"]
    assert house.states() == {}
    [case] = house.states("case")
    body = json.loads(str(house.head(case)["body"]))
    assert (body["about"], body["category"], body["owner"]) == (
        said["file"],
        "R-EXC-03",
        "accounts-payable",
    )
    assert house.world.store.objects["intake"]["in/portal/invoices/a.xml"][0].body == content
    assert house.world.queue.dead == {}


def test_a_file_too_large_is_kept_and_refused_unread(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "SIZE_LIMIT", len(SOUND) - 1)
    said = _drop(house, SOUND)
    assert said["state"] == "refused"
    assert [finding["code"] for finding in said["findings"]] == ["TIE-FILE-SIZE"]
    assert str(len(SOUND)) in str(house.head(said["file"])["body"])
    assert "in/portal/invoices/a.xml" in house.world.store.objects["intake"]


def test_a_file_at_the_limit_is_read(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "SIZE_LIMIT", len(SOUND))
    assert _drop(house, SOUND)["state"] == "closed"


def test_a_refused_file_again_is_one_case_and_one_more_drop(house: House) -> None:
    _drop(house, b"")
    said = _drop(house, b"", "b.xml")
    assert [drop["duplicate"] for drop in said["drops"]] == [False, True]
    assert len(house.states("case")) == 1
    assert said["state"] == "refused"
    assert [event["type"] for event in envelopes(house, said["file"])] == [
        "FileRefused.v1",
        "FileDroppedAgain.v1",
    ]


def test_a_refusal_says_no_account_number(house: House) -> None:
    content = batch(ubl("1", account=IBAN * 4), ubl("2", account=IBAN, gross=IBAN))
    said = _drop(house, content)
    assert [line["outcome"] for line in said["documents"]] == ["refused", "refused"]
    told = json.dumps(said) + json.dumps(house.items(""))
    assert IBAN not in told


def test_every_finding_of_a_refused_document_is_named(house: House) -> None:
    said = _drop(house, batch(ubl("1", gross="119,00", day="1 March")))
    found = said["documents"][0]["findings"]
    assert len(found) >= 2
    assert all(finding["where"] for finding in found)


def test_an_invoice_without_end_of_findings_stays_an_item(house: House) -> None:
    many = "".join(ubl("x") for _ in range(3))
    said = _drop(house, batch(many, ubl("1")))
    assert [line["outcome"] for line in said["documents"]] == [
        "accepted",
        "duplicate",
        "duplicate",
        "accepted",
    ]
