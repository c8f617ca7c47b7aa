"""What a document says and no reader took into a field: kept under its own name, never lost."""

import hashlib

from functions.formats.place import Place
from functions.formats.survey import split
from functions.formats.xml import Element
from schemas.base import KEPT_MAX
from schemas.beside import BESIDE_MAX, Beside
from schemas.payment_means import SubmittedOtherAccount

_NAME_MAX = 255
_OF_XML = "http://www.w3.org/2001/XMLSchema-instance"
"""Attributes that speak of the XML and its schema, not of the invoice."""
_ACCOUNTS = ("FinancialAccount", "CardAccount", "CreditAccount", "FinancialCard")
_Said = tuple[str, str, bool]
"""Name, value, and whether it is the number of an account or a card."""


def of_part(place: Place) -> tuple[Beside, ...]:
    """What is left of a part that is read by itself, as a line is, with names that start there.

    An account number in it is a finding: only a whole document can seal one that has no field.
    """
    found = _left(place.element)
    place.element.apart = True
    if any(secret for _, _, secret in found):
        place.find("TIE-ACCOUNT", "an account number is not expected here")
    return _beside(place, found)


def of_document(document: Place) -> dict[str, object]:
    """What is left of the whole document but for its parts; account numbers by themselves."""
    found = _left(document.element)
    secrets = [(name, value) for name, value, secret in found if secret]
    return {
        "beside": _beside(document, found),
        "other_accounts": tuple(
            document.build(SubmittedOtherAccount, name=_short(name), account=value)
            for name, value in secrets
        ),
    }


def _beside(place: Place, found: list[_Said]) -> tuple[Beside, ...]:
    plain = [(name, value) for name, value, secret in found if not secret]
    if len(plain) > BESIDE_MAX:
        message = f"{len(plain)} values that no field holds; at most {BESIDE_MAX} are kept"
        place.find("TIE-BESIDE", message)
        return ()
    return tuple(
        place.build(Beside, name=_short(name), value=kept_text(value)) for name, value in plain
    )


def kept_text(value: str) -> str:
    """The value, or its SHA-256 and length where it is longer than what is kept."""
    if len(value) <= KEPT_MAX:
        return value
    return f"{len(value)} characters, SHA-256 {hashlib.sha256(value.encode()).hexdigest()}"


def _left(element: Element) -> list[_Said]:
    """Each value below that was not read, in the document's order."""
    found: list[_Said] = []
    _collect(element, "", [], found)
    return found


def _collect(element: Element, parent: str, steps: list[str], found: list[_Said]) -> None:
    for name, said in element.attributes.items():
        if name not in element.asked and said.strip() and not name.startswith(_OF_XML):
            found.append(("/".join(steps) + f"@{split(name)[1]}", said.strip(), False))
    if element.text and not element.taken:
        secret = element.name.endswith("ID") and parent.endswith(_ACCOUNTS)
        found.append(("/".join(steps) or element.name, element.text, secret))
    for name, children in element.children.items():
        several = len(children) > 1
        for count, child in enumerate(children, start=1):
            if not child.apart:
                steps.append(f"{name}[{count}]" if several else name)
                _collect(child, element.name, steps, found)
                steps.pop()


def _short(name: str) -> str:
    return name if len(name) <= _NAME_MAX else f"…{name[1 - _NAME_MAX :]}"
