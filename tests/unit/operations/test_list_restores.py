"""The restores of the ledger, by state."""

from tests.company import ANN, PORTAL
from tests.house import House
from tests.unit.restored import found


def test_by_state(house: House) -> None:
    restore = found(house)
    status, said, _ = house.call("GET", "/v1/restores", claims=ANN)
    assert (status, [one["id"] for one in said["items"]]) == (200, [restore])
    assert house.call("GET", "/v1/restores?state=released", claims=ANN)[1]["items"] == []


def test_who_may_not_see_all_entities_sees_none(house: House) -> None:
    found(house)
    assert house.call("GET", "/v1/restores", claims=PORTAL)[1]["items"] == []


def test_an_unknown_state_is_refused(house: House) -> None:
    assert house.call("GET", "/v1/restores?state=lost", claims=ANN)[0] == 400
