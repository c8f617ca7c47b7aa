"""A posting to NetSuite whose answer was lost may still be on its way when the next is refused."""

import pytest

from functions.runtime.ports import Item
from local.simulators.netsuite.faults import Fault
from local.simulators.sap.faults import Fault as SapFault
from tests.company import submit
from tests.house import House
from tests.unit.test_netsuite_slice import AMERICAN, PATIENCE, house, two_erps

__all__ = ["house"]

EXISTS = "Error while accessing a resource. This record already exists."


def _late(seconds: float = 200) -> Fault:
    return Fault("late_commit", seconds=seconds)


def _event(house: House, name: str) -> list[Item]:
    return [item for item in house.items("event#") if name in str(item["envelope"])]


@pytest.mark.parametrize("words", ["", EXISTS], ids=["period closed", "exists"])
def test_a_refusal_does_not_count_while_an_earlier_posting_may_still_be_carried_out(
    house: House, words: str
) -> None:
    house.netsuite.order(_late())
    house.netsuite.order(Fault("rejected", message=words))
    submit(house, **AMERICAN)
    house.run(20)

    (record,) = house.netsuite.books.records
    assert list(house.states().values()) == ["posted"]
    (posted,) = _event(house, "InvoicePosted")
    assert f"vendorBill/{record['id']}" in str(posted["envelope"])


def test_nor_does_giving_up() -> None:
    house = two_erps(**PATIENCE, attempts_max=1)
    house.netsuite.order(_late())
    submit(house, **AMERICAN)
    house.run(20)

    assert list(house.states().values()) == ["posted"]
    assert len(house.netsuite.books.records) == 1


def test_nor_does_giving_up_on_what_could_not_be_sent_again() -> None:
    house = two_erps(**PATIENCE, attempts_max=2)
    house.netsuite.order(_late(800))
    submit(house, **AMERICAN)
    house.settle()
    house.netsuite.order(Fault("too_many"))
    house.run(20)

    assert list(house.states().values()) == ["posted"]
    assert len(house.netsuite.books.records) == 1


@pytest.mark.parametrize("late", [5, 30, 890])
def test_whichever_of_two_is_first_there_is_one_record(house: House, late: int) -> None:
    house.netsuite.order(_late(late))
    submit(house, **AMERICAN)
    house.run(20)

    assert list(house.states().values()) == ["posted"]
    assert len(house.netsuite.books.records) == 1
    assert not house.netsuite.books.late


def test_once_no_earlier_posting_can_be_carried_out_any_more_a_refusal_is_final(
    house: House,
) -> None:
    house.netsuite.order(Fault("server_error"))
    house.netsuite.order(Fault("rejected", count=9))
    submit(house, **AMERICAN)
    house.run(14)
    assert list(house.states().values()) == ["posting"]

    house.run(3)
    assert list(house.states().values()) == ["on_exception"]
    assert not house.netsuite.books.records
    told = [item["outcome"] for item in house.items("effect#post#")]
    assert told == ["not there", "doubted", "refused"]


def test_what_was_believed_once_is_not_waited_for_again(house: House) -> None:
    house.sap.order(SapFault("server_error"))
    submit(house)
    house.run(14)
    house.sap.order(SapFault("too_many"))
    house.run(4)

    assert list(house.states().values()) == ["posted"]
    assert not house.sap.faults.ordered
