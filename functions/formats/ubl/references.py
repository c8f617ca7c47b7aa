"""What a UBL document points to, and what is attached to it."""

from functions.formats.place import Place, stated
from functions.formats.ubl.lines import INVOICED_OBJECT
from functions.formats.ubl.party import address
from functions.formats.values import identifier, known_by
from schemas.references import Attachment, Delivery, PrecedingInvoice, References

_PROJECT = "50"


def references(document: Place) -> References:
    """Orders, receipts, contracts and preceding invoices, by their printed numbers."""
    project = document.first("ProjectReference/ID") or _typed(document, _PROJECT)
    return document.build(
        References,
        order=document.text("OrderReference/ID"),
        sales_order=document.text("OrderReference/SalesOrderID"),
        receipt=_first(document, "ReceiptDocumentReference/ID"),
        despatch=_first(document, "DespatchDocumentReference/ID"),
        contract=_first(document, "ContractDocumentReference/ID"),
        project=project.value() if project else None,
        tender=_first(document, "OriginatorDocumentReference/ID"),
        object=identifier(_typed(document, INVOICED_OBJECT)),
        preceding=tuple(_preceding(each) for each in document.each("BillingReference")),
    )


def delivery(place: Place | None) -> Delivery | None:
    """Where and when the goods went; None if nothing of it is stated."""
    if place is None:
        return None
    name = place.first("DeliveryParty/PartyName/Name")
    read = place.build(
        Delivery,
        name=name.value() if name else None,
        location=identifier(place.one("DeliveryLocation/ID")),
        date=place.day("ActualDeliveryDate"),
        address=address(place.one("DeliveryLocation/Address")),
    )
    return stated(read)


def attachments(document: Place) -> tuple[Attachment, ...]:
    """Supporting documents: their digest, size and name; the bytes stay in the original file."""
    found = document.each("AdditionalDocumentReference")
    return tuple(_attachment(each) for each in found if not _is_reference(each))


def _first(document: Place, path: str) -> str | None:
    place = document.first(path)
    return place.value() if place else None


def _preceding(place: Place) -> PrecedingInvoice:
    earlier = place.one("InvoiceDocumentReference") or place.one("CreditNoteDocumentReference")
    if earlier is None:
        place.find("BR-55", "InvoiceDocumentReference is missing")
        return place.build(PrecedingInvoice)
    number = earlier.needed("ID", "BR-55")
    return earlier.build(PrecedingInvoice, number=number, issue_date=earlier.day("IssueDate"))


def _type_code(place: Place) -> str | None:
    return place.text("DocumentTypeCode")


def _is_reference(place: Place) -> bool:
    return _type_code(place) in (INVOICED_OBJECT, _PROJECT) and not place.one("Attachment")


def _typed(document: Place, code: str) -> Place | None:
    found = document.each("AdditionalDocumentReference")
    return next((each.one("ID") for each in found if _type_code(each) == code), None)


def _attachment(place: Place) -> Attachment:
    embedded = place.one("Attachment/EmbeddedDocumentBinaryObject")
    size, digest = known_by(embedded) if embedded else (None, None)
    description = place.first("DocumentDescription")
    return place.build(
        Attachment,
        id=place.text("ID"),
        type_code=place.text("DocumentTypeCode") or place.text("DocumentType"),
        description=description.value() if description else None,
        name=embedded.attribute("filename") if embedded else None,
        mime=embedded.attribute("mimeCode") if embedded else None,
        size_bytes=size,
        sha256=digest,
        url=place.text("Attachment/ExternalReference/URI"),
    )
