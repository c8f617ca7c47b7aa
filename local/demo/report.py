"""What the demo says while it runs, and the figures that decide how it ends."""

import time
from collections.abc import Iterable

_START = time.monotonic()


def say(text: str = "") -> None:
    """One line, with the seconds since the start."""
    print(f"[{time.monotonic() - _START:6.1f} s] {text}" if text else "", flush=True)


def title(text: str) -> None:
    """A heading between the parts of the story."""
    print(f"\n── {text} " + "─" * max(3, 88 - len(text)), flush=True)


class Figures:
    """Each figure that was expected, and what was seen; one that is wrong fails the demo."""

    def __init__(self) -> None:
        self.wrong = 0
        self.checked = 0

    def check(self, what: str, seen: object, expected: object) -> None:
        """Print the figure; remember it if it is not the expected one."""
        self.checked += 1
        right = seen == expected
        self.wrong += not right
        shown = f"{seen}" if right else f"{seen}   ← expected {expected}"
        say(f"{'✓' if right else '✗'} {what}: {shown}")


def table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    """A table whose columns are as wide as what is in them."""
    lines = [heads, *rows]
    widths = [max(len(row[place]) for row in lines) for place in range(len(heads))]
    for number, row in enumerate(lines):
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)))
        if number == 0:
            print("  " + "  ".join("─" * width for width in widths))
