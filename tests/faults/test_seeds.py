"""Random days: messages late, repeated and out of order, processes killed, systems slow.

`make faults seed=137` plays one, and cuts it down if it breaks something; `FAULT_SEEDS=10000 make
faults` plays more of them.
"""

import os

import pytest

from tests.faults.days import BrokenDay, drawn, play
from tests.faults.tally import Tally

SEEDS = int(os.environ.get("FAULT_SEEDS", "300"))
TOGETHER = 20


@pytest.mark.parametrize("first", range(0, SEEDS, TOGETHER), ids=lambda first: f"{first}-")
def test_days_by_seed(first: int, tally: Tally) -> None:
    for seed in range(first, min(first + TOGETHER, SEEDS)):
        try:
            tally.day(play(drawn(seed)))
        except BrokenDay as broken:
            tally.broken += 1
            pytest.fail(f"{broken}\nreplay and cut down: make faults seed={seed}", pytrace=False)
