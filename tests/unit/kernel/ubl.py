"""Small UBL invoices for file tests: as many as wanted in one envelope, each wrong at will."""

NAMESPACES = (
    'xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2" '
    'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2" '
    'xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"'
)
CATEGORY = (
    "<cbc:ID>S</cbc:ID><cbc:Percent>19</cbc:Percent>"
    "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme>"
)


def _party(role: str, vat: str) -> str:
    return (
        f"<cac:Accounting{role}Party><cac:Party><cac:PartyTaxScheme>"
        f"<cbc:CompanyID>{vat}</cbc:CompanyID>"
        "<cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>"
        f"</cac:Party></cac:Accounting{role}Party>"
    )


def _money(name: str, amount: str) -> str:
    return f'<cbc:{name} currencyID="EUR">{amount}</cbc:{name}>'


def ubl(
    number: str,
    *,
    net: str = "100.00",
    tax: str = "19.00",
    gross: str = "119.00",
    buyer: str = "DE136695976",
    account: str = "",
    day: str = "2026-03-01",
    currency: str = "EUR",
) -> str:
    """One invoice of one line, from the company's one supplier."""
    pay = (
        "<cac:PaymentMeans><cbc:PaymentMeansCode>58</cbc:PaymentMeansCode>"
        f"<cac:PayeeFinancialAccount><cbc:ID>{account}</cbc:ID></cac:PayeeFinancialAccount>"
        "</cac:PaymentMeans>"
    )
    whole = (
        f"<Invoice {NAMESPACES}><cbc:ID>{number}</cbc:ID><cbc:IssueDate>{day}</cbc:IssueDate>"
        "<cbc:DueDate>2026-04-01</cbc:DueDate>"
        "<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>"
        f"{_party('Supplier', 'DE811907980')}{_party('Customer', buyer)}"
        f"{pay if account else ''}"
        f"<cac:TaxTotal>{_money('TaxAmount', tax)}<cac:TaxSubtotal>"
        f"{_money('TaxableAmount', net)}{_money('TaxAmount', tax)}"
        f"<cac:TaxCategory>{CATEGORY}</cac:TaxCategory></cac:TaxSubtotal></cac:TaxTotal>"
        f"<cac:LegalMonetaryTotal>{_money('LineExtensionAmount', net)}"
        f"{_money('TaxExclusiveAmount', net)}{_money('TaxInclusiveAmount', gross)}"
        f"{_money('PayableAmount', gross)}</cac:LegalMonetaryTotal>"
        '<cac:InvoiceLine><cbc:ID>1</cbc:ID><cbc:InvoicedQuantity unitCode="C62">1'
        f"</cbc:InvoicedQuantity>{_money('LineExtensionAmount', net)}<cac:Item>"
        f"<cbc:Name>Lamp</cbc:Name><cac:ClassifiedTaxCategory>{CATEGORY}"
        "</cac:ClassifiedTaxCategory></cac:Item>"
        f"<cac:Price>{_money('PriceAmount', net)}</cac:Price></cac:InvoiceLine></Invoice>"
    )
    return whole.replace("EUR", currency)


def batch(*invoices: str) -> bytes:
    """Several invoices in one envelope."""
    return f"<Batch>{''.join(invoices)}</Batch>".encode()
