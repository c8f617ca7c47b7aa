"""The dated list of prices, and what counted units come to by it."""

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

Units = dict[str, float]
"""Billable units by their name in the list of prices; parts of one are possible on average."""


class Price(NamedTuple):
    """What one unit costs, in USD, and where that is written."""

    stage: str
    usd: Decimal
    of: str
    source: str


_LIST = json.loads(Path(__file__).with_name("prices.json").read_text(encoding="utf-8"))
AS_OF, REGION = str(_LIST["as_of"]), str(_LIST["region"])
PRICES: Mapping[str, Price] = {
    name: Price(said["stage"], Decimal(said["usd"]) / said["per"], said["of"], said["source"])
    for name, said in _LIST["prices"].items()
}


def dollars(units: Units) -> Decimal:
    """What these units cost. Raises KeyError for a unit without a price."""
    return sum((PRICES[name].usd * Decimal(str(n)) for name, n in units.items()), Decimal(0))


def by_stage(units: Units) -> dict[str, Decimal]:
    """The same by stage, in the order of the list; stages without a unit cost nothing."""
    sums = {price.stage: Decimal(0) for price in PRICES.values()}
    for name, count in units.items():
        sums[PRICES[name].stage] += dollars({name: count})
    return sums


def scaled(units: Units, factor: float) -> Units:
    """So many times these units."""
    return {name: count * factor for name, count in units.items()}


def together(*parts: Units) -> Units:
    """The sum of several counts."""
    return {name: sum(p.get(name, 0) for p in parts) for p in parts for name in p}
