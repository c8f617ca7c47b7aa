"""A file whose intake is interrupted or told twice at once: resumed, and nothing is taken twice."""

from collections.abc import Callable
from typing import Any

import pytest

from functions.runtime.memory import Crossing, Killed
from functions.runtime.ports import ConditionFailed
from tests.company import PORTAL
from tests.house import House
from tests.unit.kernel.test_files import FILE, FOUR, acknowledgement, drop
from tests.unit.kernel.ubl import batch, ubl
from tests.unit.kernel.worlds import envelopes, offer


def _at_write(house: House, number: int, act: Callable[[], Any]) -> None:
    """Do something once, right before the n-th write from now."""
    left = [number]

    def hook(crossing: Crossing) -> None:
        left[0] -= crossing.name == "store.write"
        if not left[0]:
            house.world.boundary.before = lambda _: None
            act()

    house.world.boundary.before = hook


def _refuse() -> None:
    """A refusal that does not say what stood in the way."""
    raise ConditionFailed({0: None})


def test_two_deliveries_of_one_file_at_once_take_each_document_once(house: House) -> None:
    told = house.drop("in/portal/invoices/a.xml", batch(ubl("1"), ubl("2")), notify=False)
    _at_write(house, 1, lambda: offer(house, FILE, told))
    assert not offer(house, FILE, told)
    assert offer(house, FILE, told)
    assert len(house.states()) == 2
    assert len(house.items("member#")) == 2


def test_two_deliveries_inside_one_file_take_each_document_once(house: House) -> None:
    told = house.drop("in/portal/invoices/a.xml", batch(ubl("1"), ubl("2")), notify=False)
    _at_write(house, 2, lambda: offer(house, FILE, told))
    assert not offer(house, FILE, told)
    assert offer(house, FILE, told)
    assert len(house.states()) == 2
    assert [item["outcome"] for item in house.items("member#")] == ["accepted"] * 2


def test_a_member_refused_without_a_reason_is_a_retry(house: House) -> None:
    told = house.drop("in/portal/invoices/a.xml", batch(ubl("1")), notify=False)
    _at_write(house, 2, _refuse)
    assert not offer(house, FILE, told)
    assert offer(house, FILE, told)
    assert len(house.states()) == 1


@pytest.mark.parametrize("at", range(0, 30, 2))
def test_a_kill_anywhere_is_made_good_by_the_redelivery(house: House, at: int) -> None:
    house.drop("in/portal/invoices/a.xml", FOUR)
    left = [at]

    def kill(_: Crossing) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Killed

    [message] = house.world.queue.receive(FILE)
    house.world.boundary.after = kill
    try:
        house.deliver(house.operation(FILE), message)
    except Killed:
        house.kernels.clear()
    house.world.boundary.after = lambda _: None
    house.world.clock.advance(house.world.queue.visibility)
    house.settle()
    said = acknowledgement(house)
    assert said["counts"] == {"accepted": 2, "refused": 1, "duplicate": 1}
    assert len(envelopes(house, said["file"])) == 2
    assert len(house.states("case")) == 1
    assert house.call("GET", "/v1/invoices?entity=DE01&state=posted", claims=PORTAL)[0] == 200


def test_another_drop_that_finishes_an_interrupted_file_is_remembered(house: House) -> None:
    house.drop("in/portal/invoices/a.xml", FOUR)
    [first] = house.world.queue.receive(FILE)

    def kill(crossing: Crossing) -> None:
        if "member#000002" in str(crossing.args):
            raise Killed

    house.world.boundary.after = kill
    with pytest.raises(Killed):
        house.deliver(house.operation(FILE), first)
    house.world.boundary.after = lambda _: None
    said = drop(house, FOUR, "b.xml")
    assert [drop["key"][-5:] for drop in said["drops"]] == ["a.xml", "b.xml"]
    house.world.clock.advance(house.world.queue.visibility)
    house.settle()
    assert len(acknowledgement(house)["drops"]) == 2


def test_what_was_taken_before_the_interruption_is_not_tried_again(house: House) -> None:
    told = house.drop("in/portal/invoices/a.xml", batch(ubl("1"), ubl("2")), notify=False)
    _at_write(house, 3, _refuse)
    assert not offer(house, FILE, told)
    since = len(house.world.boundary.calls)
    assert offer(house, FILE, told)
    writes = [c.args for c in house.world.boundary.calls[since:] if c.name == "store.write"]
    assert not [one for one in writes if "member#000001" in str(one)]
    assert len([one for one in writes if "member#000002" in str(one)]) == 1
