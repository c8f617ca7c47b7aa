"""Changing a rule takes two people, and the second agrees to exactly what the first proposed."""

from typing import Any

import pytest

from tests.company import ANN, BOB, CALLERS, PORTAL, START, submit
from tests.house import House
from tests.unit.kernel.worlds import change, denials, envelopes, propose

DOCUMENT = "policy#validation#*"
CAROL = {"sub": "carol-1", "username": "carol", "cognito:groups": "[tieout-administrators]"}


def _approve(
    house: House, version: str, claims: dict[str, str] = BOB, key: str = "k", entity: str = "*"
) -> tuple[int, dict[str, Any]]:
    path = f"/v1/policies/validation/{version}/approval"
    status, body, _ = house.call("POST", path, {"entity": entity}, claims=claims, key=key)
    return status, body


def test_one_proposes_another_approves(house: House) -> None:
    version = propose(house, "validation", {"future_days": 5})
    assert house.head(DOCUMENT)["state"] == "pending"
    status, body = _approve(house, version)
    assert (status, body["state"], body["version"]) == (200, "in force", version)
    proposed, approved = envelopes(house, DOCUMENT)
    assert (proposed["actor"]["id"], approved["actor"]["id"]) == ("ann", "bob")
    assert approved["data"] == {
        "name": "validation",
        "entity": "*",
        "policy_version": version,
        "effective_from": "2026-01-01T00:00:00Z",
        "proposed_by": "ann",
        "approved_by": "bob",
    }


def test_the_one_who_proposed_may_not_approve(house: House) -> None:
    version = propose(house, "validation", {})
    for key in ("1", "2"):
        status, body = _approve(house, version, ANN, key)
        assert (status, body["type"].rpartition("/")[2]) == (403, "denied")
    assert house.head(DOCUMENT)["version"] == 1
    assert len(denials(house)) == 1


def test_a_person_stays_the_same_person_once_policy_knows_them() -> None:
    house = House()
    version = propose(house, "validation", {})
    change(house, "callers", CALLERS)
    assert envelopes(house, DOCUMENT)[0]["actor"]["id"] == "ann-1"
    assert _approve(house, version, ANN, "1")[0] == 403
    assert _approve(house, version, BOB, "2")[0] == 200


def test_a_machine_may_do_neither(house: House) -> None:
    version = propose(house, "validation", {})
    assert _approve(house, version, PORTAL)[0] == 403
    said = {"content": {}, "effective_from": START}
    path = "/v1/policies/validation/proposals"
    assert house.call("POST", path, said, claims=PORTAL, key="k")[0] == 403


def test_not_even_a_machine_with_the_role(house: House) -> None:
    roles = {"roles": ["policy-administrator", "payables-clerk"], "entities": ["*"]}
    clients = [{**CALLERS["clients"][0], **roles}]
    change(house, "callers", {**CALLERS, "clients": clients})
    version = propose(house, "validation", {})
    status, body = _approve(house, version, PORTAL)
    assert (status, body["detail"]) == (403, "only a person may do this")
    said = {"content": {}, "effective_from": START}
    path = "/v1/policies/validation/proposals"
    assert house.call("POST", path, said, claims=PORTAL, key="k")[0] == 403
    document = submit(house)[1]["id"]
    path = f"/v1/invoices/{document}/rejection"
    assert house.call("POST", path, {"reason": "x"}, claims=PORTAL, key="k")[0] == 403


def test_only_the_version_that_waits_can_be_approved(house: House) -> None:
    old = propose(house, "validation", {"future_days": 5})
    new = propose(house, "validation", {"future_days": 6})
    assert old != new
    assert _approve(house, old, key="1")[0] == 409
    assert _approve(house, "0" * 16, key="2")[0] == 409
    assert _approve(house, new, key="3")[0] == 200
    assert _approve(house, new, key="4")[0] == 409


def test_whoever_changed_a_proposal_last_is_its_maker(house: House) -> None:
    propose(house, "validation", {"future_days": 5})
    said = {"entity": "*", "content": {"future_days": 6}, "effective_from": START}
    path = "/v1/policies/validation/proposals"
    status, body, _ = house.call("POST", path, said, claims=BOB, key="k")
    assert status == 200
    assert _approve(house, body["version"], BOB, "1")[0] == 403
    assert _approve(house, body["version"], ANN, "2")[0] == 200


def test_another_date_is_another_version(house: House) -> None:
    seen = propose(house, "validation", {"future_days": 5}, start="2026-12-01T00:00:00Z")
    propose(house, "validation", {"future_days": 5}, start="2026-01-01T00:00:00Z")
    assert _approve(house, seen)[0] == 409


def test_a_new_proposal_leaves_what_is_in_force(house: House) -> None:
    first = change(house, "validation", {"future_days": 5})
    propose(house, "validation", {"future_days": 6})
    assert first in str(house.head(DOCUMENT)["body"])
    assert house.head(DOCUMENT)["state"] == "pending"


def test_each_entity_has_its_own(house: House) -> None:
    ours = propose(house, "validation", {"future_days": 5}, entity="DE01")
    assert _approve(house, ours)[0] == 404
    assert _approve(house, ours, key="2", entity="DE01")[0] == 200


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ({"future_days": -1}, "future_days"),
        ({"future_days": "x"}, "future_days"),
        ({"surprise": 1}, "surprise"),
        ({"future_days": {"a": 1}}, "future_days"),
    ],
)
def test_content_must_fit_the_policy(house: House, content: dict[str, Any], where: str) -> None:
    said = {"content": content, "effective_from": START}
    path = "/v1/policies/validation/proposals"
    status, body, _ = house.call("POST", path, said, claims=ANN, key="k")
    assert (status, [finding["where"] for finding in body["findings"]]) == (400, [where])
    assert house.states("policy").get(DOCUMENT) is None


@pytest.mark.parametrize("start", ["2026-01-01", "2026-01-01T00:00:00", "soon", "1767225600", 7])
def test_an_effective_date_is_an_instant(house: House, start: object) -> None:
    said = {"content": {}, "effective_from": start}
    path = "/v1/policies/validation/proposals"
    status, body, _ = house.call("POST", path, said, claims=ANN, key="k")
    assert (status, body["findings"][0]["where"]) == (400, "effective_from")


def test_an_administrator_whom_no_policy_knows_is_another_person(house: House) -> None:
    version = propose(house, "validation", {})
    assert _approve(house, version, CAROL)[0] == 200
    assert envelopes(house, DOCUMENT)[1]["data"]["approved_by"] == "carol-1"
