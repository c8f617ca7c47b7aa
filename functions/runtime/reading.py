"""What a reader of files answers for a document that is wrong in itself."""

from typing import NamedTuple

from schemas.finding import Finding


class Unreadable(NamedTuple):
    """One document of a file that cannot become a command: its place, and every reason."""

    ordinal: int
    number: str | None
    findings: tuple[Finding, ...]
