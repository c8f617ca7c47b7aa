"""What a reader of files answers, and what its format is told to answer to the sender."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from schemas.finding import Finding

DUPLICATE = "TIE-FILE-DUPLICATE"
"""Another file, with other content, had the control reference of this one."""


class Unreadable(NamedTuple):
    """One document of a file that cannot become a command: its place, and every reason."""

    ordinal: int
    number: str | None
    findings: tuple[Finding, ...]


class ControlReference(NamedTuple):
    """What a sender knows an interchange by: the same again is that interchange sent twice."""

    syntax: str
    """The standard, and whether it was sent as a test."""
    sender: str
    recipient: str
    reference: str


class Fate(NamedTuple):
    """What became of a file: why nothing of it was taken, or which documents could not be read.

    `at` is when it first came; with the file's id it makes every answer the same one, however
    often it is written. `rejected` are the findings of each document that was, by its place.
    """

    file: str
    at: datetime
    refused: tuple[Finding, ...]
    rejected: Mapping[int, tuple[Finding, ...]]


class Acknowledgement(NamedTuple):
    """The answer in the sender's own language, and the ending of its file name."""

    extension: str
    content: bytes
