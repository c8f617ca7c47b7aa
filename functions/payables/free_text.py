"""Account numbers that senders write into free text are sealed there too (R-SEC-04)."""

import re
from collections.abc import Callable
from typing import Any

from schemas.invoice import Invoice
from schemas.sensitive import Sealed

_CANDIDATE = re.compile(r"\b[A-Z]{2}[0-9]{2}(?:[ .-]?[A-Z0-9]){11,30}\b")
_SEPARATORS = re.compile(r"[ .-]")
_SHORTEST = 15
_CREDITOR_REFERENCE = "RF"
"""ISO 11649 references have the same check digits, and are no accounts."""


def without_accounts(invoice: Invoice, seal: Callable[[str], Sealed]) -> Invoice:
    """The invoice with every IBAN in notes, terms and references reduced to its last four.

    The text as it was written is kept sealed in `sealed_texts`, so nothing is lost.
    """
    kept: list[Sealed] = []

    def clean(text: str | None) -> str | None:
        masked = _masked(text) if text else text
        if text and masked != text:
            kept.append(seal(text).model_copy(update={"last4": ""}))
        return masked

    changes: dict[str, Any] = {
        "notes": tuple(clean(note) for note in invoice.notes),
        "buyer_reference": clean(invoice.buyer_reference),
        "payment_means": tuple(
            way.model_copy(
                update={
                    name: clean(getattr(way, name)) for name in ("text", "remittance_reference")
                }
            )
            for way in invoice.payment_means
        ),
    }
    if invoice.terms:
        changes["terms"] = invoice.terms.model_copy(update={"note": clean(invoice.terms.note)})
    if not kept:
        return invoice
    return invoice.model_copy(update={**changes, "sealed_texts": tuple(kept)})


def _masked(text: str) -> str:
    return _CANDIDATE.sub(lambda found: _last_four(found[0]), text)


def _last_four(said: str) -> str:
    """The longest start of what was found that is an IBAN by ISO 13616 (mod 97 = 1), masked."""
    for end in range(len(said), _SHORTEST - 1, -1):
        plain = _SEPARATORS.sub("", said[:end])
        if len(plain) >= _SHORTEST and said[end - 1].isalnum() and _checks(plain):
            return f"(account …{plain[-4:]})" + said[end:]
    return said


def _checks(plain: str) -> bool:
    if plain.startswith(_CREDITOR_REFERENCE):
        return False
    digits = "".join(str(int(character, 36)) for character in plain[4:] + plain[:4])
    return int(digits) % 97 == 1
