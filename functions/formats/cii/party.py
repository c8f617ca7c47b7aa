"""Parties and addresses of a CII document."""

from functions.formats.place import Place, stated
from functions.formats.values import first_text, identifier, joined
from schemas.party import UNSCHEMED, Address, Contact, Party, PartyIdentifier

_TAX_SCHEMES = {"VA": "VAT"}
"""UNTDID 1153 calls `VA` what the canonical invoice and UBL call `VAT`."""


def party(place: Place, creditor: PartyIdentifier | None = None) -> Party:
    """A trade party: registered name, identifiers under their schemes, address, contact.

    `creditor` is the bank-assigned creditor identifier (BT-90), which CII states beside the party.
    """
    names = (place.text("Name"), place.text("SpecifiedLegalOrganization/TradingBusinessName"))
    known = identifiers(place)
    return place.build(
        Party,
        name=names[0] or names[1],
        trading_name=names[1] if names[0] else None,
        identifiers=(*known, creditor) if creditor else known,
        tax_ids=_tax_ids(place),
        registration=identifier(place.one("SpecifiedLegalOrganization/ID")),
        endpoint=identifier(place.first("URIUniversalCommunication/URIID")),
        legal_form=joined(place, "Description"),
        address=address(place.one("PostalTradeAddress")),
        contact=_contact(place.first("DefinedTradeContact")),
    )


def identifiers(place: Place) -> tuple[PartyIdentifier, ...]:
    """The party's identifiers: those that the parties agreed on, then those of a global scheme."""
    read = (identifier(each) for name in ("ID", "GlobalID") for each in place.each(name))
    return tuple(known for known in read if known)


def address(place: Place | None) -> Address | None:
    """A postal address, or None if it says nothing."""
    if place is None:
        return None
    read = place.build(
        Address,
        line1=place.text("LineOne") or place.text("StreetName"),
        line2=place.text("LineTwo"),
        line3=place.text("LineThree"),
        building=place.text("BuildingNumber"),
        district=place.text("CitySubDivisionName"),
        city=place.text("CityName"),
        postal_code=place.text("PostcodeCode"),
        subdivision=first_text(place, "CountrySubDivisionName"),
        country=place.text("CountryID"),
    )
    return stated(read)


def _tax_ids(place: Place) -> tuple[PartyIdentifier, ...]:
    found = []
    for registration in place.each("SpecifiedTaxRegistration"):
        said = registration.one("ID")
        value = said.value() if said else None
        if said and value:
            scheme = said.attribute("schemeID") or UNSCHEMED
            scheme = _TAX_SCHEMES.get(scheme, scheme)
            found.append(said.build(PartyIdentifier, scheme=scheme, value=value))
    return tuple(found)


def _contact(place: Place | None) -> Contact | None:
    if place is None:
        return None
    names = (place.text("PersonName"), place.text("DepartmentName"))
    read = place.build(
        Contact,
        name=", ".join(name for name in names if name) or None,
        telephone=first_text(place, "TelephoneUniversalCommunication/CompleteNumber"),
        email=first_text(place, "EmailURIUniversalCommunication/URIID"),
    )
    return stated(read)
