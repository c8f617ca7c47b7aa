"""What a CII document points to, and what is attached to it."""

from collections.abc import Iterator

from functions.formats.cii.days import day
from functions.formats.cii.party import address
from functions.formats.place import Place, stated
from functions.formats.values import first_text, identifier, known_by
from schemas.party import UNSCHEMED, PartyIdentifier
from schemas.references import Attachment, Delivery, PrecedingInvoice, References

_OBJECT, _TENDER, _SUPPORTING = "130", "50", "916"
"""UNTDID 1001: BT-18, BT-17, and BT-122, whose code says no more than that it is attached."""

_PROJECT = "Project reference"
"""The name that CII wants of every project, and that says nothing of any."""


def references(agreement: Place, delivered: Place, settlement: Place) -> References:
    """Orders, receipts, contracts and preceding invoices, by their printed numbers."""
    tender = _typed(agreement, _TENDER)
    earlier = settlement.each("InvoiceReferencedDocument")
    agreement.implied("SpecifiedProcuringProject/Name", _PROJECT)
    return agreement.build(
        References,
        order=_number(agreement, "BuyerOrderReferencedDocument"),
        sales_order=_number(agreement, "SellerOrderReferencedDocument"),
        receipt=_number(delivered, "ReceivingAdviceReferencedDocument"),
        despatch=_number(delivered, "DespatchAdviceReferencedDocument")
        or _number(delivered, "DeliveryNoteReferencedDocument"),
        contract=_number(agreement, "ContractReferencedDocument"),
        project=first_text(agreement, "SpecifiedProcuringProject/ID"),
        tender=tender.text("IssuerAssignedID") if tender else None,
        object=invoiced_object(agreement),
        preceding=tuple(_preceding(each) for each in earlier),
    )


def invoiced_object(place: Place) -> PartyIdentifier | None:
    """The meter, subscription or other object that is billed (BT-18, BT-128)."""
    found = _typed(place, _OBJECT)
    value = found.text("IssuerAssignedID") if found else None
    if found is None or value is None:
        return None
    scheme = found.text("ReferenceTypeCode") or UNSCHEMED
    return found.build(PartyIdentifier, scheme=scheme, value=value)


def delivery(place: Place) -> Delivery | None:
    """Where and when the goods went; None if nothing of it is stated."""
    to = place.one("ShipToTradeParty")
    read = place.build(
        Delivery,
        name=to.text("Name") if to else None,
        location=identifier(to.first("GlobalID") or to.first("ID")) if to else None,
        date=day(place, "ActualDeliverySupplyChainEvent/OccurrenceDateTime"),
        address=address(to.one("PostalTradeAddress")) if to else None,
    )
    return stated(read)


def attachments(agreement: Place) -> tuple[Attachment, ...]:
    """Supporting documents: their digest, size and name; the bytes stay in the original file."""
    alone = [_typed(agreement, code) for code in (_OBJECT, _TENDER)]
    elements = [place.element for place in alone if place and not _is_attached(place)]
    found = agreement.each("AdditionalReferencedDocument")
    return tuple(
        read for each in found if each.element not in elements for read in _attachments(each)
    )


def _number(place: Place, name: str) -> str | None:
    return first_text(place, f"{name}/IssuerAssignedID")


def _typed(place: Place, code: str) -> Place | None:
    found = place.each("AdditionalReferencedDocument")
    return next((each for each in found if each.text("TypeCode") == code), None)


def _is_attached(place: Place) -> bool:
    return bool(place.first("AttachmentBinaryObject") or place.first("URIID"))


def _preceding(place: Place) -> PrecedingInvoice:
    number = place.needed("IssuerAssignedID", "BR-55")
    issued = day(place, "FormattedIssueDateTime")
    return place.build(PrecedingInvoice, number=number, issue_date=issued)


def _attachments(place: Place) -> Iterator[Attachment]:
    embedded: list[Place | None] = [*place.each("AttachmentBinaryObject")]
    for each in embedded or [None]:
        yield _attachment(place, each)


def _attachment(place: Place, embedded: Place | None) -> Attachment:
    size, digest = known_by(embedded) if embedded else (None, None)
    code = place.text("TypeCode")
    return place.build(
        Attachment,
        id=place.text("IssuerAssignedID"),
        type_code=None if code == _SUPPORTING else code,
        description=first_text(place, "Name"),
        name=embedded.attribute("filename") if embedded else None,
        mime=embedded.attribute("mimeCode") if embedded else None,
        size_bytes=size,
        sha256=digest,
        url=place.text("URIID"),
    )
