"""Account numbers that senders write into free text are sealed there too (R-SEC-04)."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from schemas.finding import Finding
from schemas.invoice import Invoice
from schemas.sensitive import Sealed

_CANDIDATE = re.compile(
    r"(?<![A-Za-z0-9])(?:[Ii][Bb][Aa][Nn])?"
    r"([A-Za-z]{2}[0-9]{2}(?:[\s.-]{0,3}[A-Za-z0-9]){11,30})"
)
"""Letters are spelled out: where case is ignored, [A-Z] takes the Turkish İ and the Kelvin sign."""
_POSSIBLE = re.compile(
    r"[0-9](?<=[A-Za-z]{2}[0-9])"
    r"(?:(?<![A-Za-z0-9]...)|(?<=\\[nrt]...)|(?<=[Ii][Bb][Aa][Nn]...))"
    r"[0-9](?:(?:\\[nrt]|[\s.-]){0,3}[A-Za-z0-9]){11}"
)
"""Whatever may hold one, in JSON, where a line's end is `\\n`; begins with what is rare there."""
_SEPARATORS = re.compile(r"[\s.-]")
_SHORTEST = 15
_CREDITOR_REFERENCE = "RF"
"""ISO 11649 references have the same check digits, and are no accounts."""
_KEYS = frozenset(
    {"number", "identifiers", "tax_ids", "registration", "endpoint", "sealed", "blind", "sha256"}
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
        shown = masked(value) if isinstance(value, str) else value
        if shown != value:
            kept.append(seal_text(value, seal))
        return shown

    cleaned = clean(invoice.model_dump(mode="json", exclude_none=True))
    if not kept:
        return invoice
    texts = [one.model_dump() for one in (*invoice.sealed_texts, *kept)]
    return Invoice.model_validate({**cleaned, "sealed_texts": texts})


def seal_text(text: str, seal: Callable[[str], Sealed]) -> Sealed:
    """A text as it was written, sealed; its end is no account's and is not shown."""
    return seal(text).model_copy(update={"last4": ""})


def is_key(path: str) -> bool:
    """Whether what stands at the path is one of those that are never changed."""
    return not _KEYS.isdisjoint(path.split("."))


def account_texts(said: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Where an account number stands in a text, in an event that may not hold one.

    Only an IBAN in the form of its country counts: an order number or a hash may look like one,
    and an invoice is not refused for that.
    """
    return tuple(
        Finding(code="TIE-ACCOUNT", message="an account number stands in a text", where=where)
        for where, text in _texts(said, "")
        if _certain(text)
    )


def _texts(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, part in value.items():
            if name not in _KEYS:
                yield from _texts(part, f"{where}.{name}".lstrip("."))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from _texts(part, f"{where}[{place}]")
    elif isinstance(value, str):
        yield where, value


def _certain(text: str) -> bool:
    place = 0
    while found := _CANDIDATE.search(text, place):
        from stdnum import iban  # only a text that looks like one pays for its tables

        if any(iban.is_valid(plain, check_country=False) for _, plain in _accounts(found[1])):
            return True
        place = found.start(1) + 1
    return False


def masked(text: str) -> str:
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
    return next((end for end, _ in _accounts(said)), 0)


def _accounts(said: str) -> Iterator[tuple[int, str]]:
    """Where an IBAN may end in what was found, the longest first, and its plain form."""
    plain = _SEPARATORS.sub("", said).upper()
    if plain.startswith(_CREDITOR_REFERENCE):
        return
    ends = [end for end, character in enumerate(said, start=1) if character.isalnum()]
    for length in reversed(_lengths(plain)):
        yield ends[length - 1], plain[:length]


def _lengths(plain: str) -> list[int]:
    """At which lengths the check digits hold: the number is read once for all of them."""
    first, found, rest = _number(plain[:4]), [], 0
    shift = 10 ** len(str(first))
    for length, character in enumerate(plain[4:], start=5):
        digits = int(character, 36)
        rest = (rest * (100 if digits > 9 else 10) + digits) % 97
        if length >= _SHORTEST and (rest * shift + first) % 97 == 1:
            found.append(length)
    return found


def _number(characters: str) -> int:
    return int("".join(str(int(character, 36)) for character in characters))
