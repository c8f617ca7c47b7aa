"""What a reader of files answers for a document that is wrong in itself."""

from dataclasses import dataclass

from schemas.finding import Finding


@dataclass(frozen=True, slots=True)
class Unreadable:
    """One document of a file that cannot become a command: its place, and every reason."""

    ordinal: int
    number: str | None
    findings: tuple[Finding, ...]
