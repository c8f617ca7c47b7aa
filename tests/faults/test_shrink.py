"""A day that breaks something is cut down to what a person can read."""

from tests.faults.days import drawn, play
from tests.faults.guards import without
from tests.faults.guards_of_operations import OF_OPERATIONS
from tests.faults.shrink import shrink, smallest

SEED = 1
PAYER = next(guard for guard in OF_OPERATIONS if guard.breaks == "I15")


def test_what_is_not_needed_is_left_out() -> None:
    assert smallest(range(40), lambda parts: {3, 17, 38} <= set(parts)) == [3, 17, 38]


def test_a_day_is_the_same_every_time() -> None:
    assert play(drawn(SEED)).history == play(drawn(SEED)).history


def test_a_broken_day_is_cut_down() -> None:
    with without(PAYER):
        broken = shrink(drawn(SEED))
    assert broken is not None
    assert "I15" in broken.what
    assert sum(line.startswith("--") for line in broken.rig.history) <= 2
    assert not broken.rig.hit


def test_a_good_day_is_left_alone() -> None:
    assert shrink(drawn(SEED)) is None
