"""Notices to teams in memory: who was told what."""

from typing import NamedTuple

from functions.runtime.memory.boundary import Boundary

SUBJECT_LIMIT = 100


class Notice(NamedTuple):
    """One notice as a team gets it."""

    team: str
    subject: str
    text: str


class MemoryNotices:
    """Every team has a topic here."""

    def __init__(self, boundary: Boundary) -> None:
        self.boundary = boundary
        self.told: list[Notice] = []

    def notify(self, team: str, subject: str, text: str) -> None:
        """As the port says. Raises ValueError for a subject that SNS does not take."""
        with self.boundary.crossing("notices.notify", team):
            if not (0 < len(subject) <= SUBJECT_LIMIT and subject.isascii()):
                raise ValueError(f"a subject has up to {SUBJECT_LIMIT} ASCII characters")
            self.told.append(Notice(team, subject, text))
