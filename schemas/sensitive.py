"""Values that never stand in clear: account numbers first (requirement R-SEC-04)."""

import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    PlainSerializer,
    SecretStr,
    SerializationInfo,
    StringConstraints,
)

from schemas.base import Model, printable

_CIPHERTEXT = re.compile(r',"sealed":"[^"\\]*"')

Blind = Callable[[str], str]
"""The blind index of a clear value: equal values, equal index; the key never leaves KMS's care."""


def masked(value: SecretStr, info: SerializationInfo) -> str:
    """The blind index where the context can make one, stars where it cannot."""
    blind: Blind | None = (info.context or {}).get("blind")
    return blind(value.get_secret_value()) if blind else "**********"


def _a_number(value: SecretStr) -> SecretStr:
    """The value itself. Raises ValueError for what no account number is written in."""
    if not printable(value.get_secret_value()).strip():
        raise ValueError("an account number is not blank")
    return value


Clear = Annotated[
    SecretStr,
    StringConstraints(min_length=4, max_length=64),
    AfterValidator(_a_number),
    PlainSerializer(masked, return_type=str),
]
"""A sensitive value on its way in: prints as stars, serialises as its blind index or as stars."""


class Sealed(Model):
    """A sensitive value at rest: ciphertext, blind index for equality, the last four to show."""

    sealed: str
    blind: str
    last4: str


def without_ciphertext(value: Any) -> Any:
    """The value with each `Sealed` reduced to its blind index: what hashes are taken of."""
    if isinstance(value, dict):
        return {k: without_ciphertext(v) for k, v in value.items() if k != "sealed"}
    if isinstance(value, list):
        return [without_ciphertext(item) for item in value]
    return value


def text_without_ciphertext(canonical: str) -> str:
    """The same for canonical JSON, where `sealed` is the last name of its object.

    Inside a text every quote is escaped, so that none can look like it.
    """
    return _CIPHERTEXT.sub("", canonical)
