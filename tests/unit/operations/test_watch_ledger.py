"""A restore of the ledger is found, told, and ends when two people say so."""

from tests.company import ANN
from tests.house import House
from tests.unit.kernel.worlds import accepted, envelopes, offer
from tests.unit.restored import WATCH, another_table, found


def test_the_table_that_it_was_is_none(house: House) -> None:
    accepted(house)
    house.run(2)
    assert house.states("restore") == {}


def test_a_restore_becomes_a_document(house: House) -> None:
    restore = found(house)
    assert house.states("restore") == {restore: "quarantined"}
    [told] = envelopes(house, restore)
    assert told["type"] == "RestoreFound.v1"
    assert told["data"]["restored_to"].startswith("2026-03-02T08:00:00")


def test_what_was_announced_is_announced_again(house: House) -> None:
    accepted(house)
    before = len(house.world.bus.published)
    found(house)
    types = {one["type"] for one in house.world.bus.published[before:]}
    assert {"InvoiceReceived.v1", "InvoicePosted.v1"} <= types


def test_without_a_restore_point_all_is_announced_again(house: House) -> None:
    accepted(house)
    another_table(house, restored_to="")
    assert offer(house, WATCH, "{}")
    [asked] = house.world.queue.waiting["operations.republish"]
    assert asked.body == '{"since": "", "until": "9999"}'


def test_it_is_found_once(house: House) -> None:
    restore = found(house)
    house.run(3)
    assert house.head(restore)["version"] == 1
    assert house.call("GET", f"/v1/documents/{restore}", claims=ANN)[0] == 200
