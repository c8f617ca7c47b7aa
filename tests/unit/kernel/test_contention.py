"""Busy items: tried again inside the kernel, with jitter, three times and no more."""

import pytest

from functions.runtime.commit import TRIES, Planned, write, write_missing
from functions.runtime.errors import Unavailable
from functions.runtime.memory import Crossing, World, memory_ports
from functions.runtime.ports import ABSENT, Contended, Item, Put
from tests.company import PORTAL, invoice, submit
from tests.house import House
from tests.unit.kernel.worlds import denials

ITEM: Item = {"pk": "p", "sk": "s"}


def _busy(world: World, times: int) -> None:
    left = [times]

    def hook(crossing: Crossing) -> None:
        if crossing.name == "store.write" and left[0]:
            left[0] -= 1
            raise Contended

    world.boundary.before = hook


@pytest.mark.parametrize("times", range(TRIES))
def test_a_conflict_of_transactions_is_tried_again(times: int) -> None:
    world = World()
    _busy(world, times)
    began = world.clock()
    assert write(memory_ports(world), [Planned("one", Put(ITEM, ABSENT))]) == {}
    assert (world.clock() > began) == (times > 0)
    assert world.store.tables["ledger"].get(("p", "s")) == ITEM


def test_after_the_last_try_it_is_unavailable() -> None:
    world = World()
    _busy(world, TRIES)
    with pytest.raises(Unavailable):
        write(memory_ports(world), [Planned("one", Put(ITEM, ABSENT))])
    assert len(world.boundary.calls) == TRIES


def test_what_stands_in_the_way_is_named() -> None:
    ports = memory_ports(World())
    planned = [Planned("one", Put(ITEM, ABSENT)), Planned("two", Put({**ITEM, "sk": "t"}, ABSENT))]
    assert write(ports, planned[:1]) == {}
    assert write(ports, planned) == {"one": ITEM}
    write_missing(ports, planned)
    write_missing(ports, planned)
    assert write(ports, planned) == {"one": ITEM, "two": {**ITEM, "sk": "t"}}


def test_busy_items_are_a_problem_that_says_when_to_come_back(house: House) -> None:
    _busy(house.world, 99)
    status, body, headers = submit(house)
    assert (status, body["retryable"], headers["Retry-After"]) == (503, True, "1")


@pytest.mark.parametrize("times", range(TRIES))
def test_a_denial_is_recorded_however_busy_its_item_is(house: House, times: int) -> None:
    _busy(house.world, times)
    assert submit(house, entity="FR01")[0] == 403
    assert len(denials(house)) == 1


def test_a_denial_that_stays_busy_is_not_answered_yet(house: House) -> None:
    _busy(house.world, TRIES)
    assert submit(house, entity="FR01")[0] == 503
    assert submit(house, entity="FR01")[0] == 403
    assert len(denials(house)) == 1


def test_a_denial_that_cannot_be_recorded_is_not_answered_yet(house: House) -> None:
    def down(crossing: Crossing) -> None:
        if crossing.name == "store.write":
            raise Unavailable("down")

    house.world.boundary.before = down
    body = invoice(entity="FR01")
    assert house.call("POST", "/v1/invoices", body, claims=PORTAL, key="k")[0] == 503
