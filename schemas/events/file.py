"""Events of dropped files."""

from typing import ClassVar

from schemas.events.envelope import Event
from schemas.finding import Finding


class FileEvent(Event):
    """What all of them say: whose file it is and where the original is kept."""

    SOURCE: ClassVar[str] = "tieout.intake"
    OWNER: ClassVar[str] = "platform"

    client: str
    key: str


class FileOpened(FileEvent):
    """The file is sound; its documents are being taken in."""


class FileClosed(FileEvent):
    """Every document of the file was accepted or refused; control totals by currency."""

    counts: dict[str, int]
    sums: dict[str, int]


class FileRefused(FileEvent):
    """The file could not be read; the original is kept, nothing of it was taken."""

    findings: tuple[Finding, ...]


class FileDroppedAgain(FileEvent):
    """The same bytes arrived once more; nothing was taken twice."""
