"""Parties and addresses of a UBL document."""

from functions.formats.place import Place, stated
from functions.formats.values import first_text, identifier
from schemas.party import UNSCHEMED, Address, Contact, Party, PartyIdentifier


def party(place: Place) -> Party:
    """A `cac:Party`: registered name, identifiers under their schemes, address, contact."""
    registered = place.first("PartyLegalEntity/RegistrationName")
    trading = place.first("PartyName/Name")
    names = [name.value() if name else None for name in (registered, trading)]
    return place.build(
        Party,
        name=names[0] or names[1],
        trading_name=names[1] if names[0] else None,
        identifiers=_each_identifier(place),
        tax_ids=_tax_ids(place),
        registration=_first_identifier(place, "PartyLegalEntity/CompanyID"),
        endpoint=identifier(place.one("EndpointID")),
        legal_form=first_text(place, "PartyLegalEntity/CompanyLegalForm"),
        address=address(place.one("PostalAddress")),
        contact=_contact(place.one("Contact")),
    )


def address(place: Place | None) -> Address | None:
    """A postal address, or None if it says nothing."""
    if place is None:
        return None
    read = place.build(
        Address,
        line1=place.text("StreetName"),
        line2=place.text("AdditionalStreetName"),
        line3=first_text(place, "AddressLine/Line"),
        building=place.text("BuildingNumber"),
        district=place.text("CitySubdivisionName"),
        city=place.text("CityName"),
        postal_code=place.text("PostalZone"),
        subdivision=place.text("CountrySubentity"),
        country=place.text("Country/IdentificationCode"),
    )
    return stated(read)


def _each_identifier(place: Place) -> tuple[PartyIdentifier, ...]:
    read = (identifier(each.one("ID")) for each in place.each("PartyIdentification"))
    return tuple(known for known in read if known)


def _tax_ids(place: Place) -> tuple[PartyIdentifier, ...]:
    found = []
    for scheme in place.each("PartyTaxScheme"):
        value = scheme.text("CompanyID")
        if value:
            named = scheme.text("TaxScheme/ID") or UNSCHEMED
            found.append(scheme.build(PartyIdentifier, scheme=named, value=value))
    return tuple(found)


def _first_identifier(place: Place, path: str) -> PartyIdentifier | None:
    return identifier(place.first(path))


def _contact(place: Place | None) -> Contact | None:
    if place is None:
        return None
    read = place.build(
        Contact,
        name=place.text("Name"),
        telephone=place.text("Telephone"),
        email=place.text("ElectronicMail"),
    )
    return stated(read)
