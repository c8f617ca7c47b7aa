"""What a person types when they act: announced with the event, so it holds no account number."""

import re
from typing import Annotated

from pydantic import AfterValidator

from schemas.base import LongText, Text

_CANDIDATE = re.compile(
    r"(?<![A-Za-z0-9])(?:[Ii][Bb][Aa][Nn])?"
    r"(?=([A-Za-z]{2}[0-9]{2}(?:[\s.-]{0,3}[A-Za-z0-9]){11,30}))"
)
_SEPARATORS = re.compile(r"[\s.-]")
_SHORTEST = 15
_DIGITS = 10
"""Every country's account number has as many; a sentence that begins like one has not."""


def without_account(text: str) -> str:
    """The text itself. Raises ValueError for one that an IBAN stands in (ISO 13616, mod 97)."""
    for found in _CANDIDATE.finditer(text):
        start, most = found.span(1)
        if any(_stands(text, start, end) for end in range(start + _SHORTEST, most + 1)):
            raise ValueError("an account number is not for a text: it would be announced")
    return text


def _stands(text: str, start: int, end: int) -> bool:
    """Whether an account number is there, and neither ends inside a word: hashes are long."""
    whole = text[end - 1].isalnum() and not text[end : end + 1].isalnum()
    return whole and _checks(_SEPARATORS.sub("", text[start:end]).upper())


def _checks(plain: str) -> bool:
    if len(plain) < _SHORTEST or sum(map(str.isdigit, plain)) < _DIGITS:
        return False
    digits = "".join(str(int(character, 36)) for character in plain[4:] + plain[:4])
    return int(digits) % 97 == 1


Reason = Annotated[Text, AfterValidator(without_account)]
LongReason = Annotated[LongText, AfterValidator(without_account)]
