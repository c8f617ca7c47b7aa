"""A person proposes that effects leave a restored ledger again."""

from tests.company import ANN, BOB, PORTAL
from tests.house import House
from tests.unit.restored import found

SAID = {"statement": "policies and master data are of today"}


def test_happy_and_replayed(house: House) -> None:
    path = f"/v1/restores/{found(house)}/proposal"
    first = house.call("POST", path, SAID, claims=ANN, key="p")
    assert (first[0], first[1]["state"]) == (200, "proposed")
    assert house.call("POST", path, SAID, claims=ANN, key="p")[:2] == first[:2]


def test_another_takes_its_place(house: House) -> None:
    restore = found(house)
    path = f"/v1/restores/{restore}"
    house.call("POST", f"{path}/proposal", SAID, claims=ANN, key="p")
    house.call("POST", f"{path}/proposal", SAID, claims=BOB, key="p2")
    assert house.call("POST", f"{path}/approval", {}, claims=BOB, key="a")[0] == 403
    assert house.call("POST", f"{path}/approval", {}, claims=ANN, key="a")[0] == 200


def test_it_says_what_was_made_sure_of(house: House) -> None:
    status, said, _ = house.call(
        "POST", f"/v1/restores/{found(house)}/proposal", {}, claims=ANN, key="p"
    )
    assert (status, bool(said["findings"])) == (400, True)


def test_no_machine_and_nobody_without_the_role(house: House) -> None:
    path = f"/v1/restores/{found(house)}/proposal"
    assert house.call("POST", path, SAID, claims=PORTAL, key="p")[0] == 403
    assert list(house.states("restore").values()) == ["quarantined"]


def test_what_is_released_stays_so(house: House) -> None:
    path = f"/v1/restores/{found(house)}"
    house.call("POST", f"{path}/proposal", SAID, claims=ANN, key="p")
    house.call("POST", f"{path}/approval", {}, claims=BOB, key="a")
    assert house.call("POST", f"{path}/proposal", SAID, claims=ANN, key="p2")[0] == 409
