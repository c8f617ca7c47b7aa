"""UBL documents become the canonical invoice, with nothing lost and nothing invented."""

from datetime import date
from pathlib import Path

import pytest

from functions.formats import sniff
from functions.formats.place import Place
from functions.formats.reading import day, decimal_text
from functions.formats.xml import Element
from functions.payables.rules import findings
from functions.runtime.reading import Unreadable
from schemas.commands.submit_invoice import SubmitInvoice
from schemas.party import PartyIdentifier
from tests.unit.invoices import IBAN

UBL = Path(__file__).parents[1] / "fixtures" / "ubl"
TODAY = date(2026, 11, 20)


def _read(name: str) -> list[SubmitInvoice | Unreadable]:
    return list(sniff.read((UBL / name).read_bytes()))


def _changed(old: str, new: str, name: str = "invoice_full.xml") -> SubmitInvoice | Unreadable:
    text = (UBL / name).read_text(encoding="utf-8")
    assert old in text
    return next(sniff.read(text.replace(old, new, 1).encode()))


def _refused(old: str, new: str) -> list[tuple[str, str]]:
    read = _changed(old, new)
    assert isinstance(read, Unreadable)
    return [(finding.code, finding.where) for finding in read.findings]


@pytest.fixture(scope="module")
def full() -> SubmitInvoice:
    [invoice] = _read("invoice_full.xml")
    assert isinstance(invoice, SubmitInvoice)
    return invoice


def test_heading(full: SubmitInvoice) -> None:
    assert (full.kind, full.type_code, full.number) == ("invoice", "380", "NL-2026-00417")
    assert (full.issue_date, full.due_date) == (date(2026, 10, 31), date(2026, 11, 30))
    assert full.entity is None
    assert full.tax_currency is None
    assert full.buyer_reference == "EINKAUF-12"
    assert full.notes == ("Vielen Dank für Ihren Auftrag.",)


def test_parties_with_every_identifier_under_its_scheme(full: SubmitInvoice) -> None:
    assert full.supplier.name == "Nordlicht Werkzeuge GmbH"
    assert full.supplier.trading_name == "Nordlicht"
    assert full.sender() == ("VAT", "DE811907980")
    assert full.supplier.keys() == (
        ("VAT", "DE811907980"),
        ("0088", "4012345000009"),
        ("-", "HRB4711"),
    )
    address = full.supplier.address
    assert address is not None
    assert (address.line1, address.line3, address.country) == ("Hafenstr. 7", "2. Stock", "DE")
    assert full.payee is not None
    assert full.payee.name == "Nordlicht Factoring"
    assert full.payee.address is None


def test_lines_are_whole_although_comments_and_cdata_cut_their_text(full: SubmitInvoice) -> None:
    assert [line.net for line in full.lines] == ["900.00", "30.86", "40.00"]
    first, second, _ = full.lines
    assert first.article.name == "Montagestunde"
    assert first.article.description == "Montage vor Ort & Einweisung"
    assert first.price_allowances[0].base == "100.00"
    assert first.allowances_charges[0].amount == "50.00"
    assert (first.order_line, first.account, first.unit) == ("10", "4410", "HUR")
    assert (second.unit_price, second.price_base_quantity) == ("12.345678", "100")


def test_totals_taxes_allowances(full: SubmitInvoice) -> None:
    assert full.totals.model_dump(exclude_none=True) == {
        "line_net": "970.86",
        "allowances": "45.00",
        "charges": "15.00",
        "net": "940.86",
        "tax": "167.46",
        "gross": "1108.32",
        "prepaid": "100.00",
        "rounding": "-0.02",
        "payable": "1008.30",
    }
    assert [(tax.category, tax.rate, tax.tax) for tax in full.taxes] == [
        ("S", "19", "165.30"),
        ("S", "7", "2.16"),
        ("E", "0", "0.00"),
    ]
    assert full.taxes[2].exemption_code == "VATEX-EU-132"
    assert [each.kind for each in full.allowances_charges] == ["allowance", "charge"]


def test_references_and_attachments_without_their_bytes(full: SubmitInvoice) -> None:
    assert full.references.order == "PO-7781"
    assert full.references.receipt == "WE-902"
    assert full.references.despatch == "LS-551"
    assert full.references.contract == "RV-2024-3"
    assert full.references.project == "PRJ-5"
    assert full.references.object is not None
    assert full.references.object.value == "METER-17"
    assert full.references.preceding[0].issue_date == date(2026, 9, 30)
    timesheet, conditions = full.attachments
    assert (timesheet.name, timesheet.mime, timesheet.size_bytes) == (
        "timesheet.csv",
        "text/csv",
        9,
    )
    assert timesheet.sha256 is not None
    assert conditions.url == "https://nordlicht.example/agb.pdf"


def test_payment_means_and_terms(full: SubmitInvoice) -> None:
    [means] = full.payment_means
    assert means.account is not None
    assert means.account.get_secret_value().replace(" ", "") == IBAN
    assert (means.code, means.text, means.bank) == ("58", "SEPA credit transfer", "COBADEFFXXX")
    assert full.terms is not None
    assert [(tier.days, tier.percent, tier.basis) for tier in full.terms.discounts] == [
        (10, "2.00", None),
        (20, "1.00", "900.00"),
    ]
    assert full.terms.note is not None
    assert full.terms.note.endswith("30 Tage netto")


@pytest.mark.parametrize("name", ["invoice_full.xml", "credit_note.xml"])
def test_the_fixtures_break_no_rule(name: str) -> None:
    [invoice] = _read(name)
    assert isinstance(invoice, SubmitInvoice)
    assert findings(invoice, today=TODAY) == ()


def test_a_credit_note_by_its_prefixed_root() -> None:
    [credit] = _read("credit_note.xml")
    assert isinstance(credit, SubmitInvoice)
    assert (credit.kind, credit.totals.payable) == ("credit_note", "119.00")
    assert credit.due_date == date(2026, 12, 15)
    assert credit.lines[0].quantity == "2"


def test_one_wrong_invoice_in_a_batch_costs_the_others_nothing() -> None:
    first, second, third, fourth = _read("batch_of_four.xml")
    assert isinstance(first, SubmitInvoice)
    assert isinstance(second, Unreadable)
    assert (second.ordinal, second.number) == (2, "NL-2026-00502")
    assert [finding.code for finding in second.findings] == [
        "TIE-VALUE",
        "TIE-VALUE",
        "PEPPOL-EN16931-R051",
    ]
    assert second.findings[0].where == "Invoice[2]/IssueDate, line 96"
    assert isinstance(third, SubmitInvoice)
    assert [found.code for found in findings(third, today=TODAY)] == ["BR-CO-15"]
    assert isinstance(fourth, SubmitInvoice)
    assert fourth.kind == "credit_note"


def test_a_standard_business_document_is_only_a_wrapper() -> None:
    [invoice] = _read("standard_business_document.xml")
    assert isinstance(invoice, SubmitInvoice)
    assert invoice.number == "NL-2026-00510"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<cbc:ID>NL-2026-00417</cbc:ID>", "", "BR-02"),
        ("<cbc:ID>NL-2026-00417</cbc:ID>", "<cbc:ID>1</cbc:ID><cbc:ID>2</cbc:ID>", "TIE-REPEATED"),
        ("<cbc:ID>NL-2026-00417</cbc:ID>", "<cbc:ID>N<b>L</b></cbc:ID>", "TIE-CONTENT"),
        ("<cbc:IssueDate>2026-10-31</cbc:IssueDate>", "", "BR-03"),
        ("<cbc:IssueDate>2026-10-31", "<cbc:IssueDate>1026-10-31", "TIE-VALUE"),
        ("EUR</cbc:DocumentCurrencyCode>", "eur</cbc:DocumentCurrencyCode>", "TIE-VALUE"),
        ("<cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>", "", "BR-05"),
        (">100.00</cbc:PrepaidAmount>", ">1e2</cbc:PrepaidAmount>", "TIE-VALUE"),
        (">100.00</cbc:PrepaidAmount>", ">100,00</cbc:PrepaidAmount>", "TIE-VALUE"),
        (">100.00</cbc:PrepaidAmount>", ">１００</cbc:PrepaidAmount>", "TIE-VALUE"),
        (">100.00</cbc:PrepaidAmount>", ">100.00001</cbc:PrepaidAmount>", "TIE-VALUE"),
        ('currencyID="EUR">100.00</cbc:Pre', ">100.00</cbc:Pre", "TIE-CURRENCY"),
        ('currencyID="EUR">95.00', 'currencyID="USD">95.00', "PEPPOL-EN16931-R051"),
        ("aG91cnMKMTAK", "aG91*cnMKMTAK", "TIE-ATTACHMENT"),
        ("<cbc:ChargeIndicator>false", "<cbc:ChargeIndicator>no", "TIE-VALUE"),
        ("<cbc:ID>DE89 3704 0044 0532 0130 00", "<cbc:ID>DE8", "TIE-VALUE"),
        (
            "<cac:TaxTotal>",
            '<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">1</cbc:TaxAmount></cac:TaxTotal>'
            "<cac:TaxTotal>",
            "BR-CO-15",
        ),
    ],
)
def test_each_wrong_value_is_a_finding_that_says_where(old: str, new: str, code: str) -> None:
    refused = _refused(old, new)
    assert code in [found for found, _ in refused]
    assert all("Invoice" in where and ", line " in where for _, where in refused)


def test_findings_never_repeat_an_account_number() -> None:
    long = "9" * 65
    read = _changed("DE89 3704 0044 0532 0130 00", long)
    assert isinstance(read, Unreadable)
    assert long[:8] not in repr(read.findings)


def test_a_credit_note_root_with_an_invoice_code_contradicts_itself() -> None:
    code = "<cbc:CreditNoteTypeCode>381"
    read = _changed(code, "<cbc:CreditNoteTypeCode>380", "credit_note.xml")
    assert isinstance(read, Unreadable)
    assert read.findings[0].code == "BR-CL-01"


def test_an_invoice_root_with_a_credit_code_is_a_credit_note() -> None:
    read = _changed("<cbc:InvoiceTypeCode>380", "<cbc:InvoiceTypeCode>381")
    assert isinstance(read, SubmitInvoice)
    assert read.kind == "credit_note"


def test_tax_in_the_tax_currency_is_kept_beside_the_total() -> None:
    other = (
        '<cac:TaxTotal><cbc:TaxAmount currencyID="USD">180.00</cbc:TaxAmount></cac:TaxTotal>'
        "<cac:TaxTotal>"
    )
    assert _refused("<cac:TaxTotal>", other)[0][0] == "PEPPOL-EN16931-R051"
    text = (UBL / "invoice_full.xml").read_text(encoding="utf-8")
    code = "</cbc:DocumentCurrencyCode>"
    text = text.replace(code, f"{code}<cbc:TaxCurrencyCode>USD</cbc:TaxCurrencyCode>")
    read = next(sniff.read(text.replace("<cac:TaxTotal>", other, 1).encode()))
    assert isinstance(read, SubmitInvoice)
    assert (read.totals.tax, read.totals.tax_in_tax_currency) == ("167.46", "180.00")


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("1.50", "1.50"),
        ("007.50", "7.50"),
        ("-0.00", "0.00"),
        ("5.", "5"),
        ("1.500000", "1.5000"),
        ("1.00001", "1.00001"),
        ("+1", None),
        (".5", "0.5"),
        ("-.50", "-0.50"),
        (".", None),
        ("-", None),
        ("", None),
        ("1 000", None),
        ("1e3", None),
        ("\u0661", None),
        ("1" * 19, None),
    ],
)
def test_numbers_are_kept_by_value_and_never_rounded(said: str, kept: str | None) -> None:
    assert decimal_text(said, 4) == kept


def test_days_carry_a_zone_but_no_time() -> None:
    assert day("2026-11-02+01:00") == day("2026-11-02Z") == date(2026, 11, 2)
    assert day("2026-11-02T00:00:00") is None
    assert day("2026-13-02") is None


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("</cbc:PrepaidAmount>", "<b/></cbc:PrepaidAmount>", "TIE-CONTENT"),
        (
            '<cbc:PayableAmount currencyID="EUR">1008.30</cbc:PayableAmount>',
            '<cbc:PayableAmount currencyID="EUR"> </cbc:PayableAmount>',
            "BR-15",
        ),
        ("<cac:InvoiceDocumentReference>", "<cac:X><cac:Y>", "BR-55"),
        ("<cac:LegalMonetaryTotal>", "<cac:Totals>", "BR-15"),
        ("<cac:AccountingCustomerParty>", "<cac:Customer>", "BR-07"),
    ],
)
def test_what_is_missing_is_named_by_the_standard_s_rule(old: str, new: str, code: str) -> None:
    closing = {
        "<cac:X><cac:Y>": ("</cac:InvoiceDocumentReference>", "</cac:Y></cac:X>"),
        "<cac:Totals>": ("</cac:LegalMonetaryTotal>", "</cac:Totals>"),
        "<cac:Customer>": ("</cac:AccountingCustomerParty>", "</cac:Customer>"),
    }
    text = (UBL / "invoice_full.xml").read_text(encoding="utf-8").replace(old, new, 1)
    if new in closing:
        text = text.replace(*closing[new], 1)
    [read] = sniff.read(text.encode())
    assert isinstance(read, Unreadable)
    assert code in [finding.code for finding in read.findings]


@pytest.mark.parametrize(("unit", "days"), [("DAY", [14]), ("MON", [])])
def test_a_settlement_discount_in_days_is_a_tier(unit: str, days: list[int]) -> None:
    stated = (
        "<cac:PaymentTerms><cbc:SettlementDiscountPercent>3</cbc:SettlementDiscountPercent>"
        f'<cac:SettlementPeriod><cbc:DurationMeasure unitCode="{unit}">14</cbc:DurationMeasure>'
        "</cac:SettlementPeriod></cac:PaymentTerms><cac:TaxTotal>"
    )
    read = _changed("<cac:TaxTotal>", stated, "credit_note.xml")
    assert isinstance(read, SubmitInvoice)
    assert [tier.days for tier in (read.terms.discounts if read.terms else ())] == days


def test_an_invoice_of_too_many_lines_is_refused() -> None:
    lines = "<cac:InvoiceLine/>" * 10_000
    read = _changed("</Invoice>", lines + "</Invoice>")
    assert isinstance(read, Unreadable)
    assert [finding.code for finding in read.findings] == ["TIE-LINES"]


def test_a_line_without_an_article_says_nothing_of_one() -> None:
    text = (UBL / "credit_note.xml").read_text(encoding="utf-8")
    start, end = text.index("<cac:Item>"), text.index("</cac:Item>") + len("</cac:Item>")
    [read] = sniff.read((text[:start] + text[end:]).encode())
    assert isinstance(read, SubmitInvoice)
    assert read.lines[0].article.name is None
    assert read.lines[0].tax_category is None


def test_nothing_required_goes_missing_without_a_finding() -> None:
    place = Place(Element("Invoice", "", {}, 7), "Invoice", [])
    place.build(PartyIdentifier, scheme="VAT", value=None)
    assert [(found.code, found.where) for found in place.findings] == [
        ("TIE-MISSING", "Invoice, line 7")
    ]


def test_a_negative_percentage_of_a_correction_is_kept_beside() -> None:
    text = (UBL / "invoice_full.xml").read_text(encoding="utf-8")
    stated = "MultiplierFactorNumeric>"
    [read] = sniff.read(text.replace(f"{stated}5", f"{stated}-5", 1).encode())
    assert isinstance(read, SubmitInvoice)
    assert read.allowances_charges[0].percent is None
    assert "-5" in [kept.value for kept in read.beside]


def test_a_note_longer_than_one_can_be_is_kept_beside() -> None:
    text = (UBL / "invoice_full.xml").read_text(encoding="utf-8")
    start, end = text.index("<cbc:Note>") + len("<cbc:Note>"), text.index("</cbc:Note>")
    [read] = sniff.read((text[:start] + "x" * 4001 + text[end:]).encode())
    assert isinstance(read, SubmitInvoice)
    assert "x" * 4001 in [kept.value for kept in read.beside]
    assert not any("x" * 100 in note for note in read.notes)
