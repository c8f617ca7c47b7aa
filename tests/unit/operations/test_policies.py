"""Changing a rule takes two people, and the second agrees to exactly what the first proposed."""

import json
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


def _without_ann(house: House) -> None:
    people = [person for person in CALLERS["people"] if person["person"] != "ann"]
    said = {"content": {**CALLERS, "people": people}, "effective_from": START}
    path = "/v1/policies/callers"
    _, body, _ = house.call("POST", f"{path}/proposals", said, claims=BOB, key="ann leaves")
    approval = f"{path}/{body['version']}/approval"
    assert house.call("POST", approval, {}, claims=CAROL, key="ann leaves")[0] == 200


def test_a_person_whom_policy_forgot_is_still_who_proposed(house: House) -> None:
    version = propose(house, "validation", {})
    _without_ann(house)
    house.kernels.clear()
    status, body = _approve(house, version, ANN)
    assert (status, body["detail"]) == (403, "the maker of a change may not be its checker")
    pending = json.loads(str(house.head(DOCUMENT)["body"]))["pending"]
    assert (pending["proposed_by"], pending["proposed_subject"]) == ("ann", "ann-1")
    assert _approve(house, version, BOB, "2")[0] == 200


def test_another_token_of_a_person_whom_policy_forgot_is_theirs(house: House) -> None:
    two = [{**CALLERS["people"][0], "subjects": ["ann-1", "ann-2"]}, CALLERS["people"][1]]
    change(house, "callers", {**CALLERS, "people": two})
    version = propose(house, "validation", {})
    _without_ann(house)
    assert _approve(house, version, {**ANN, "sub": "ann-2"})[0] == 403
    assert house.head(DOCUMENT)["state"] == "pending"


def _known_from_now(house: House, content: dict[str, Any]) -> None:
    """Callers as of this second; the function that approves was warm before."""
    version = propose(house, "callers", content)
    approval = f"/v1/policies/callers/{version}/approval"
    assert house.call("POST", approval, {}, claims=BOB, key="known")[0] == 200


def test_a_proposer_is_not_somebody_else_to_a_function_that_has_not_heard() -> None:
    house = House()
    _known_from_now(house, CALLERS)
    del house.kernels["governance.propose_policy"]
    version = propose(house, "validation", {})
    assert house.head(DOCUMENT)["maker"] == "ann"
    assert _approve(house, version, ANN)[0] == 403


def test_who_decides_an_approval_is_looked_up_when_they_do() -> None:
    house = House()
    version = propose(house, "validation", {})
    assert house.head(DOCUMENT)["maker"] == "ann-1"
    ann = {**CALLERS["people"][0], "subjects": ["ann-1", "ann-2"]}
    _known_from_now(house, {**CALLERS, "people": [ann]})
    assert _approve(house, version, {**ANN, "sub": "ann-2"})[0] == 403
    assert house.head(DOCUMENT)["state"] == "pending"


def test_before_its_day_a_version_is_approved_and_not_in_force(house: House) -> None:
    later = propose(house, "validation", {"future_days": 5}, start="2027-01-01T00:00:00Z")
    status, body = _approve(house, later)
    assert (status, body["state"]) == (200, "approved")
    sooner = propose(house, "validation", {"future_days": 6})
    assert _approve(house, sooner, key="2")[1]["state"] == "in force"
    overtaken = propose(house, "validation", {}, start="2025-01-01T00:00:00Z")
    assert _approve(house, overtaken, key="3")[1]["state"] == "approved"


def test_the_pools_administrators_are_none_in_another_tenant(house: House) -> None:
    person = {"person": "zoe", "tenant": "beta", "subjects": ["zoe-1"], "entities": ["*"]}
    change(house, "callers", {**CALLERS, "people": [*CALLERS["people"], person]})
    said = {"content": {}, "effective_from": START}
    zoe = {**CAROL, "sub": "zoe-1"}
    path = "/v1/policies/validation/proposals"
    assert house.call("POST", path, said, claims=zoe, key="k")[0] == 403
    assert [item for item in house.items("head", "beta#")] == []
    assert len(denials(house, "beta")) == 1
    granted = {**person, "roles": ["policy-administrator"]}
    change(house, "callers", {**CALLERS, "people": [*CALLERS["people"], granted]})
    assert house.call("POST", path, said, claims=zoe, key="k")[0] == 201


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
        ({"future_days": 10**9}, "future_days"),
        ({"age_days_max": 10**9}, "age_days_max"),
        ({"tolerance_minor_units": 10**30}, "tolerance_minor_units"),
    ],
)
def test_content_must_fit_the_policy(house: House, content: dict[str, Any], where: str) -> None:
    said = {"content": content, "effective_from": START}
    path = "/v1/policies/validation/proposals"
    status, body, _ = house.call("POST", path, said, claims=ANN, key="k")
    assert (status, [finding["where"] for finding in body["findings"]]) == (400, [where])
    assert house.states("policy").get(DOCUMENT) is None


@pytest.mark.parametrize(
    "content",
    [
        {"failures_to_open": 0},
        {"failures_to_open": 1001},
        {"release_first": 0},
        {"release_first": 1001},
        {"lease_seconds": 30},
        {"lease_seconds": 901},
        {"ask_after_seconds": -1},
        {"ask_after_seconds": 3601},
        {"retry_first_seconds": 0},
        {"retry_first_seconds": 21601},
        {"retry_most_seconds": 0},
        {"retry_most_seconds": 21601},
        {"attempts_max": 0},
        {"attempts_max": 1000},
        {"settle_seconds_default": 9},
        {"settle_seconds_default": 604801},
        {"settle_seconds": {"sap": 0}},
        {"settle_seconds": {"sap": 9}},
        {"settle_seconds": {"elsewhere": 0}},
        {"settle_seconds": {"sap": 604801}},
        {"settle_seconds": {"netsuite": -1}},
    ],
)
def test_patience_has_bounds(house: House, content: dict[str, Any]) -> None:
    said = {"content": content, "effective_from": START}
    path = "/v1/policies/resilience/proposals"
    assert house.call("POST", path, said, claims=ANN, key="k")[0] == 400


def test_only_a_system_that_enforces_our_key_is_believed_at_once(house: House) -> None:
    propose(house, "resilience", {"settle_seconds": {"sap": 10, "netsuite": 0}})
    propose(house, "resilience", {"lease_seconds": 31})


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
