"""Parties to a document: who they are, under which identifiers, and where they are."""

import re
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, StringConstraints

from schemas.base import Model, Text

Scheme = Annotated[str, StringConstraints(pattern=r"^[^#\x00-\x1f\x7f]{1,64}$")]
"""What an identifier is of: `VAT`, or a code of ISO 6523 or EAS (`0088` is a GLN). Never a `#`."""

Country = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{2}$")]
"""ISO 3166-1 alpha-2, with the codes that UNTDID and EN 16931 add (`XI`, `1A`)."""

VAT = "VAT"
UNSCHEMED = "-"
"""The scheme of an identifier whose sender named none."""

_PREFERENCE = (VAT, "0088", "0060", "0199", "9906", "0106", "0208", "0192", "0204")
_SAME_SCHEME = {"GLN": "0088", "EAN": "0088", "DUNS": "0060", "LEI": "0199"}
_SEPARATORS = re.compile(r"[\s.\-/]")


class PartyIdentifier(Model):
    """An identifier and the scheme that makes it unique."""

    scheme: Scheme
    value: Text

    def key(self) -> tuple[str, str]:
        """Scheme and value in the form that is compared: no case, no separators."""
        scheme = self.scheme.strip().upper()
        value = _SEPARATORS.sub("", self.value).upper() or self.value
        return _SAME_SCHEME.get(scheme, scheme), value


class Address(Model):
    """A postal address; the country is the only part that every address has."""

    line1: Text | None = None
    line2: Text | None = None
    line3: Text | None = None
    building: Text | None = None
    district: Text | None = None
    city: Text | None = None
    postal_code: Text | None = None
    subdivision: Text | None = None
    country: Country | None = None


class Contact(Model):
    """A person or desk at the party."""

    name: Text | None = None
    telephone: Text | None = None
    email: Text | None = None


class Party(Model):
    """A supplier, buyer, payee or tax representative as its document names it.

    `identifiers` are BT-29 and its kin, `registration` BT-30, `tax_ids` BT-31 and BT-32,
    `endpoint` the electronic address BT-34 of EN 16931.
    """

    name: Text | None = None
    trading_name: Text | None = None
    identifiers: Annotated[tuple[PartyIdentifier, ...], Field(max_length=20)] = ()
    tax_ids: Annotated[tuple[PartyIdentifier, ...], Field(max_length=10)] = ()
    registration: PartyIdentifier | None = None
    endpoint: PartyIdentifier | None = None
    legal_form: Text | None = None
    address: Address | None = None
    contact: Contact | None = None

    def all_identifiers(self) -> Iterator[PartyIdentifier]:
        """Every identifier that the document gives, in the document's order."""
        yield from self.tax_ids
        yield from self.identifiers
        if self.registration:
            yield self.registration
        if self.endpoint:
            yield self.endpoint

    def keys(self) -> tuple[tuple[str, str], ...]:
        """The identifiers in compared form, best known scheme first; the order given is no matter.

        The first is the one that names the sender in a document's identity.
        """
        return tuple(sorted({known.key() for known in self.all_identifiers()}, key=_rank))

    def tax_id(self, scheme: str = VAT) -> str | None:
        """The first tax identifier of that scheme."""
        return next((tax.value for tax in self.tax_ids if tax.key()[0] == scheme), None)


def _rank(key: tuple[str, str]) -> tuple[bool, int, str, str]:
    scheme, value = key
    place = _PREFERENCE.index(scheme) if scheme in _PREFERENCE else len(_PREFERENCE)
    return scheme == UNSCHEMED, place, scheme, value
