"""Hand-worked cases of Peppol BIS Billing: the full invoice with one text in place of another.

No package ships Peppol's own artefacts, so each case names the one rule of theirs that it breaks.
"""

from typing import NamedTuple

from tests.oracle.bases import fixtures


class Case(NamedTuple):
    """Rule, text in the fixture, text in its place."""

    rule: str
    said: str
    instead: str


_LINE_PERIOD = "<cbc:StartDate>2026-10-05</cbc:StartDate><cbc:EndDate>2026-10-09</cbc:EndDate>"
_NOTE = "<cbc:AccountingCost>4400-OPS</cbc:AccountingCost>"
_GERMAN = "<cbc:IdentificationCode>DE</cbc:IdentificationCode>"
_EXEMPT = "<cbc:TaxExemptionReasonCode>VATEX-EU-132</cbc:TaxExemptionReasonCode>"
_IN_DKK = (
    "<cbc:TaxCurrencyCode>DKK</cbc:TaxCurrencyCode><cac:TaxTotal>"
    '<cbc:TaxAmount currencyID="DKK">-1249.25</cbc:TaxAmount></cac:TaxTotal>'
)
_PRICE = """<cbc:ChargeIndicator>false</cbc:ChargeIndicator>
        <cbc:Amount currencyID="EUR">5.00"""
_SUBTOTAL = f"<cbc:ID>E</cbc:ID><cbc:Percent>0</cbc:Percent>{_EXEMPT}"
CASES = (
    Case("R001", "<cbc:ProfileID>urn:fdc:peppol.eu:2017:poacc:billing:01:1.0</cbc:ProfileID>", ""),
    Case("R002", _NOTE, f"<cbc:Note>twice</cbc:Note>{_NOTE}"),
    Case("R003", "<cbc:BuyerReference>EINKAUF-12</cbc:BuyerReference>", ""),
    Case("R004", "poacc:billing:3.0", "poacc:billing:4.0"),
    Case("R005", _NOTE, f"<cbc:TaxCurrencyCode>EUR</cbc:TaxCurrencyCode>{_NOTE}"),
    Case("R007", "billing:01:1.0", "billing:1:1.0"),
    Case("R010", '<cbc:EndpointID schemeID="0088">4098765000002</cbc:EndpointID>', ""),
    Case("R020", '<cbc:EndpointID schemeID="0088">4012345000009</cbc:EndpointID>', ""),
    Case("R040", "<cbc:MultiplierFactorNumeric>5<", "<cbc:MultiplierFactorNumeric>6<"),
    Case("R041", '<cbc:BaseAmount currencyID="EUR">900.00</cbc:BaseAmount>', ""),
    Case("R042", "<cbc:MultiplierFactorNumeric>5</cbc:MultiplierFactorNumeric>", ""),
    Case("R044", _PRICE, _PRICE.replace("false", "true")),
    Case("R046", ">5.00<", ">6.00<"),
    Case("R051", '"EUR">95.00<', '"USD">95.00<'),
    Case("R055", _NOTE, f"{_IN_DKK}{_NOTE}"),
    Case("R061", ">58</cbc:PaymentMeansCode>", ">59</cbc:PaymentMeansCode>"),
    Case("R110", _LINE_PERIOD, _LINE_PERIOD.replace("10-05", "09-30")),
    Case("R111", _LINE_PERIOD, _LINE_PERIOD.replace("10-09", "11-01")),
    Case("R120", 'unitCode="HUR">10<', 'unitCode="HUR">11<'),
    Case("R121", 'unitCode="C62">100<', 'unitCode="C62">0<'),
    Case("R130", 'unitCode="C62">100<', 'unitCode="HUR">100<'),
    Case("P0100", ">380<", ">751<"),
    Case("P0101", ">380<", ">262<"),
    Case("P0104", _EXEMPT, _EXEMPT.replace("132", "G")),
    Case("P0105", _EXEMPT, _EXEMPT.replace("132", "O")),
    Case("P0106", _EXEMPT, _EXEMPT.replace("132", "IC")),
    Case("P0107", _EXEMPT, _EXEMPT.replace("132", "AE")),
    Case("P0108", _SUBTOTAL, _SUBTOTAL.replace("E<", "G<", 1).replace("132", "D")),
    Case("P0109", _SUBTOTAL, _SUBTOTAL.replace("E<", "G<", 1).replace("132", "F")),
    Case("P0110", _SUBTOTAL, _SUBTOTAL.replace("E<", "G<", 1).replace("132", "I")),
    Case("P0111", _SUBTOTAL, _SUBTOTAL.replace("E<", "G<", 1).replace("132", "J")),
    Case("P0112", ">380<", ">384<"),
)


def document(case: Case) -> bytes:
    """The full invoice with this one thing in it; between two countries where that decides."""
    text = fixtures()["invoice_full"]
    if case.said not in text:
        raise ValueError(f"{case.rule}: the fixture does not say {case.said}")
    text = text.replace(case.said, case.instead, 1)
    if case.rule in ("R003", "R002", "P0112"):
        text = text.replace(_GERMAN, _GERMAN.replace("DE", "AT"), 1)
    if case.rule == "R003":
        text = text.replace("<cbc:ID>PO-7781</cbc:ID>", "")
    return text.encode()
