"""Evidence beside any document: kept by its hash, told in its history, and only where allowed."""

import hashlib
from base64 import b64encode
from typing import Any

import pytest

from functions.runtime.errors import Unavailable
from functions.runtime.memory import Crossing
from tests.company import ANN, MASTER, PORTAL, company, submit
from tests.house import House

SCAN = b"%PDF-1.7 a signed delivery note"
SHA256 = hashlib.sha256(SCAN).hexdigest()
EVIDENCE: dict[str, Any] = {
    "purpose": "delivery-note",
    "description": "signed at the gate",
    "media_type": "application/pdf",
    "content": b64encode(SCAN).decode(),
}


def add(
    house: House, document: str, key: str = "e1", claims: dict[str, str] = ANN, **changes: str
) -> tuple[int, dict[str, Any]]:
    path = f"/v1/documents/{document.replace('#', '%23')}/evidence"
    return house.call("POST", path, EVIDENCE | changes, claims=claims, key=key)[:2]


def posted() -> tuple[House, str]:
    house = company()
    document = str(submit(house)[1]["id"])
    house.settle()
    return house, document


def test_evidence_is_kept_by_its_hash_and_told_in_the_timeline() -> None:
    house, document = posted()
    state = house.head(document)["state"]
    status, said = add(house, document)
    assert (status, said["evidence"], said["state"]) == (200, SHA256, state)
    kept = house.world.store.objects["audit"][f"evidence/acme/{SHA256}"]
    assert [one.body for one in kept] == [SCAN]
    told = house.call("GET", f"/v1/documents/{document}/timeline", claims=ANN)[1]
    assert told["intact"] is True
    last = told["hops"][-1]
    assert (last["type"], last["actor"]["id"]) == ("EvidenceAdded.v1", "ann")
    assert last["data"]["evidence"] == SHA256
    assert last["data"]["size_bytes"] == len(SCAN)


def test_the_same_call_again_adds_nothing() -> None:
    house, document = posted()
    first, again = add(house, document), add(house, document)
    assert first == again
    assert len(house.world.store.objects["audit"][f"evidence/acme/{SHA256}"]) == 1
    assert add(house, document, description="another")[0] == 422


def test_any_kind_of_document_takes_evidence() -> None:
    house, _ = posted()
    heads = house.items("head")
    kinds = {str(head["kind"]): str(head["id"]) for head in heads}
    assert len(kinds) >= 3
    for kind, document in kinds.items():
        before = house.head(document)
        assert add(house, document, key=kind)[0] == 200, kind
        after = house.head(document)
        assert (after["state"], after["content"]) == (before["state"], before["content"])
        assert after["maker"] == before["maker"]


def test_it_is_in_the_bucket_before_history_tells_of_it() -> None:
    house, document = posted()
    since = len(house.world.boundary.calls)
    add(house, document)
    called = house.world.boundary.aws_calls(since)
    assert called.index("store.put_object") < called.index("store.write")


def test_who_may_not_see_a_document_adds_nothing_to_it() -> None:
    house, document = posted()
    supplier = next(iter(house.states("sup")))
    assert add(house, supplier, claims=PORTAL)[0] == 403
    assert add(house, document, claims=PORTAL)[0] == 200
    assert add(house, document, key="e2", claims=MASTER)[0] == 200
    assert add(house, "inv_aaaaaaaaaaaaaaaaaaaaaaaaaa", key="e3")[0] == 404


@pytest.mark.parametrize(
    "changes",
    [
        {"content": "no base64!"},
        {"content": "abcde"},
        {"content": "A" * 900_004},
        {"description": "paid to DE89 3704 0044 0532 0130 00"},
        {"media_type": "pdf"},
        {"purpose": ""},
    ],
)
def test_what_is_no_evidence_is_refused(changes: dict[str, str]) -> None:
    house, document = posted()
    version = house.head(document)["version"]
    assert add(house, document, "e1", ANN, **changes)[0] == 400
    assert house.head(document)["version"] == version
    assert not house.world.store.objects["audit"]


def test_what_cannot_be_kept_is_not_told() -> None:
    house, document = posted()
    version = house.head(document)["version"]

    def fail(crossing: Crossing) -> None:
        if crossing.name == "store.put_object":
            raise Unavailable("x")

    house.world.boundary.before = fail
    assert add(house, document)[0] == 503
    house.world.boundary.before = lambda _: None
    assert house.head(document)["version"] == version
    assert add(house, document)[0] == 200


def left(house: House, key: str, content: bytes = SCAN) -> dict[str, str]:
    house.world.store.put_object(key, content, bucket="intake")
    version = house.world.store.objects["intake"][key][-1].version
    return {"key": key, "version_id": version, "sha256": SHA256}


def add_left(house: House, document: str, said: dict[str, str]) -> int:
    path = f"/v1/documents/{document}/evidence"
    body = EVIDENCE | {"content": said}
    return house.call("POST", path, body, claims=PORTAL, key=said["key"])[0]


def test_what_a_client_left_for_us_is_kept_as_it_is() -> None:
    house, document = posted()
    assert add_left(house, document, left(house, "attached/portal/note.pdf")) == 200
    kept = house.world.store.objects["audit"][f"evidence/acme/{SHA256}"]
    assert [one.body for one in kept] == [SCAN]
    told = house.call("GET", f"/v1/documents/{document}/timeline", claims=ANN)[1]["hops"][-1]
    assert told["data"]["left_at"] == "attached/portal/note.pdf"


def test_what_another_client_left_or_what_is_not_there_is_refused() -> None:
    house, document = posted()
    assert add_left(house, document, left(house, "attached/mdm/note.pdf")) == 403
    assert add_left(house, document, left(house, "attached/portal/x.pdf", b"another")) == 400
    gone = {"key": "attached/portal/gone.pdf", "version_id": "v1", "sha256": SHA256}
    assert add_left(house, document, gone) == 400
    assert not house.world.store.objects["audit"]
