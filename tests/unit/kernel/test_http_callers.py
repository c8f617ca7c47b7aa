"""Who is at the API: verified claims, mapped by policy, held to entity, role and kind."""

from typing import Any

import pytest

from functions.runtime import callers
from functions.runtime.errors import Denied
from schemas.policies.callers import Callers
from tests.company import CALLERS, PORTAL, invoice
from tests.house import House
from tests.unit.kernel.worlds import BETA, PEOPLE, denials, more_callers

KNOWN = Callers.model_validate(CALLERS)


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


def test_an_administrator_without_a_subject_is_nobody() -> None:
    claims = {"username": "u", "cognito:groups": "[tieout-administrators]"}
    with pytest.raises(Denied):
        callers.at_the_api(claims, Callers(), "home")


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
