"""Another person agrees that effects leave a restored ledger again."""

from tests.company import ANN, BOB
from tests.house import House
from tests.unit.kernel.worlds import envelopes
from tests.unit.restored import found

SAID = {"statement": "policies and master data are of today"}


def _proposed(house: House) -> str:
    path = f"/v1/restores/{found(house)}"
    assert house.call("POST", f"{path}/proposal", SAID, claims=ANN, key="p")[0] == 200
    return path


def test_happy_and_replayed(house: House) -> None:
    path = _proposed(house)
    first = house.call("POST", f"{path}/approval", {}, claims=BOB, key="a")
    assert (first[0], first[1]["state"]) == (200, "released")
    assert house.call("POST", f"{path}/approval", {}, claims=BOB, key="a")[:2] == first[:2]
    [restore] = house.states("restore")
    told = envelopes(house, restore)[-1]["data"]
    assert (told["proposed_by"], told["approved_by"]) == ("ann", "bob")


def test_not_by_the_one_who_proposed_it(house: House) -> None:
    path = _proposed(house)
    assert house.call("POST", f"{path}/approval", {}, claims=ANN, key="a")[0] == 403
    assert list(house.states("restore").values()) == ["proposed"]


def test_nothing_to_agree_to(house: House) -> None:
    path = f"/v1/restores/{found(house)}/approval"
    assert house.call("POST", path, {}, claims=BOB, key="a")[0] == 409


def test_an_unknown_field_is_refused(house: House) -> None:
    path = _proposed(house)
    assert house.call("POST", f"{path}/approval", {"x": 1}, claims=BOB, key="a")[0] == 400
