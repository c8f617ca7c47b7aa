"""INVOIC messages become the canonical invoice, with nothing lost and nothing invented."""

import re
from datetime import date
from pathlib import Path

import pytest

from functions.formats import edifact, sniff
from functions.payables.rules import findings
from functions.runtime.reading import Unreadable
from schemas.commands.submit_invoice import SubmitInvoice
from tests.unit.invoices import IBAN

EDIFACT = Path(__file__).parents[1] / "fixtures" / "edifact"
FULL = (EDIFACT / "invoice_d96a.edi").read_text(encoding="utf-8")
TODAY = date(2026, 11, 20)


def _read(name: str) -> list[SubmitInvoice | Unreadable]:
    return list(sniff.read((EDIFACT / name).read_bytes()))


def _changed(*changes: tuple[str, str]) -> SubmitInvoice | Unreadable:
    text = FULL
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    count = text.count("'\n") - 3
    [read] = sniff.read(text.replace("UNT+94", f"UNT+{count}").encode())
    return read


def _accepted(*changes: tuple[str, str]) -> SubmitInvoice:
    read = _changed(*changes)
    assert isinstance(read, SubmitInvoice), read
    return read


@pytest.fixture(scope="module")
def full() -> SubmitInvoice:
    return _accepted()


def test_heading(full: SubmitInvoice) -> None:
    assert (full.kind, full.type_code, full.number) == ("invoice", "380", "NL-2026-00417")
    assert (full.issue_date, full.due_date) == (date(2026, 10, 31), date(2026, 11, 30))
    assert full.period is not None
    assert (full.period.start, full.period.end) == (date(2026, 10, 1), date(2026, 10, 31))
    assert (full.currency, full.tax_currency, full.buyer_reference) == ("EUR", None, "EINKAUF-12")
    assert full.notes == ("Vielen Dank für Ihren Auftrag.",)


def test_parties_with_every_identifier_under_its_scheme(full: SubmitInvoice) -> None:
    assert full.supplier.name == "Nordlicht Werkzeuge GmbH"
    assert full.supplier.keys() == (
        ("VAT", "DE811907980"),
        ("0088", "4012345000009"),
        ("-", "HRB4711"),
    )
    assert full.supplier.contact is not None
    assert full.supplier.contact.telephone == "+49 40 555 0100"
    address = full.buyer.address
    assert address is not None
    assert (address.line1, address.line3, address.city, address.country) == (
        "Hafenstr. 7",
        "2. Stock",
        "Bremen",
        "DE",
    )
    assert full.payee is not None
    assert full.payee.name == "Nordlicht Factoring"
    assert full.delivery is not None
    assert full.delivery.date == date(2026, 10, 30)


@pytest.mark.parametrize(
    ("agency", "scheme"),
    [("9", "0088"), ("16", "0060"), ("92", "92"), ("91", "91"), ("ZZ", "ZZ"), ("", "-")],
)
def test_a_scheme_is_the_agency_s_or_its_code_and_never_invented(agency: str, scheme: str) -> None:
    read = _accepted(("NAD+SU+4012345000009::9", f"NAD+SU+4012345000009::{agency}"))
    assert read.supplier.identifiers[0].scheme == scheme


def test_who_is_invoiced_is_the_buyer_before_who_ordered() -> None:
    invoiced = "NAD+IV+4098765000026::9++Tieout Holding SE'\nNAD+DP"
    read = _accepted(("NAD+DP", invoiced))
    assert read.buyer.name == "Tieout Holding SE"
    assert {"BY", "4098765000002"} <= {one.value for one in read.beside}


def test_lines(full: SubmitInvoice) -> None:
    first, second, third = full.lines
    assert [line.net for line in full.lines] == ["900.00", "30.86", "40.00"]
    assert first.article.name == "Montagestunde"
    assert first.article.description == "Montage vor Ort & Einweisung"
    assert first.article.seller_id == "MON-1"
    assert first.article.standard_id is not None
    assert (first.article.standard_id.scheme, first.article.classifications[0].scheme) == (
        "0160",
        "STI",
    )
    assert first.price_allowances[0].amount == "5.00"
    assert first.allowances_charges[0].amount == "50.00"
    assert (first.order, first.order_line, first.unit) == ("PO-7781", "10", "HUR")
    assert (second.unit_price, second.price_base_quantity) == ("12.345678", "100")
    assert (third.tax_category, third.tax_rate) == ("E", "0")


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
    assert [(each.kind, each.reason) for each in full.allowances_charges] == [
        ("allowance", "Rahmenrabatt"),
        ("charge", "Fracht"),
    ]


def test_payment_means_and_terms(full: SubmitInvoice) -> None:
    [means] = full.payment_means
    assert means.account is not None
    assert means.account.get_secret_value().replace(" ", "") == IBAN
    assert (means.code, means.bank) == ("58", "COBADEFFXXX")
    assert IBAN not in repr(full)
    assert full.terms is not None
    assert [(tier.days, tier.percent, tier.basis) for tier in full.terms.discounts] == [
        (10, "2.00", None),
        (20, "1.00", "900.00"),
    ]


def test_a_discount_by_its_last_day_and_days_net() -> None:
    read = _accepted(
        ("PAT+22++5:3:D:10'", "PAT+22'\nDTM+12:20261110:102'"),
        ("PAT+1'\nDTM+13:20261130:102'", "PAT+1++5:3:D:30'"),
    )
    assert read.terms is not None
    assert read.terms.discounts[0].days == 10
    assert (read.terms.net_days, read.due_date) == (30, None)


@pytest.mark.parametrize("name", ["invoice_d96a.edi", "invoice_d01b_wrapped.edi"])
def test_the_fixtures_break_no_rule(name: str) -> None:
    [invoice] = _read(name)
    assert isinstance(invoice, SubmitInvoice)
    assert findings(invoice, today=TODAY) == ()


def test_both_directories_say_the_same_invoice(full: SubmitInvoice) -> None:
    """But for the segment numbers by which the rest is known."""
    [other] = _read("invoice_d01b_wrapped.edi")
    assert isinstance(other, SubmitInvoice)
    assert other == full.model_copy(update={"beside": other.beside})
    assert [one.value for one in other.beside] == ["418", *(one.value for one in full.beside[1:])]


def test_one_wrong_message_in_a_group_costs_the_others_nothing() -> None:
    credit, cancelled, wrong, order = _read("batch_in_group_d01b.edi")
    assert isinstance(credit, SubmitInvoice)
    assert (credit.kind, credit.totals.payable) == ("credit_note", "119.00")
    assert credit.references.preceding[0].number == "NL-2026-00417"
    assert findings(credit, today=TODAY) == ()
    assert [_codes(each) for each in (cancelled, wrong, order)] == [
        ["TIE-FUNCTION"],
        ["TIE-CONTROL", "TIE-VALUE"],
        ["TIE-MESSAGE-TYPE"],
    ]
    assert isinstance(wrong, Unreadable)
    assert (wrong.ordinal, wrong.number) == (3, "NL-2026-00602")
    assert wrong.findings[1].where == "message 3, segment 12 MOA, element 1.2, byte 1278"


def _codes(read: SubmitInvoice | Unreadable) -> list[str]:
    assert isinstance(read, Unreadable)
    return [finding.code for finding in read.findings]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("BGM+380+NL-2026-00417+9", "BGM+380++9", "BR-02"),
        ("BGM+380+NL-2026-00417+9'\n", "", "BR-02"),
        ("DTM+137:20261031:102'\n", "", "BR-03"),
        ("DTM+137:20261031:102", "DTM+137:20261331:102", "TIE-VALUE"),
        ("DTM+137:20261031:102", "DTM+137:20261031:616", "TIE-VALUE"),
        ("DTM+263:2026100120261031:718", "DTM+263:202610012026103:718", "TIE-VALUE"),
        ("CUX+2:EUR:4'\n", "", "BR-05"),
        ("CUX+2:EUR:4", "CUX+2:eur:4", "TIE-VALUE"),
        ("NAD+SU+", "NAD+XX+", "BR-06"),
        ("NAD+BY+", "NAD+XX+", "BR-07"),
        ("RFF+IV:NL-2026-00399", "RFF+IV", "BR-55"),
        ("MOA+113:100,00", "MOA+113:100.00", "TIE-VALUE"),
        ("MOA+113:100,00", "MOA+113:1E2", "TIE-VALUE"),
        ("MOA+113:100,00", "MOA+113:１００", "TIE-VALUE"),
        ("MOA+113:100,00", "MOA+113:100,00001", "TIE-VALUE"),
        ("MOA+113:100,00", "MOA+113:100,00:USD", "PEPPOL-EN16931-R051"),
        ("MOA+113:100,00", "MOA+113:100,00'\nMOA+113:100,00", "TIE-REPEATED"),
        ("MOA+77:1108,32'\n", "", "BR-14"),
        ("MOA+9:1008,30'\n", "", "BR-15"),
        ("MOA+77:1108,32", "MOA+77:1108,32'\nMOA+39:1108,33", "TIE-TOTALS"),
        ("MOA+176:167,46", "MOA+176:167,46'\nMOA+176:167,46", "BR-CO-15"),
        ("MOA+125:870,00'\n", "", "BR-45"),
        ("MOA+124:165,30'\n", "", "BR-46"),
        ("MOA+203:30,86'\n", "", "BR-24"),
        ("LIN+2'", "LIN'", "BR-21"),
        ("MOA+8:45,00'\n", "", "BR-31"),
        ("MOA+8:15,00'\n", "", "BR-36"),
        ("CNT+2:3", "CNT+2:4", "TIE-CONTROL"),
        ("CNT+2:3", "CNT+1:261", "TIE-CONTROL"),
        ("UNS+S'\n", "", "TIE-MISSING"),
        ("UNS+S", "UNS+S'\nUNS+S", "TIE-REPEATED"),
        ("BGM+380", "BGM+380+OTHER+9'\nBGM+380", "TIE-REPEATED"),
        ("DTM+35:", "DTM+137:20251031:102'\nDTM+35:", "TIE-REPEATED"),
        ("CUX+2:EUR:4", "CUX+2:EUR:4'\nCUX+2:USD:4", "TIE-REPEATED"),
        ("UNS+S'\nCNT+2:3", "UNS+S'\nLIN+4'\nMOA+203:5,00'\nCNT+2:3", "TIE-LINES"),
        ("PAT+22++5:3:D:10", "PAT+22++5:3:D:ten", "TIE-VALUE"),
        ("+20457+DE'\nRFF", "+20457+D'\nRFF", "TIE-VALUE"),
    ],
)
def test_each_wrong_value_is_a_finding_that_says_where(old: str, new: str, code: str) -> None:
    read = _changed((old, new))
    assert code in _codes(read)
    assert isinstance(read, Unreadable)
    assert all(found.where.startswith("message 417") for found in read.findings)


@pytest.mark.parametrize(
    "stated",
    [
        "CUX+3:USD:10'\nCUX+2:GBP:9'\nCUX+2:EUR:4",
        "CUX+3:USD:10'\nCUX+2:EUR",
        "CUX+2:EUR'\nCUX+2:EUR:4",
    ],
)
def test_the_currency_is_the_invoice_s_own_wherever_others_stand(stated: str) -> None:
    again = ("DTM+35:", "DTM+137:202610311830:203'\nDTM+35:")
    assert _accepted(("CUX+2:EUR:4", stated), again).currency == "EUR"


@pytest.mark.parametrize("syntax", ["UNOC:3", "UNOC:4"])
def test_without_una_the_decimal_mark_is_comma_or_point(syntax: str) -> None:
    text = FULL.removeprefix("UNA:+,? '").lstrip().replace("UNOC:3", syntax)
    points = re.sub(r"(MOA|PRI|PCD)\+([^']*),", r"\1+\2.", text)
    assert points != text
    [comma], [point] = sniff.read(text.encode()), sniff.read(points.encode())
    assert comma == point == _accepted()
    [both] = sniff.read(text.replace("1108,32", "1.108,32").encode())
    assert "TIE-VALUE" in _codes(both)


def test_version_4_of_the_syntax_takes_either_mark_whatever_una_says() -> None:
    assert _accepted(("UNOC:3", "UNOC:4"), ("MOA+9:1008,30", "MOA+9:1008.30")) == _accepted()


def test_control_totals_that_agree_are_no_finding() -> None:
    assert _accepted(("CNT+2:3", "CNT+1:262'\nCNT+2:3")).number == "NL-2026-00417"


def test_findings_never_repeat_an_account_number() -> None:
    long = "9" * 65
    read = _changed(("DE89 3704 0044 0532 0130 00", long))
    assert isinstance(read, Unreadable)
    assert long[:8] not in repr(read.findings)


def test_the_buyer_s_account_is_the_one_to_debit() -> None:
    read = _accepted(("NAD+DP", f"FII+BK+{IBAN}'\nRFF+PY:{IBAN}'\nNAD+DP"))
    debited = [means.debited_account for means in read.payment_means if means.debited_account]
    assert [secret.get_secret_value() for secret in debited] == [IBAN, IBAN]
    assert IBAN not in repr(read)


def test_what_the_invoice_has_no_place_for_is_kept_beside_it() -> None:
    read = _accepted(
        ("CUX+2", "TDT+20++30+31'\nCUX+2"),
        ("QTY+47:250:C62'", "QTY+47:250:C62'\nQTY+12:240:C62'\nRFF+ZZZ:hello'"),
        ("MOA+9:1008,30'", "MOA+9:1008,30'\nMOA+53:18,81'"),
    )
    said = [(one.name, one.value) for one in read.beside]
    assert [one for one in said if "TDT" in one[0] or "MOA" in one[0]] == [
        ("segment 30 TDT, element 1", "20"),
        ("segment 30 TDT, element 3", "30"),
        ("segment 30 TDT, element 4", "31"),
        ("segment 88 MOA, element 1.1", "53"),
        ("segment 88 MOA, element 1.2", "18,81"),
    ]
    assert [(one.name, one.value) for one in read.lines[1].beside] == [
        ("segment 66 QTY, element 1.1", "12"),
        ("segment 66 QTY, element 1.2", "240"),
        ("segment 66 QTY, element 1.3", "C62"),
        ("segment 67 RFF, element 1.1", "ZZZ"),
        ("segment 67 RFF, element 1.2", "hello"),
    ]


def test_more_than_can_be_kept_is_a_finding() -> None:
    one = "RFF+ZZZ:x'\n"
    assert len(_accepted(("CUX+2", one * 900 + "CUX+2")).beside) > 1800
    read = _changed(("CUX+2", one * 1001 + "CUX+2"))
    assert isinstance(read, Unreadable)
    assert [finding.code for finding in read.findings] == ["TIE-BESIDE"]


def test_an_account_that_no_field_holds_is_no_text() -> None:
    read = _accepted(("LIN+2'", f"LIN+2'\nNAD+PE+X'\nRFF+PY:{IBAN}'\nFII+BF+{IBAN}'"))
    assert [one.account.get_secret_value() for one in read.other_accounts] == [IBAN, IBAN]
    assert [one.name for one in read.other_accounts] == [
        "segment 64 RFF, element 1.2",
        "segment 65 FII, element 2",
    ]
    assert IBAN not in repr(read)


def test_summary_allowances_stand_for_themselves_only_where_nothing_else_does() -> None:
    summary = ("MOA+9:1008,30'", "MOA+9:1008,30'\nALC+C++++FC'\nMOA+8:15,00'")
    assert len(_accepted(summary).allowances_charges) == 2
    text = (EDIFACT / "batch_in_group_d01b.edi").read_text(encoding="utf-8")
    text = text.replace("MOA+77:119.00'", "MOA+77:134.00'\nALC+C++++FC'\nMOA+8:15.00'")
    credit = next(sniff.read(text.replace("UNT+22+1'", "UNT+24+1'").encode()))
    assert isinstance(credit, SubmitInvoice)
    assert [each.amount for each in credit.allowances_charges] == ["15.00"]


def test_tax_in_another_currency_is_kept_beside_the_total() -> None:
    read = _accepted(("MOA+176:167,46", "MOA+176:167,46'\nMOA+176:180,00:USD"))
    assert (read.tax_currency, read.totals.tax) == ("USD", "167.46")
    assert read.totals.tax_in_tax_currency == "180.00"


def test_the_total_is_the_amount_due_where_nothing_is_prepaid_or_rounded() -> None:
    gone = [("MOA+113:100,00'\n", ""), ("MOA+366:-0,02'\n", "")]
    due = _accepted(*gone, ("MOA+9:1008,30'\n", ""))
    assert (due.totals.gross, due.totals.payable) == ("1108.32", "1108.32")
    total = _accepted(*gone, ("MOA+77:1108,32'\n", ""))
    assert (total.totals.gross, total.totals.payable) == ("1008.30", "1008.30")


def test_without_cux_the_one_currency_of_all_amounts_is_it() -> None:
    message = (
        "UNH+1+INVOIC:D:11A:UN'BGM+380+I-1+9'DTM+3:260517:101'NAD+BY+B::9'NAD+SU+S::9'"
        "LIN+1'QTY+47:10'MOA+203:125.00:EUR'UNS+S'MOA+9:125.00:EUR'UNT+11+1'"
    )
    [read] = sniff.read(f"UNB+UNOA:2+A+B+260517:0900+7'{message}UNZ+1+7'".encode())
    assert isinstance(read, SubmitInvoice)
    assert (read.currency, read.issue_date) == ("EUR", date(2026, 5, 17))


def test_a_name_may_stand_in_the_unstructured_element() -> None:
    read = _accepted(("::9++Nordlicht Werkzeuge GmbH", "::9+Nordlicht Werkzeuge GmbH+"))
    assert read.supplier.name == "Nordlicht Werkzeuge GmbH"


def test_released_marks_are_text() -> None:
    read = _accepted(("Vielen Dank", "50 ?+ 50 ?: 2 ??, it?'s"))
    assert read.notes[0] == "50 + 50 : 2 ?, it's für Ihren Auftrag."


def test_the_interchange_is_known_by_sender_and_reference() -> None:
    said = edifact.control_reference(FULL.encode())
    assert said == ("edifact", "4012345000009:14", "4098765000002:14", "NW0000417")
    batch = (EDIFACT / "batch_in_group_d01b.edi").read_bytes()
    wrapped = (EDIFACT / "invoice_d01b_wrapped.edi").read_bytes()
    assert [sniff.sniff(each) for each in (FULL.encode(), wrapped, batch)] == [
        "edifact d.96a",
        "edifact d.01b",
        "edifact d.01b",
    ]


def test_line_allowances_that_the_net_price_holds_already_do_not_count_twice() -> None:
    read = _accepted(("PRI+AAA:95,00", "PRI+AAA:90,00"))
    assert read.lines[0].allowances_charges == ()
    assert "Treuerabatt" in {one.value for one in read.lines[0].beside}
    assert findings(read, today=TODAY) == ()


def test_tax_ids_of_other_kinds_keep_their_qualifier() -> None:
    read = _accepted(("RFF+VA:DE811907980", "RFF+FC:22/815/0815'\nRFF+AHP:T1"))
    assert [(tax.scheme, tax.value) for tax in read.supplier.tax_ids] == [
        ("FC", "22/815/0815"),
        ("AHP", "T1"),
    ]


def test_article_numbers_keep_what_they_are() -> None:
    read = _accepted(
        ("LIN+1++4012345678901:EN", "LIN+1++4711"),
        ("PIA+1+MON-1:SA", "PIA+5+MON-1:SA::91+B-2:IN+B-3:BP"),
    )
    article = read.lines[0].article
    assert (article.standard_id, article.seller_id, article.buyer_id) == (None, "MON-1", "B-2")
    kept = {one.value for one in read.lines[0].beside}
    assert {"4711", "91", "B-3", "BP"} <= kept


def test_a_tax_that_is_not_vat_gives_the_line_no_category() -> None:
    read = _accepted(("MOA+203:40,00'", "MOA+203:40,00'\nTAX+7+EXC+++:::5'"))
    assert (read.lines[2].tax_category, read.lines[2].tax_rate) == (None, None)
    assert {"EXC", "5"} <= {one.value for one in read.lines[2].beside}


def test_a_message_needs_lines_and_not_too_many() -> None:
    start, end = FULL.index("LIN+1+"), FULL.index("UNS+S")
    assert "BR-16" in _codes(_changed((FULL[start:end], "")))
    many = "".join(f"LIN+{number}'\nMOA+203:0'\n" for number in range(4, 10_003))
    assert "TIE-LINES" in _codes(_changed(("UNS+S", many + "UNS+S")))
