"""Lines of a CII document."""

from functions.formats.cii.allowances import allowances_charges, is_charge, taxed
from functions.formats.cii.amounts import amount, price
from functions.formats.cii.days import day
from functions.formats.cii.notes import note
from functions.formats.cii.parts import number, part
from functions.formats.cii.references import invoiced_object
from functions.formats.place import Place, stated
from functions.formats.unread import of_part
from functions.formats.values import classification, first_text, identifier, joined
from schemas.invoice_line import Article, InvoiceLine, ItemProperty, Period, PriceAllowance

_DOCUMENT = "AssociatedDocumentLineDocument"
_ORDER = "BuyerOrderReferencedDocument"


def line(place: Place, currency: str, parts: tuple[InvoiceLine, ...] = ()) -> InvoiceLine:
    """An `IncludedSupplyChainTradeLineItem`."""
    agreement = part(place, "SpecifiedLineTradeAgreement")
    settlement = part(place, "SpecifiedLineTradeSettlement")
    counted = place.one("SpecifiedLineTradeDelivery/BilledQuantity")
    total = "SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount"
    notes = [text for each in place.each(f"{_DOCUMENT}/IncludedNote") if (text := note(each))]
    said: dict[str, object] = {
        "id": place.needed(f"{_DOCUMENT}/LineID", "BR-21"),
        "article": _article(place.one("SpecifiedTradeProduct")),
        "note": "\n".join(notes) or None,
        "quantity": place.number("SpecifiedLineTradeDelivery/BilledQuantity"),
        "unit": counted.attribute("unitCode") if counted else None,
        "net": amount(settlement, total, currency, rule="BR-24"),
        **taxed(settlement.first("ApplicableTradeTax")),
        "allowances_charges": allowances_charges(settlement, currency),
        "period": period(settlement.one("BillingSpecifiedPeriod")),
        "order": agreement.text(f"{_ORDER}/IssuerAssignedID"),
        "order_line": agreement.text(f"{_ORDER}/LineID"),
        "object": invoiced_object(settlement),
        "account": first_text(settlement, "ReceivableSpecifiedTradeAccountingAccount/ID"),
        "parts": parts,
        **_price(agreement, currency),
    }
    return place.build(InvoiceLine, **said, beside=of_part(place))


def period(place: Place | None) -> Period | None:
    """A `BillingSpecifiedPeriod`; None if neither end is stated."""
    if place is None:
        return None
    start, end = day(place, "StartDateTime"), day(place, "EndDateTime")
    return stated(place.build(Period, start=start, end=end))


def _price(agreement: Place, currency: str) -> dict[str, object]:
    net = agreement.one("NetPriceProductTradePrice")
    gross = agreement.one("GrossPriceProductTradePrice")
    bases = [stated_price.one("BasisQuantity") for stated_price in (net, gross) if stated_price]
    base = next((found for found in bases if found), None)
    return {
        "unit_price": price(net, "ChargeAmount", currency) if net else None,
        "price_base_quantity": number(base) if base else None,
        "price_base_unit": base.attribute("unitCode") if base else None,
        "price_allowances": _price_allowances(gross, currency) if gross else (),
    }


def _price_allowances(gross: Place, currency: str) -> tuple[PriceAllowance, ...]:
    """What leads from the gross price to the net one; a gross price alone is less nothing."""
    base = price(gross, "ChargeAmount", currency)
    applied = list(gross.each("AppliedTradeAllowanceCharge"))
    if not applied and base is not None:
        return (gross.build(PriceAllowance, kind="allowance", amount="0", base=base),)
    return tuple(
        each.build(
            PriceAllowance,
            kind="charge" if is_charge(each) else "allowance",
            amount=price(each, "ActualAmount", currency, rule="BR-31"),
            base=base,
        )
        for each in applied
    )


def _article(place: Place | None) -> Article:
    if place is None:
        return Article()
    codes = place.each("DesignatedProductClassification")
    classes = [classification(code.first("ClassCode")) for code in codes]
    return place.build(
        Article,
        name=joined(place, "Name"),
        description=joined(place, "Description"),
        seller_id=place.text("SellerAssignedID"),
        buyer_id=place.text("BuyerAssignedID"),
        standard_id=identifier(place.one("GlobalID")),
        classifications=tuple(code for code in classes if code),
        origin=place.text("OriginTradeCountry/ID"),
        properties=tuple(_property(each) for each in place.each("ApplicableProductCharacteristic")),
    )


def _property(place: Place) -> ItemProperty:
    name = joined(place, "Description") or place.needed("Description", "BR-54")
    return place.build(ItemProperty, name=name, value=place.needed("Value", "BR-54"))
