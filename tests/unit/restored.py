"""A house whose ledger was restored: to how it stood, in another table."""

from functions.runtime.ports import Origin
from tests.company import CALLERS
from tests.house import House
from tests.unit.kernel.worlds import change

WATCH = "operations.watch_ledger"
ADMINISTRATORS = {
    **CALLERS,
    "people": [{**one, "roles": ["restore-administrator"]} for one in CALLERS["people"]],
}


def another_table(house: House, restored_to: str = "2026-03-02T08:00:00.000000Z") -> None:
    """Nothing of it is forgotten, but who works on it cannot know that."""
    before = house.world.store.table
    house.world.store.table = Origin(f"{before.identity}, restored", restored_to)
    house.kernels.clear()


def found(house: House) -> str:
    """The restore was noticed by the watch; its document. Everybody may deal with it."""
    change(house, "callers", ADMINISTRATORS)
    another_table(house)
    house.tick()
    [restore] = house.states("restore")
    return restore
