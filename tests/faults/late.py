"""The scenario of an absence: a supplier who comes days too late, and the case that says so."""

from datetime import timedelta

from tests.faults import acts
from tests.faults.expected import all_posted
from tests.faults.invariants import require
from tests.faults.rig import Rig
from tests.unit.late import WATCH, cases, noticed

WATCHING = (WATCH, "operations.hear_heartbeat")
DAYS = timedelta(days=4)
SWEEPS = 2


def house() -> Rig:
    """A house that does not know the supplier yet."""
    return acts.house(with_supplier=False)


def supplier_comes_days_late(rig: Rig) -> None:
    """An invoice waits for days, its owner is told, and then the supplier arrives."""
    acts.submit(rig)
    rig.rest()
    rig.world.clock.advance(DAYS)
    _sweeps(rig)
    acts.register(rig)
    rig.rest()
    _sweeps(rig)


def _sweeps(rig: Rig) -> None:
    """Five minutes pass between any two."""
    for _ in range(5 * SWEEPS):
        rig.tick()


def told_once(rig: Rig) -> None:
    """Posted in the end; of each absence there is one case, and all of them are closed."""
    all_posted(rig)
    _sweeps(rig)
    about = [
        (body["about"], body["reason"]) for _, body in cases(rig) if body["raised_by"] == WATCH
    ]
    waited = [reason for _, reason in about if reason.startswith("waiting-too-long")]
    require(len(waited) == 1, f"I14 told {len(waited)} times that it waits: {about}")
    require(len(set(about)) == len(about), f"I14 told twice: {about}")
    still_open = [body["reason"] for state, body in cases(rig) if state == "open"]
    require(not still_open, f"I14 nothing is late any more, but {still_open}")
    require(not noticed(rig), f"I14 late: {noticed(rig)}")
