"""Lines, allowances and charges of a UBL document."""

from functions.formats.place import Place, stated
from functions.formats.unread import of_part
from functions.formats.values import classification, identifier, joined, percent
from schemas.invoice_line import (
    AllowanceCharge,
    Article,
    InvoiceLine,
    ItemProperty,
    Period,
    PriceAllowance,
)
from schemas.party import VAT

INVOICED_OBJECT = "130"
"""UNTDID 1001: what a reference is to (BT-18, BT-128)."""


def line(place: Place, currency: str) -> InvoiceLine:
    """A `cac:InvoiceLine`, `cac:CreditNoteLine` or `cac:SubInvoiceLine`."""
    counted = place.one("InvoicedQuantity") or place.one("CreditedQuantity")
    ordered = place.first("OrderLineReference")
    billed = place.first("DocumentReference")
    said: dict[str, object] = {
        "id": place.needed("ID", "BR-21"),
        "article": _article(place.one("Item")),
        "note": joined(place, "Note"),
        "quantity": place.number("InvoicedQuantity") or place.number("CreditedQuantity"),
        "unit": counted.attribute("unitCode") if counted else None,
        "net": place.amount("LineExtensionAmount", currency, rule="BR-24"),
        **taxed(place.first("Item/ClassifiedTaxCategory")),
        "allowances_charges": allowances_charges(place, currency),
        "period": period(place.first("InvoicePeriod")),
        "order": ordered.text("OrderReference/ID") if ordered else None,
        "order_line": ordered.text("LineID") if ordered else None,
        "object": identifier(billed.one("ID")) if billed else None,
        "account": place.text("AccountingCost"),
        "parts": _parts(place, currency),
        **_price(place, currency),
    }
    if billed:
        billed.implied("DocumentTypeCode", INVOICED_OBJECT)
    return place.build(InvoiceLine, **said, beside=of_part(place))


def taxed(category: Place | None) -> dict[str, object]:
    """Category and rate of a `cac:TaxCategory`; that its scheme is VAT needs no saying."""
    if category is None:
        return {}
    category.implied("TaxScheme/ID", VAT)
    return {"tax_category": category.text("ID"), "tax_rate": category.number("Percent")}


def allowances_charges(place: Place, currency: str) -> tuple[AllowanceCharge, ...]:
    """Every `cac:AllowanceCharge` directly below."""
    return tuple(_allowance_charge(each, currency) for each in place.each("AllowanceCharge"))


def period(place: Place | None) -> Period | None:
    """A `cac:InvoicePeriod`; None if neither end is stated."""
    if place is None:
        return None
    return stated(place.build(Period, start=place.day("StartDate"), end=place.day("EndDate")))


def _parts(place: Place, currency: str) -> tuple[InvoiceLine, ...]:
    names = ("SubInvoiceLine", "SubCreditNoteLine")
    return tuple(line(part, currency) for name in names for part in place.each(name))


def _price(place: Place, currency: str) -> dict[str, object]:
    base = place.one("Price/BaseQuantity")
    allowances = place.each("Price/AllowanceCharge")
    return {
        "unit_price": _price_amount(place, "Price/PriceAmount", currency),
        "price_base_quantity": place.number("Price/BaseQuantity"),
        "price_base_unit": base.attribute("unitCode") if base else None,
        "price_allowances": tuple(_price_allowance(each, currency) for each in allowances),
    }


def _price_allowance(place: Place, currency: str) -> PriceAllowance:
    return place.build(
        PriceAllowance,
        kind="charge" if place.flag("ChargeIndicator") else "allowance",
        amount=_price_amount(place, "Amount", currency, rule="BR-31"),
        base=_price_amount(place, "BaseAmount", currency),
    )


def _price_amount(place: Place, path: str, currency: str, rule: str = "") -> str | None:
    """A price, whose decimals no currency limits."""
    before = len(place.findings)
    place.amount(path, currency, rule)
    return place.number(path) if len(place.findings) == before else None


def _allowance_charge(place: Place, currency: str) -> AllowanceCharge:
    charge = place.flag("ChargeIndicator")
    if charge is None:
        place.find("TIE-VALUE", "ChargeIndicator must say whether this is a charge")
    return place.build(
        AllowanceCharge,
        kind="charge" if charge else "allowance",
        amount=place.amount("Amount", currency, rule="BR-36" if charge else "BR-31"),
        base=place.amount("BaseAmount", currency),
        percent=percent(place, "MultiplierFactorNumeric"),
        reason=joined(place, "AllowanceChargeReason"),
        reason_code=place.text("AllowanceChargeReasonCode"),
        **taxed(place.first("TaxCategory")),
    )


def _article(place: Place | None) -> Article:
    if place is None:
        return Article()
    codes = place.each("CommodityClassification")
    classes = [classification(code.first("ItemClassificationCode")) for code in codes]
    return place.build(
        Article,
        name=place.text("Name"),
        description=joined(place, "Description"),
        seller_id=place.text("SellersItemIdentification/ID"),
        buyer_id=place.text("BuyersItemIdentification/ID"),
        standard_id=identifier(place.one("StandardItemIdentification/ID")),
        classifications=tuple(code for code in classes if code),
        origin=place.text("OriginCountry/IdentificationCode"),
        properties=tuple(_property(each) for each in place.each("AdditionalItemProperty")),
    )


def _property(place: Place) -> ItemProperty:
    return place.build(
        ItemProperty, name=place.needed("Name", "BR-54"), value=place.needed("Value", "BR-54")
    )
