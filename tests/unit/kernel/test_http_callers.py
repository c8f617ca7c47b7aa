"""Who is at the API: verified claims, mapped by policy, held to entity, role and kind."""

import json
from typing import Any

import pytest

from functions.runtime import callers
from functions.runtime.errors import Denied
from schemas.policies.callers import Callers
from tests.company import ANN, BOB, CALLERS, MASTER, PORTAL, invoice, submit
from tests.house import House
from tests.unit.kernel.worlds import BETA, PEOPLE, denials, more_callers

EVE = {"sub": "eve-2", "username": "eve", "client_id": "web"}
KNOWN = Callers.model_validate(CALLERS)
SUPPLIER = {"name": "Nova", "identifiers": [{"scheme": "VAT", "value": "DE1"}]}


def _call(house: House, claims: dict[str, str], key: str = "k") -> tuple[int, dict[str, Any]]:
    status, body, _ = house.call("POST", "/v1/invoices", invoice(), claims=claims, key=key)
    return status, body


def test_a_machine_speaks_for_itself() -> None:
    caller = callers.at_the_api(PORTAL, KNOWN, "home")
    assert (caller.actor.kind, caller.actor.id, caller.tenant) == ("machine", "portal", "acme")
    assert caller.entities == {"DE01"}


def test_a_token_with_a_username_is_a_person_whatever_its_client() -> None:
    claims = {"sub": "ann-1", "username": "x", "client_id": "ann-1"}
    caller = callers.at_the_api(claims, KNOWN, "home")
    assert (caller.actor.kind, caller.actor.id) == ("person", "ann")
    assert caller.roles == {"payables-clerk"}


@pytest.mark.parametrize("subject", ["eve-1", "eve-2"])
def test_a_person_is_one_person_under_every_subject(subject: str) -> None:
    known = Callers.model_validate({"people": PEOPLE})
    caller = callers.at_the_api({"sub": subject, "username": "e"}, known, "home")
    assert caller.actor.id == "eve"


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"sub": "portal-1"},
        {"client_id": "portal-1"},
        {"sub": "someone", "client_id": "portal-1"},
        {"username": "ann"},
        {"sub": "", "client_id": ""},
        {"sub": "stranger", "client_id": "stranger"},
        {"sub": "stranger", "username": "portal"},
        {"sub": "portal-1", "username": "portal", "client_id": "portal-1"},
        {"sub": "ann-1", "client_id": "ann-1"},
    ],
)
def test_whoever_is_neither_is_denied(claims: dict[str, str], house: House) -> None:
    with pytest.raises(Denied):
        callers.at_the_api(claims, KNOWN, "acme")
    assert _call(house, claims)[0] == 403
    assert house.states() == {}
    assert len(denials(house)) == 1


@pytest.mark.parametrize(
    "groups",
    ["[a tieout-administrators]", "tieout-administrators,b", ["tieout-administrators"]],
)
def test_an_administrator_of_the_pool_may_begin_without_a_policy(groups: Any) -> None:
    claims = {"sub": "s", "username": "u", "cognito:groups": groups}
    caller = callers.at_the_api(claims, Callers(), "home")
    assert (caller.tenant, caller.actor.id) == ("home", "s")
    assert caller.roles == {callers.POLICY_ADMINISTRATOR}


def test_another_group_is_no_administrator() -> None:
    claims = {"sub": "s", "username": "u", "cognito:groups": "[tieout-administrators-of-old]"}
    with pytest.raises(Denied):
        callers.at_the_api(claims, Callers(), "home")


def test_a_token_without_the_scope_is_refused_even_behind_the_gateway(house: House) -> None:
    for scope in ("", "payables/invoices.read", "payables/invoices.submitted"):
        assert _call(house, {**PORTAL, "scope": scope})[0] == 403
    assert house.states() == {}
    [record] = denials(house)
    assert (record["caller"], record["operation"]) == ("portal", "payables.submit_invoice")


def test_a_refused_scope_is_recorded_under_the_callers_own_tenant(house: House) -> None:
    more_callers(house)
    assert _call(house, {**BETA, "scope": "x"})[0] == 403
    assert [record["caller"] for record in denials(house, "beta")] == ["beta"]
    assert denials(house) == []


def test_a_foreign_entity_is_denied_and_recorded_once(house: House) -> None:
    for attempt in range(3):
        status, body, _ = submit(house, f"k{attempt}", entity="FR01")
        assert (status, body["type"].rpartition("/")[2]) == (403, "denied")
    assert len(denials(house)) == 1
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
