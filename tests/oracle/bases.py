"""Invoices that break no rule of EN 16931, one for each tax category, as UBL."""

from decimal import Decimal
from pathlib import Path

FIXTURES = Path(__file__).parents[1] / "fixtures" / "ubl"
RATES = {
    "S": "19",
    "L": "7",
    "M": "4",
    "B": "22",
    "Z": "0",
    "E": "0",
    "AE": "0",
    "K": "0",
    "G": "0",
    "O": None,
}
_REASONED = ("E", "AE", "K", "G", "O")
_NET, _LINES, _ALLOWANCE, _CHARGE = "155.00", "160.00", "10.00", "5.00"
_SPACES = "urn:oasis:names:specification:ubl:schema:xsd"
_HEAD = f"""<Invoice xmlns="{_SPACES}:Invoice-2"
 xmlns:cac="{_SPACES}:CommonAggregateComponents-2"
 xmlns:cbc="{_SPACES}:CommonBasicComponents-2">
<cbc:CustomizationID>urn:cen.eu:en16931:2017</cbc:CustomizationID>
<cbc:ID>K-7</cbc:ID><cbc:IssueDate>2026-11-02</cbc:IssueDate><cbc:DueDate>2026-12-02</cbc:DueDate>
<cbc:InvoiceTypeCode>380</cbc:InvoiceTypeCode>
<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
"""


def fixtures() -> dict[str, str]:
    """The UBL fixtures that hold one document which breaks no rule."""
    names = ("invoice_full", "credit_note", "direct_debit")
    return {name: (FIXTURES / f"{name}.xml").read_text(encoding="utf-8") for name in names}


def by_category() -> dict[str, str]:
    """An invoice of two lines, an allowance and a charge in each category."""
    return {f"category_{code}": invoice(code) for code in RATES}


def by_hand() -> dict[str, bytes]:
    """What is wrong in more than one place, or not by one change."""
    debit = fixtures()["direct_debit"]
    country = "<cac:Country><cbc:IdentificationCode>DE</cbc:IdentificationCode></cac:Country>"
    _, role, represented = debit.partition("<cac:TaxRepresentativeParty>")
    placed = represented.replace(country, "<cbc:CityName>Kiel</cbc:CityName>", 1)
    plain = invoice("S")
    nameless = plain.replace("RegistrationName>", "CompanyLegalForm>")
    town = "<cbc:CityName>Kiel</cbc:CityName>"
    attached = (
        "<cac:AdditionalDocumentReference><cbc:DocumentDescription>Plan</cbc:DocumentDescription>"
        "</cac:AdditionalDocumentReference></Invoice>"
    )
    texts = {
        "no such currency": plain.replace("EUR", "QQQ"),
        "no such tax currency": debit.replace("DKK", "QQQ"),
        "represented from a city without country": debit.replace(role + represented, role + placed),
        "parties without a name": nameless,
        "addresses in a city without country": plain.replace(country, town),
        "a supporting document without reference": plain.replace("</Invoice>", attached),
    }
    return {f"by hand: {name}": text.encode() for name, text in texts.items()}


def invoice(code: str) -> str:
    """The invoice that has everything in this category."""
    tax = str(Decimal(_NET) * Decimal(RATES[code] or 0) / 100)
    tax = str(Decimal(tax).quantize(Decimal("0.01")))
    country = "IT" if code == "B" else "DE"
    return "".join(
        (
            _HEAD,
            _party("AccountingSupplierParty", "Nordlicht", country, "811907980", code),
            _party("AccountingCustomerParty", "Handel", country, "266182271", code),
            _delivery(country),
            _allowance_charge(code, "false", _ALLOWANCE),
            _allowance_charge(code, "true", _CHARGE),
            _tax_total(code, tax),
            _totals(tax),
            _line(code, "1", "100.00"),
            _line(code, "2", "60.00"),
            "</Invoice>",
        )
    )


def _money(name: str, amount: str) -> str:
    return f'<cbc:{name} currencyID="EUR">{amount}</cbc:{name}>'


def _category(code: str, name: str = "TaxCategory", reason: bool = False) -> str:
    rate = f"<cbc:Percent>{RATES[code]}</cbc:Percent>" if RATES[code] else ""
    text = "<cbc:TaxExemptionReason>by law</cbc:TaxExemptionReason>" if reason else ""
    scheme = "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
    return f"<cac:{name}><cbc:ID>{code}</cbc:ID>{rate}{text}{scheme}</cac:{name}>"


def _party(role: str, name: str, country: str, number: str, code: str) -> str:
    tax = (
        f"<cac:PartyTaxScheme><cbc:CompanyID>{country}{number}</cbc:CompanyID>"
        "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>"
    )
    return (
        f"<cac:{role}><cac:Party><cac:PostalAddress><cac:Country>"
        f"<cbc:IdentificationCode>{country}</cbc:IdentificationCode>"
        f"</cac:Country></cac:PostalAddress>{'' if code == 'O' else tax}"
        f"<cac:PartyLegalEntity><cbc:RegistrationName>{name}</cbc:RegistrationName>"
        f"<cbc:CompanyID>{number}</cbc:CompanyID></cac:PartyLegalEntity></cac:Party></cac:{role}>\n"
    )


def _delivery(country: str) -> str:
    return (
        "<cac:Delivery><cbc:ActualDeliveryDate>2026-11-01</cbc:ActualDeliveryDate>"
        "<cac:DeliveryLocation><cac:Address><cac:Country>"
        f"<cbc:IdentificationCode>{country}</cbc:IdentificationCode></cac:Country></cac:Address>"
        "</cac:DeliveryLocation></cac:Delivery>\n"
    )


def _allowance_charge(code: str, charge: str, amount: str) -> str:
    return (
        f"<cac:AllowanceCharge><cbc:ChargeIndicator>{charge}</cbc:ChargeIndicator>"
        "<cbc:AllowanceChargeReason>agreed</cbc:AllowanceChargeReason>"
        f"{_money('Amount', amount)}{_category(code)}</cac:AllowanceCharge>\n"
    )


def _tax_total(code: str, tax: str) -> str:
    return (
        f"<cac:TaxTotal>{_money('TaxAmount', tax)}<cac:TaxSubtotal>"
        f"{_money('TaxableAmount', _NET)}{_money('TaxAmount', tax)}"
        f"{_category(code, reason=code in _REASONED)}</cac:TaxSubtotal></cac:TaxTotal>\n"
    )


def _totals(tax: str) -> str:
    gross = str(Decimal(_NET) + Decimal(tax))
    stated = (
        ("LineExtensionAmount", _LINES),
        ("TaxExclusiveAmount", _NET),
        ("TaxInclusiveAmount", gross),
        ("AllowanceTotalAmount", _ALLOWANCE),
        ("ChargeTotalAmount", _CHARGE),
        ("PayableAmount", gross),
    )
    amounts = "".join(_money(name, amount) for name, amount in stated)
    return f"<cac:LegalMonetaryTotal>{amounts}</cac:LegalMonetaryTotal>\n"


def _line(code: str, number: str, net: str) -> str:
    return (
        f'<cac:InvoiceLine><cbc:ID>{number}</cbc:ID><cbc:InvoicedQuantity unitCode="C62">1'
        f"</cbc:InvoicedQuantity>{_money('LineExtensionAmount', net)}"
        f"<cac:Item><cbc:Name>Ware</cbc:Name>{_category(code, 'ClassifiedTaxCategory')}</cac:Item>"
        f"<cac:Price>{_money('PriceAmount', net)}</cac:Price></cac:InvoiceLine>\n"
    )
