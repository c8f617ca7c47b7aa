"""Virtual time, ids that count, dice that are known."""

from datetime import UTC, datetime, timedelta

GOLDEN = 0.6180339887498949


class Clock:
    """Stands still until it is moved; never goes back by itself."""

    def __init__(self, now: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, by: timedelta) -> None:
        """Let time pass; a negative step is a clock that was set wrong."""
        self.now += by

    def pause(self, seconds: float) -> None:
        """What a process that sleeps sees."""
        self.advance(timedelta(seconds=seconds))


class Ids:
    """1, 2, 3 as 32 hexadecimal digits."""

    def __init__(self) -> None:
        self.given = 0

    def __call__(self) -> str:
        self.given += 1
        return f"{self.given:032x}"


class Dice:
    """Numbers spread evenly from 0 to 1: the multiples of the golden section."""

    def __init__(self) -> None:
        self.thrown = 0

    def __call__(self) -> float:
        self.thrown += 1
        return self.thrown * GOLDEN % 1
