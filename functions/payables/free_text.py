"""Account numbers that senders write into free text are sealed there too (R-SEC-04)."""

import re
from collections.abc import Callable
from typing import Any

from schemas.invoice import Invoice
from schemas.sensitive import Sealed

_CANDIDATE = re.compile(
    r"(?<![A-Z0-9])(?:IBAN)?([A-Z]{2}[0-9]{2}(?:[\s.-]{0,3}[A-Z0-9]){11,30})", re.I
)
_POSSIBLE = re.compile(
    r"[0-9](?<=[A-Z]{2}[0-9])(?:(?<![A-Z0-9]...)|(?<=\\[nrt]...)|(?<=IBAN...))"
    r"[0-9](?:(?:\\[nrt]|[\s.-]){0,3}[A-Z0-9]){11}",
    re.I,
)
"""Whatever may hold one, in JSON, where a line's end is `\\n`; begins with what is rare there."""
_SEPARATORS = re.compile(r"[\s.-]")
_SHORTEST = 15
_CREDITOR_REFERENCE = "RF"
"""ISO 11649 references have the same check digits, and are no accounts."""
_KEYS = frozenset(
    {"number", "identifiers", "tax_ids", "registration", "endpoint", "sealed", "blind"}
)
"""What an invoice and its parties are known by stays as it was said; so does what is sealed."""


def without_accounts(invoice: Invoice, seal: Callable[[str], Sealed]) -> Invoice:
    """The invoice with every IBAN in its texts reduced to its last four.

    Each text as it was written is kept sealed in `sealed_texts`, so nothing is lost. Raises
    ValidationError where an account number stands in the place of a code.
    """
    if not _POSSIBLE.search(invoice.model_dump_json(exclude_none=True)):
        return invoice
    kept: list[Sealed] = []

    def clean(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: v if k in _KEYS else clean(v) for k, v in value.items()}
        if isinstance(value, list):
            return [clean(one) for one in value]
        masked = _masked(value) if isinstance(value, str) else value
        if masked != value:
            kept.append(seal(value).model_copy(update={"last4": ""}))
        return masked

    cleaned = clean(invoice.model_dump(mode="json", exclude_none=True))
    if not kept:
        return invoice
    texts = [one.model_dump() for one in kept]
    return Invoice.model_validate({**cleaned, "sealed_texts": texts})


def _masked(text: str) -> str:
    """Each IBAN by ISO 13616 (mod 97 = 1) masked; what only looks like one stays."""
    done, place = "", 0
    while found := _CANDIDATE.search(text, place):
        start, said = found.start(1), found[1]
        end = _account_length(said)
        if end:
            plain = _SEPARATORS.sub("", said[:end])
            done += f"{text[place:start]}(account …{plain[-4:]})"
            place = start + end
        else:
            done += text[place : start + 1]
            place = start + 1
    return done + text[place:]


def _account_length(said: str) -> int:
    """How much of what was found is an IBAN, at the longest; 0 if none of it is."""
    for end in range(len(said), _SHORTEST - 1, -1):
        plain = _SEPARATORS.sub("", said[:end]).upper()
        if len(plain) >= _SHORTEST and said[end - 1].isalnum() and _checks(plain):
            return end
    return 0


def _checks(plain: str) -> bool:
    if plain.startswith(_CREDITOR_REFERENCE):
        return False
    digits = "".join(str(int(character, 36)) for character in plain[4:] + plain[:4])
    return int(digits) % 97 == 1
