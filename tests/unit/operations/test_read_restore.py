"""A restore shows whose effects wait for its release."""

from tests.company import ANN
from tests.house import House
from tests.unit.kernel.worlds import accepted
from tests.unit.restored import found


def test_it_shows_who_waits(house: House) -> None:
    restore = found(house)
    document = accepted(house)
    status, said, _ = house.call("GET", f"/v1/restores/{restore}", claims=ANN)
    assert (status, said["state"]) == (200, "quarantined")
    assert (said["waiting"], said["more"]) == ([f"acme#{document}"], False)


def test_it_shows_a_hundred_and_says_that_there_are_more(house: House) -> None:
    restore = found(house)
    for number in range(101):
        house.world.store.tables["ledger"].put(
            {"pk": "system#ledger", "sk": f"wait#acme#inv_{number:03}#payables.post_invoice"}
        )
    said = house.call("GET", f"/v1/restores/{restore}", claims=ANN)[1]
    assert (len(said["waiting"]), said["more"]) == (100, True)


def test_what_blocks_an_invoice_is_the_ledger(house: House) -> None:
    found(house)
    document = accepted(house)
    status, said, _ = house.call("GET", f"/v1/documents/{document}/blocker", claims=ANN)
    assert status == 200
    assert "ledger" in str(said)


def test_no_such_restore(house: House) -> None:
    unknown = f"restore_{'a' * 26}"
    assert house.call("GET", f"/v1/restores/{unknown}", claims=ANN)[0] == 404
    assert house.call("GET", "/v1/restores/no-id", claims=ANN)[0] == 400
