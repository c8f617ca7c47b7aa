"""The relay: everything committed is announced, in batches, and what the bus refuses comes back."""

import json
from typing import Any

import pytest

from functions.runtime.errors import Unavailable
from functions.runtime.memory import World
from functions.runtime.ports import Item, Key, Put
from functions.runtime.relay import ENTRIES_MAX, announce, from_stream


def _item(number: int, size: int = 0) -> Item:
    return {
        "pk": "acme#d",
        "sk": f"event#{number:010}",
        "source": "tieout.tests",
        "type": "Noted.v1",
        "envelope": json.dumps({"id": f"d@{number}", "note": "x" * size}),
    }


def _records(*items: Item) -> list[dict[str, Any]]:
    return [
        {
            "eventSource": "aws:dynamodb",
            "dynamodb": {
                "SequenceNumber": f"s{place}",
                "NewImage": {
                    name: {"S": value} if isinstance(value, str) else {"N": str(value)}
                    for name, value in item.items()
                },
            },
        }
        for place, item in enumerate(items)
    ]


def _batches(world: World) -> list[int]:
    return [len(call.args[0]) for call in world.boundary.calls if call.name == "bus.publish"]


@pytest.mark.parametrize(
    ("count", "batches"), [(1, [1]), (10, [10]), (11, [10, 1]), (25, [10, 10, 5])]
)
def test_entries_go_out_by_ten(count: int, batches: list[int]) -> None:
    world = World()
    items = [_item(number) for number in range(count)]
    assert from_stream(world.bus, _records(*items)) == []
    assert _batches(world) == batches
    assert [one["detail"] for one in world.bus.published] == [one["envelope"] for one in items]


def test_entries_go_out_by_size() -> None:
    world = World()
    items = [_item(number, 63_000) for number in range(8)]
    assert from_stream(world.bus, _records(*items)) == []
    assert _batches(world) == [3, 3, 2]
    assert len(world.bus.published) == 8


def test_an_entry_says_source_type_and_the_event_as_it_is_kept() -> None:
    world = World()
    from_stream(world.bus, _records(_item(1)))
    assert world.bus.published == [
        {
            "source": "tieout.tests",
            "type": "Noted.v1",
            "detail": _item(1)["envelope"],
        }
    ]


def test_what_the_bus_refuses_is_named_by_its_place_in_the_stream() -> None:
    world = World()
    refused = {"d@3", "d@12", "d@13"}
    world.bus.failing = lambda entries: [
        place for place, one in enumerate(entries) if json.loads(one["detail"])["id"] in refused
    ]
    failed = from_stream(world.bus, _records(*[_item(number) for number in range(15)]))
    assert failed == ["s3", "s12", "s13"]
    assert len(world.bus.published) == 12


def test_nothing_is_announced_of_nothing() -> None:
    world = World()
    assert from_stream(world.bus, []) == []
    assert world.boundary.calls == []


def test_stored_events_are_announced_again() -> None:
    world = World()
    world.store.write([Put(_item(number)) for number in range(12)])
    wanted = [Key("acme#d", f"event#{number:010}") for number in range(14)]
    assert announce(world.store, world.bus, wanted) == 12
    assert _batches(world) == [ENTRIES_MAX, 2]


def test_again_is_all_or_it_comes_back() -> None:
    world = World()
    world.store.write([Put(_item(number)) for number in range(12)])
    world.bus.failing = lambda entries: [0] if len(entries) == 2 else []
    with pytest.raises(Unavailable):
        announce(world.store, world.bus, [Key("acme#d", f"event#{n:010}") for n in range(12)])
