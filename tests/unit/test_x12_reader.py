"""810 transaction sets become the canonical invoice, with nothing lost and nothing invented."""

from datetime import date
from pathlib import Path

import pytest

from functions.formats import sniff, x12
from functions.payables.rules import findings
from functions.runtime.reading import Unreadable
from schemas.commands.submit_invoice import SubmitInvoice
from tests.unit.invoices import IBAN

X12 = Path(__file__).parents[1] / "fixtures" / "x12"
FULL = (X12 / "invoice_004010.edi").read_text(encoding="utf-8")
BATCH = (X12 / "batch_of_three.edi").read_bytes()
TODAY = date(2026, 11, 20)
"""X12 knows no tax categories, and none is invented for it."""


def _changed(*changes: tuple[str, str]) -> SubmitInvoice | Unreadable:
    text = FULL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    count = text.count("~\n") - 4
    [read] = sniff.read(text.replace("SE*55*", f"SE*{count}*").encode())
    return read


def _accepted(*changes: tuple[str, str]) -> SubmitInvoice:
    read = _changed(*changes)
    assert isinstance(read, SubmitInvoice), read
    return read


def _codes(read: SubmitInvoice | Unreadable) -> list[str]:
    assert isinstance(read, Unreadable)
    return [finding.code for finding in read.findings]


@pytest.fixture(scope="module")
def full() -> SubmitInvoice:
    return _accepted()


def test_heading(full: SubmitInvoice) -> None:
    assert (full.kind, full.type_code, full.number) == ("invoice", None, "NL-2026-00417")
    assert (full.issue_date, full.due_date) == (date(2026, 10, 31), date(2026, 11, 30))
    assert full.period is not None
    assert (full.currency, full.buyer_reference) == ("EUR", "EINKAUF-12")
    assert full.notes == ("Vielen Dank für Ihren Auftrag.",)
    assert (full.references.order, full.references.sales_order) == ("PO-7781", "SO-90")
    assert full.references.preceding[0].number == "NL-2026-00399"


def test_parties_with_every_identifier_under_its_scheme(full: SubmitInvoice) -> None:
    assert full.supplier.keys() == (("VAT", "DE811907980"), ("0088", "4012345000009"))
    assert full.buyer.keys() == (("VAT", "DE266182271"), ("0088", "4098765000002"))
    address = full.buyer.address
    assert address is not None
    assert (address.line3, address.city, address.country) == ("2. Stock", "Bremen", "DE")
    assert full.supplier.contact is not None
    assert full.supplier.contact.email == "debitoren@nordlicht.example"
    assert full.delivery is not None
    assert full.delivery.date == date(2026, 10, 30)
    assert full.payee is not None
    assert full.payee.name == "Nordlicht Factoring"


@pytest.mark.parametrize(
    ("qualifier", "scheme"), [("UL", "0088"), ("1", "0060"), ("92", "92"), ("ZZ", "ZZ"), ("", "-")]
)
def test_a_scheme_is_the_qualifier_s_and_never_invented(qualifier: str, scheme: str) -> None:
    read = _accepted(("GmbH*UL*4012345000009", f"GmbH*{qualifier}*4012345000009"))
    assert read.supplier.identifiers[0].scheme == scheme


def test_lines(full: SubmitInvoice) -> None:
    first, second, _ = full.lines
    assert [line.net for line in full.lines] == ["900.00", "30.86", "40.00"]
    assert (first.quantity, first.unit, first.unit_price) == ("10", "HUR", "95.00")
    assert (first.article.name, first.article.description) == (
        "Montagestunde",
        "Montage vor Ort & Einweisung",
    )
    assert first.article.standard_id is not None
    assert (first.article.seller_id, first.order_line) == ("MON-1", "10")
    assert first.allowances_charges[0].reason == "Treuerabatt"
    assert (second.unit_price, second.price_base_quantity) == ("12.345678", "100")
    assert [line.tax_rate for line in full.lines] == ["19", "7", "0"]


def test_a_stated_line_total_is_taken_as_it_stands() -> None:
    read = _accepted(("DTM*150*", "PAM****1*899.99~\nDTM*150*"))
    assert read.lines[0].net == "899.99"


def test_totals_and_taxes_without_categories(full: SubmitInvoice) -> None:
    assert full.totals.model_dump(exclude_none=True) == {
        "line_net": "970.86",
        "tax": "167.46",
        "gross": "1108.32",
        "prepaid": "100",
        "payable": "1008.32",
    }
    assert [(tax.category, tax.scheme, tax.rate, tax.tax) for tax in full.taxes] == [
        (None, "VAT", "19", "165.3"),
        (None, "VAT", "7", "2.16"),
        (None, "VAT", "0", "0"),
    ]
    assert [(each.kind, each.amount) for each in full.allowances_charges] == [
        ("allowance", "45.00"),
        ("charge", "15.00"),
    ]
    assert {found.code for found in findings(full, today=TODAY)} == set()


def test_accounts_and_terms(full: SubmitInvoice) -> None:
    [means] = full.payment_means
    assert means.account is not None
    assert means.account.get_secret_value() == IBAN
    assert means.bank == "COBADEFFXXX"
    assert IBAN not in repr(full)
    assert full.terms is not None
    assert [(tier.days, tier.percent) for tier in full.terms.discounts] == [
        (10, "2.00"),
        (20, "1.00"),
    ]


def test_a_batch_of_credit_memo_sales_tax_and_a_wrong_one() -> None:
    credit, sale, wrong = sniff.read(BATCH)
    assert isinstance(credit, SubmitInvoice)
    assert (credit.kind, credit.totals.payable) == ("credit_note", "119.00")
    assert credit.supplier.keys()[1:] == (("0060", "316067164"), ("IA", "V7001"))
    assert credit.lines[0].id == "1"
    assert credit.notes == ()
    assert isinstance(sale, SubmitInvoice)
    assert [line.net for line in sale.lines] == ["6.00", "35.00"]
    assert [line.unit_price for line in sale.lines] == ["0.5", "14"]
    assert (sale.totals.tax, sale.totals.gross) == ("3.23", "45.73")
    assert [(tax.scheme, tax.category, tax.tax) for tax in sale.taxes] == [
        ("ST", None, "2.46"),
        ("CP", None, "0.77"),
    ]
    assert [(each.reason, each.amount) for each in sale.allowances_charges] == [("D240", "1.50")]
    assert sale.terms is not None
    assert (sale.terms.net_days, sale.terms.discounts[0].days) == (30, 10)
    assert _codes(wrong) == ["TIE-VALUE"]
    assert isinstance(wrong, Unreadable)
    assert wrong.findings[0].where == "message 0003, segment 49 AMT, element 2, byte 2048"


def test_an_account_beside_a_bank_is_never_in_clear() -> None:
    _, sale, _ = sniff.read(BATCH)
    assert isinstance(sale, SubmitInvoice)
    assert sale.payment_means[0].account is not None
    assert sale.payment_means[0].bank == "021000021"
    assert "000123456789" not in repr(sale)


def test_a_supplier_known_only_by_the_buyer_s_number_has_no_name() -> None:
    _, sale, _ = sniff.read(BATCH)
    assert isinstance(sale, SubmitInvoice)
    assert sale.supplier.name is None
    assert sale.sender() == ("IA", "V8800")


def test_a_tax_without_its_base_is_stated_without_it() -> None:
    read = _accepted(("TXI*VA*165.3*19*****870", "TXI*VA*165.3*19"), ("AMT*T*167.46~\n", ""))
    assert [(tax.taxable, tax.tax) for tax in read.taxes][:2] == [
        (None, "165.3"),
        ("30.86", "2.16"),
    ]
    assert read.totals.tax == "167.46"
    assert findings(read, today=TODAY) == ()


def test_a_charge_that_is_a_tax_is_the_breakdown_where_nothing_breaks_it_down() -> None:
    plain = BATCH.replace(b"TXI*ST*2.46*6*VD*CA***41~\n", b"")
    plain = plain.replace(b"TXI*CP*.77*1.9****1*41~\n", b"").replace(b"SE*19*0002", b"SE*17*0002")
    _, sale, _ = sniff.read(plain)
    assert isinstance(sale, SubmitInvoice), sale
    assert [(tax.scheme, tax.taxable, tax.tax) for tax in sale.taxes] == [(None, None, "3.23")]


def test_what_the_invoice_has_no_place_for_is_kept_beside_it() -> None:
    read = _accepted(("ITD*08*3*2.00", "FOB*PP~\nREF*ZZ*hello~\nITD*08*3*2.00"))
    assert [(one.name, one.value) for one in read.beside if one.value in ("PP", "ZZ", "hello")] == [
        ("segment 26 FOB, element 1", "PP"),
        ("segment 27 REF, element 1", "ZZ"),
        ("segment 27 REF, element 2", "hello"),
    ]


def test_penalties_and_nothing_off_are_no_discounts() -> None:
    read = _accepted(("ITD*08*3*1.00**20", "ITD*05*3*-5**40~\nITD*52*3*0**30"))
    assert read.terms is not None
    assert len(read.terms.discounts) == 1
    kept = [one.value for one in read.beside if " ITD," in one.name]
    assert kept == ["08", "05", "3", "-5", "40", "52", "3", "0", "30"]


def test_a_discount_by_its_last_day() -> None:
    read = _accepted(("ITD*08*3*1.00**20", "ITD*08*3*1.00*20261120"))
    assert read.terms is not None
    assert read.terms.discounts[1].days == 20


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("BIG*20261031*NL-2026-00417*", "BIG*20261031**", "BR-02"),
        ("BIG*20261031*", "BIG**", "BR-03"),
        ("BIG*20261031*", "BIG*20261301*", "TIE-VALUE"),
        ("BIG*20261031*NL-2026-00417**PO-7781***DI*00~\n", "", "BR-03"),
        ("***DI*00", "***DI*01", "TIE-FUNCTION"),
        ("CUR*SE*EUR~\n", "", "BR-05"),
        ("N1*SE*", "N1*ZZ*", "BR-06"),
        ("N1*BT*", "N1*ZZ*", "BR-07"),
        ("TDS*110832", "TDS*1108.32", "TIE-VALUE"),
        ("TDS*110832", "TDS*", "BR-14"),
        ("TDS*110832", "TDS*１１０８３２", "TIE-VALUE"),
        ("IT1*1*10*HUR*95.00", "IT1*1*10*HUR*95,00", "TIE-VALUE"),
        ("IT1*1*10*HUR*95.00", "IT1*1*1E1*HUR*95.00", "TIE-VALUE"),
        ("IT1*3*2*C62*20", "IT1*3*2*C62", "BR-24"),
        ("SAC*A****4500*3*5", "SAC*A*****3*5", "BR-31"),
        ("SAC*C****1500", "SAC*C****", "BR-36"),
        ("AMT*NP*1008.32~\n", "", "BR-15"),
        ("AMT*T*167.46", "AMT*T*167.46~\nAMT*T*167.46", "TIE-REPEATED"),
        ("CTT*3*262", "CTT*2*262", "TIE-CONTROL"),
        ("CTT*3*262", "CTT*3*261", "TIE-CONTROL"),
        ("**10*20261130", "**ten*20261130", "TIE-VALUE"),
    ],
)
def test_each_wrong_value_is_a_finding_that_says_where(old: str, new: str, code: str) -> None:
    read = _changed((old, new))
    assert code in _codes(read)
    assert isinstance(read, Unreadable)
    assert all(found.where.startswith("message 0001") for found in read.findings)


@pytest.mark.parametrize(
    ("said", "kept"), [("1", "0.01"), ("-5", "-0.05"), ("100", "1.00"), ("007", "0.07")]
)
def test_two_decimals_are_implied_whatever_the_digits(said: str, kept: str) -> None:
    assert _accepted(("TDS*110832", f"TDS*{said}")).totals.gross == kept


def test_the_interchange_is_known_by_sender_and_number() -> None:
    said = x12.control_reference(FULL.encode())
    assert said == ("x12", "NORDLICHT:ZZ", "4940555010:12", "417")
    assert sniff.sniff(FULL.encode()) == sniff.sniff(BATCH) == "x12 004010"


def test_a_set_needs_lines_and_not_too_many() -> None:
    start, end = FULL.index("IT1*1*"), FULL.index("TDS*")
    assert "BR-16" in _codes(_changed((FULL[start:end], "")))
    many = "IT1**1*EA*0~\n" * 10_000
    assert "TIE-LINES" in _codes(_changed(("TDS*", many + "TDS*")))


def test_other_amounts_of_a_line_are_kept_beside_it() -> None:
    read = _accepted(("DTM*150*", "PAM****2*899.99~\nDTM*150*"))
    assert read.lines[0].net == "900.00"
    kept = [(one.name, one.value) for one in read.lines[0].beside if "PAM" in one.name]
    assert kept == [("segment 35 PAM, element 4", "2"), ("segment 35 PAM, element 5", "899.99")]


def test_older_versions_write_years_of_two_digits() -> None:
    assert _accepted(("BIG*20261031", "BIG*261031")).issue_date == date(2026, 10, 31)


def test_product_numbers_keep_what_they_are() -> None:
    read = _accepted(("VP*MON-1*EN*", "VP*MON-1*VN*MON-2*ZZ**UA*0028*EN*"))
    article = read.lines[0].article
    assert (article.seller_id, article.classifications[0].scheme) == ("MON-1", "UA")
    assert {"VN", "MON-2"} <= {one.value for one in read.lines[0].beside}
