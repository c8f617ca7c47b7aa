"""What the sender of a file is told in the file's own language, and what they know it by."""

from functions.formats import edifact, x12
from functions.formats.sniff import sniff
from functions.runtime.reading import Acknowledgement, ControlReference, Fate

_NAMED = {"edifact": edifact.control_reference, "x12": x12.control_reference}
_ANSWERED = {"edifact": edifact.answer, "x12": x12.answer}


def control_reference(content: bytes) -> ControlReference | None:
    """The interchange's, of a file that was read; None where the format knows none."""
    named = _NAMED.get(_language(content))
    return named(content) if named else None


def acknowledge(content: bytes, fate: Fate) -> Acknowledgement | None:
    """The answer to the sender; None where the format has none, or nobody can be told."""
    answered = _ANSWERED.get(_language(content))
    return answered(content, fate) if answered else None


def _language(content: bytes) -> str:
    return (sniff(content) or "").split(" ")[0]
