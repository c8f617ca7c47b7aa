"""What a known caller may do: entities, roles, kinds of caller, and one record of each refusal."""

import json
from datetime import timedelta

from schemas.base import iso
from tests.company import ANN, BOB, MASTER, PORTAL, submit
from tests.house import House
from tests.unit.kernel.worlds import denials, more_callers

EVE = {"sub": "eve-2", "username": "eve", "client_id": "web"}
SUPPLIER = {"name": "Nova", "identifiers": [{"scheme": "VAT", "value": "DE1"}]}


def test_a_foreign_entity_is_denied_and_recorded_once(house: House) -> None:
    began = iso(house.world.clock())
    for attempt in range(3):
        house.world.clock.advance(timedelta(minutes=attempt))
        status, body, _ = submit(house, f"k{attempt}", entity="FR01")
        assert (status, body["type"].rpartition("/")[2]) == (403, "denied")
    assert [record["at"] for record in denials(house)] == [began]
    assert house.states() == {}
    assert "FR01" in str(denials(house)[0]["reason"])


def test_a_person_of_another_entity_may_neither_see_nor_reject(house: House) -> None:
    more_callers(house)
    document = submit(house)[1]["id"]
    read = house.call("GET", f"/v1/invoices/{document}", claims=EVE)
    body = {"reason": "not ours"}
    said = house.call("POST", f"/v1/invoices/{document}/rejection", body, claims=EVE, key="k")
    assert (read[0], said[0]) == (403, 403)
    assert {(one["operation"], one["document"]) for one in denials(house)} == {
        ("payables.read_invoice", document),
        ("payables.reject_invoice", document),
    }
    assert house.head(document)["state"] == "received"


def test_what_only_people_may_do_no_machine_does(house: House) -> None:
    document = submit(house)[1]["id"]
    path = f"/v1/invoices/{document}/rejection"
    status, body, _ = house.call("POST", path, {"reason": "x"}, claims=PORTAL, key="k")
    assert (status, body["detail"]) == (403, "only a person may do this")


def test_a_person_needs_one_of_the_roles(house: House) -> None:
    document = submit(house)[1]["id"]
    path = f"/v1/invoices/{document}/rejection"
    status, body, _ = house.call("POST", path, {"reason": "x"}, claims=BOB, key="k")
    assert (status, body["detail"]) == (403, "needs one of the roles payables-clerk")
    assert house.call("POST", path, {"reason": "x"}, claims=ANN, key="k")[0] == 200


def test_a_machine_needs_the_role_too(house: House) -> None:
    assert house.call("PUT", "/v1/suppliers/S-9", SUPPLIER, claims=PORTAL, key="k")[0] == 403
    assert house.call("PUT", "/v1/suppliers/S-9", SUPPLIER, claims=MASTER, key="k")[0] == 201


def test_denials_about_different_documents_are_different_records(house: House) -> None:
    for name in ("callers", "posting", "callers"):
        path = f"/v1/policies/{name}/proposals"
        body = {"content": {}, "effective_from": "2026-01-01T00:00:00Z"}
        assert house.call("POST", path, body, claims=PORTAL, key="k")[0] == 403
    assert len(denials(house)) == 2


def test_a_denial_says_no_payload(house: House) -> None:
    submit(house, entity="FR01")
    kept = json.dumps(denials(house))
    assert "R-2026-0001" not in kept
