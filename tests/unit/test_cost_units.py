"""The units of the cost table: rounded as AWS bills, and none without a price."""

import json
from decimal import Decimal

import pytest

from functions.runtime.memory import Crossing, World
from functions.runtime.ports import ABSENT, Check, Item, Key, Put
from tests.benchmarks.cost import rounding
from tests.benchmarks.cost.crossings import billed
from tests.benchmarks.cost.metered import Metered
from tests.benchmarks.cost.prices import PRICES, by_stage, dollars
from tests.house import HOME

SMALL: Item = {"pk": "p", "sk": "s"}


def _item(bytes_: int, **more: str) -> Item:
    return {**SMALL, **more, "b": "x" * (bytes_ - 7)}


@pytest.mark.parametrize(
    ("before", "after", "units"),
    [
        (None, _item(1024), 2),
        (None, _item(1025), 4),
        (_item(4000), _item(100), 8),
        (_item(2048), None, 4),
    ],
)
def test_a_write_in_a_transaction_is_twice_its_larger_image(
    before: Item | None, after: Item | None, units: int
) -> None:
    assert rounding.write_units(before, after) == units


def test_an_index_is_billed_for_what_leaves_and_for_what_enters() -> None:
    here, there = _item(99, gpk="a", gsk="1"), _item(99, gpk="b", gsk="1")
    assert rounding.index_units(None, here) == 1
    assert rounding.index_units(here, {**here, "b": "other"}) == 0
    assert rounding.index_units(here, there) == 2
    assert rounding.index_units(here, _item(99)) == 1


def test_what_is_not_there_is_read_as_well() -> None:
    assert [rounding.read_units(size) for size in (0, 4096, 4097)] == [1, 1, 2]
    assert [rounding.chunks(size) for size in (0, 65_536, 65_537)] == [1, 1, 2]


def test_every_write_of_a_transaction_counts() -> None:
    key = Key("p", "other")
    crossing = Crossing(0, "store.write", ((Put(_item(1500)), Check(key, ABSENT)),))
    assert billed(World(), crossing) == {"dynamodb.write": 4 + 2}


def test_a_call_that_nobody_priced_is_an_error() -> None:
    with pytest.raises(KeyError):
        billed(World(), Crossing(0, "store.vacuum", ()))
    with pytest.raises(KeyError):
        dollars({"lambda.lunch": 1})


def test_every_price_says_where_it_is_written() -> None:
    assert all(price.source.startswith("https://aws.amazon.com/") for price in PRICES.values())
    assert by_stage({"api.request": 1_000_000})["API Gateway, WAF"] == Decimal("3.5")


def test_every_consumer_of_an_event_is_billed_for_it() -> None:
    house = Metered()
    detail = json.dumps({"data": {}, "tenant": HOME})
    entry = {"source": "tieout.payables", "type": "InvoiceReceived.v1", "detail": detail}
    house.world.bus.publish([entry])
    assert house.units["payables.validate_invoice"] == {"sqs.request": 1}
    assert house.units["operations.resolve_case"] == {}
