"""Account numbers that senders write into free text are sealed there too (R-SEC-04)."""

import re
from collections.abc import Callable
from typing import Any

from schemas.invoice import Invoice
from schemas.sensitive import Sealed

_CANDIDATE = re.compile(r"\b[A-Z]{2}[0-9]{2}(?:[ .-]?[A-Z0-9]){11,30}\b", re.IGNORECASE)
_SEPARATORS = re.compile(r"[ .-]")
_SHORTEST = 15
_CREDITOR_REFERENCE = "RF"
"""ISO 11649 references have the same check digits, and are no accounts."""
_KEYS = frozenset({"number", "supplier", "buyer", "identifiers", "sealed", "blind"})
"""What an invoice is known by stays as it was said; what is sealed already is left alone."""


def without_accounts(invoice: Invoice, seal: Callable[[str], Sealed]) -> Invoice:
    """The invoice with every IBAN in its texts reduced to its last four.

    Each text as it was written is kept sealed in `sealed_texts`, so nothing is lost. Numbers and
    identifiers of the parties are not texts.
    """
    if not _CANDIDATE.search(invoice.model_dump_json(exclude_none=True)):
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
    return Invoice.model_validate({**cleaned, "sealed_texts": [one.model_dump() for one in kept]})


def _masked(text: str) -> str:
    return _CANDIDATE.sub(lambda found: _last_four(found[0]), text)


def _last_four(said: str) -> str:
    """The longest start of what was found that is an IBAN by ISO 13616 (mod 97 = 1), masked."""
    for end in range(len(said), _SHORTEST - 1, -1):
        plain = _SEPARATORS.sub("", said[:end]).upper()
        if len(plain) >= _SHORTEST and said[end - 1].isalnum() and _checks(plain):
            return f"(account …{plain[-4:]})" + said[end:]
    return said


def _checks(plain: str) -> bool:
    if plain.startswith(_CREDITOR_REFERENCE):
        return False
    digits = "".join(str(int(character, 36)) for character in plain[4:] + plain[:4])
    return int(digits) % 97 == 1
