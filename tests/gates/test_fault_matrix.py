"""The published fault matrix has every operation that there is; `make faults` writes it."""

from functions.runtime.registry import discover
from tests.faults.table import MATRIX, shown


def test_every_operation_has_its_row() -> None:
    assert sorted(shown()) == [operation.name for operation in discover()], (
        f"{MATRIX.name} is of another day: make faults"
    )


def test_no_row_is_empty() -> None:
    assert [name for name, cells in shown().items() if set(cells) == {"–"}] == []
