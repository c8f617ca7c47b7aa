"""CII documents become the canonical invoice: the same as their UBL twin, and nothing is lost."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from functions.formats import cii, sniff, xml
from functions.payables.rules import findings
from functions.runtime.reading import Unreadable
from schemas.commands.submit_invoice import SubmitInvoice
from schemas.party import PartyIdentifier
from tests.unit.invoices import seal

FIXTURES = Path(__file__).parents[1] / "fixtures"
CII = FIXTURES / "cii"
TODAY = date(2026, 11, 20)


def _read(path: Path) -> SubmitInvoice:
    [invoice] = sniff.read(path.read_bytes())
    assert isinstance(invoice, SubmitInvoice)
    return invoice


def _changed(
    *changes: tuple[str, str], name: str = "invoice_full.xml"
) -> SubmitInvoice | Unreadable:
    text = (CII / name).read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    [read] = sniff.read(text.encode())
    return read


def _valid(*changes: tuple[str, str], name: str = "invoice_full.xml") -> SubmitInvoice:
    read = _changed(*changes, name=name)
    assert isinstance(read, SubmitInvoice), read
    return read


@pytest.fixture(scope="module")
def extended() -> SubmitInvoice:
    return _read(CII / "extended.xml")


@pytest.mark.parametrize("name", ["invoice_full.xml", "credit_note.xml", "direct_debit.xml"])
def test_the_same_invoice_in_ubl_and_cii_is_the_same(name: str) -> None:
    ubl, cii = _read(FIXTURES / "ubl" / name), _read(CII / name)
    means = [way.model_copy(update={"due_date": None}) for way in ubl.payment_means]
    assert ubl.model_copy(update={"payment_means": tuple(means)}) == cii
    assert ubl.sealed("DE01", seal).essence() == cii.sealed("DE01", seal).essence()
    assert findings(cii, today=TODAY) == ()


def test_zugferd_1_says_the_same_under_older_names() -> None:
    old = _read(CII / "zugferd_1.xml")
    assert sniff.sniff((CII / "zugferd_1.xml").read_bytes()) == "zugferd 1.0"
    assert old.specification == "urn:ferd:CrossIndustryDocument:invoice:1p0:extended"
    new = _read(CII / "invoice_full.xml")
    assert old == new.model_copy(update={"specification": old.specification})


def test_a_credit_note_by_its_code_with_positive_amounts() -> None:
    credit = _read(CII / "credit_note.xml")
    assert (credit.kind, credit.type_code) == ("credit_note", "381")
    assert credit.totals.payable == "119.00"


def test_one_wrong_invoice_in_a_batch_costs_the_others_nothing() -> None:
    first, second, third, fourth = sniff.read((CII / "batch_of_four.xml").read_bytes())
    assert isinstance(first, SubmitInvoice)
    assert isinstance(second, Unreadable)
    assert (second.ordinal, second.number) == (2, "GS-2026-0032")
    assert [finding.code for finding in second.findings] == ["TIE-VALUE", "TIE-VALUE"]
    assert all("CrossIndustryInvoice[2]/" in found.where for found in second.findings)
    assert [each.number for each in (third, fourth)] == ["GS-2026-0033", "GS-2026-0031"]


MEANT_OTHERWISE = {
    *("VA", "72", "GROUP", "DETAIL", "DAY", "916", "50", "130", "true", "false"),
    "20261111",  # until when the discount may be taken: eight days from its baseline say it too
}
"""Values that are kept by what they mean, or that only say what another value is."""


def test_every_value_of_the_extended_document_is_kept(extended: SubmitInvoice) -> None:
    kept = set(_values(extended.model_dump(mode="json")))
    for means in extended.payment_means:
        accounts = (means.account, means.debited_account, means.card)
        kept |= {account.get_secret_value() for account in accounts if account}
    kept |= {part for text in set(kept) for part in text.split("\n")}
    kept |= {part for text in set(kept) for part in text.replace("#", ", ").split(", ")}
    [document] = xml.documents((CII / "extended.xml").read_bytes(), cii.is_root)
    lost = [
        (path, said)
        for path, said in _leaves(document, "")
        if _as_kept(said) not in kept and said not in MEANT_OTHERWISE
    ]
    attached = "AdditionalReferencedDocument/AttachmentBinaryObject"
    assert [path.endswith(attached) for path, _ in lost] == [True, True]


def _values(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _values(part)
    elif value is not None:
        yield str(value)


def _leaves(element: xml.Element, path: str) -> Iterator[tuple[str, str]]:
    for name, said in element.attributes.items():
        if name != "format":
            yield f"{path}@{name}", said
    if not element.children and element.text:
        yield path, element.text
    for name, children in element.children.items():
        for child in children:
            yield from _leaves(child, f"{path}/{name}")


def _as_kept(said: str) -> str:
    if len(said) == 8 and said.startswith("2026"):
        return f"{said[:4]}-{said[4:6]}-{said[6:]}"
    return said.partition("T")[0] if said.startswith("2026-") else said


def test_lines_of_a_group_are_its_parts(extended: SubmitInvoice) -> None:
    [group] = extended.lines
    assert [part.id for part in group.parts] == ["L0101", "L0102"]
    assert group.parts[0].price_allowances[0].model_dump() == {
        "kind": "allowance",
        "amount": "0",
        "base": "13.75",
    }
    codes = [found.code for found in findings(extended, today=TODAY)]
    assert codes == ["BR-26", "BR-CL-25"]  # 9902 is no scheme of an address any more


def test_lines_in_a_circle_are_refused() -> None:
    circle = ("<ram:LineID>L01</ram:LineID>", "<ram:LineID>L01</ram:LineID>" + _parent("L01"))
    read = _changed(circle, name="extended.xml")
    assert isinstance(read, Unreadable)
    assert "TIE-LINES" in [found.code for found in read.findings]


def test_a_line_whose_parent_is_no_group_counts_for_itself() -> None:
    read = _valid(("<ram:LineID>2</ram:LineID>", "<ram:LineID>2</ram:LineID>" + _parent("1")))
    assert [line.id for line in read.lines] == ["1", "2", "3"]
    below_detail = (_parent("L01") + "\n", _parent("L0101") + "\n")
    read = _valid((_parent("L01"), "<!-- -->"), below_detail, name="extended.xml")
    assert [line.id for line in read.lines] == ["L01", "L0101", "L0102"]


def _parent(line: str) -> str:
    return f"<ram:ParentLineID>{line}</ram:ParentLineID>"


def test_dates_terms_and_means(extended: SubmitInvoice) -> None:
    assert extended.issue_date == date(2026, 11, 3)
    assert extended.due_date == date(2026, 12, 4)
    assert extended.terms is not None
    assert extended.terms.baseline == date(2026, 11, 4)
    assert [(tier.days, tier.percent) for tier in extended.terms.discounts] == [(8, "3.25")]
    assert [way.mandate for way in extended.payment_means] == ["MANDAT-55", None, None]
    sepa = PartyIdentifier(scheme="SEPA", value="DK98ZZZ09999999999")
    assert sepa in extended.supplier.identifiers


def test_the_creditor_identifier_is_the_payee_s_where_there_is_one() -> None:
    currency = "<ram:InvoiceCurrencyCode>"
    creditor = f"<ram:CreditorReferenceID>DE98ZZZ1</ram:CreditorReferenceID>{currency}"
    read = _valid((currency, creditor))
    assert read.payee is not None
    assert read.payee.identifiers == (PartyIdentifier(scheme="SEPA", value="DE98ZZZ1"),)
    assert len(read.supplier.identifiers) == 1


def test_a_reference_or_mandate_without_means_is_kept() -> None:
    means = "SpecifiedTradeSettlementPaymentMeans"
    read = _valid((f"<ram:{means}>", "<ram:Other>"), (f"</ram:{means}>", "</ram:Other>"))
    assert [way.remittance_reference for way in read.payment_means] == ["NL-2026-00417"]
    assert read.payment_means[0].code is None


def test_amounts_in_the_tax_currency_stand_beside() -> None:
    doubled = (
        "<ram:GrandTotalAmount>414.00</ram:GrandTotalAmount>",
        '<ram:GrandTotalAmount currencyID="EUR">414.00</ram:GrandTotalAmount>'
        '<ram:GrandTotalAmount currencyID="DKK">3088.44</ram:GrandTotalAmount>',
    )
    read = _valid(doubled, name="extended.xml")
    assert (read.totals.gross, read.totals.tax_in_tax_currency) == ("414.00", "514.74")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('<udt:DateTimeString format="102">20261031</udt:DateTimeString>', "2026-10-31"),
        ('<udt:DateTimeString format="203">202610312359</udt:DateTimeString>', "2026-10-31"),
        ('<udt:DateTimeString format="204">20261031235959</udt:DateTimeString>', "2026-10-31"),
        ("<udt:DateTimeString>2026-10-31</udt:DateTimeString>", "2026-10-31"),
        ("<udt:Date>2026-10-31Z</udt:Date>", "2026-10-31"),
        ("<udt:DateTime>2026-10-31T10:00:00.5+02:00</udt:DateTime>", "2026-10-31"),
        ("2026-10-31T00:00:00", "2026-10-31"),
        ("<udt:DateTimeString>20261031</udt:DateTimeString>", None),
        ('<udt:DateTimeString format="102">31102026</udt:DateTimeString>', None),
        ('<udt:DateTimeString format="102">20260231</udt:DateTimeString>', None),
        ('<udt:DateTimeString format="102">2026-10-31</udt:DateTimeString>', None),
        ('<udt:DateTimeString format="610">202610</udt:DateTimeString>', None),
        ("<udt:Date>2026-10-31</udt:Date><udt:DateTime>2026-11-01</udt:DateTime>", None),
    ],
)
def test_days_in_every_form_that_says_which_it_is(written: str, said: str | None) -> None:
    read = _changed(('<udt:DateTimeString format="102">20261031</udt:DateTimeString>', written))
    if said:
        assert isinstance(read, SubmitInvoice)
        assert str(read.issue_date) == said
    else:
        assert isinstance(read, Unreadable)
        assert read.findings[0].code in ("TIE-VALUE", "TIE-REPEATED")
        assert "IssueDateTime" in read.findings[0].where


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<ram:ID>NL-2026-00417</ram:ID>", "", "BR-02"),
        ('<udt:DateTimeString format="102">20261031</udt:DateTimeString>', "", "BR-03"),
        ("<ram:TypeCode>380</ram:TypeCode>", "", "BR-04"),
        ("<ram:InvoiceCurrencyCode>EUR</ram:InvoiceCurrencyCode>", "", "BR-05"),
        ("<ram:LineID>1</ram:LineID>", "", "BR-21"),
        ("<ram:LineTotalAmount>30.86</ram:LineTotalAmount>", "", "BR-24"),
        ("<ram:GrandTotalAmount>1108.32</ram:GrandTotalAmount>", "", "BR-14"),
        ("<ram:DuePayableAmount>1008.30</ram:DuePayableAmount>", "", "BR-15"),
        ("<ram:BasisAmount>870.00</ram:BasisAmount>", "", "BR-45"),
        ("<ram:CalculatedAmount>2.16</ram:CalculatedAmount>", "", "BR-46"),
        ("<ram:ActualAmount>45.00</ram:ActualAmount>", "", "BR-31"),
        ("<ram:ActualAmount>15.00</ram:ActualAmount>", "", "BR-36"),
        ("<ram:IssuerAssignedID>NL-2026-00399</ram:IssuerAssignedID>", "", "BR-55"),
        ("<ram:Value>Halle 2</ram:Value>", "", "BR-54"),
        ("<udt:Indicator>true", "<udt:Indicator>perhaps", "TIE-VALUE"),
        ("<udt:Indicator>true</udt:Indicator>", "", "TIE-VALUE"),
        (">100.00</ram:TotalPrepaid", ">1e2</ram:TotalPrepaid", "TIE-VALUE"),
        (">100.00</ram:TotalPrepaid", ">100,00</ram:TotalPrepaid", "TIE-VALUE"),
        (">167.46</ram:TaxTotal", ">167_46</ram:TaxTotal", "TIE-VALUE"),
        ('unitCode="C62">100</ram:Basis', 'unitCode="C62">1OO</ram:Basis', "TIE-VALUE"),
        (
            "<ram:TotalPrepaidAmount>",
            '<ram:TotalPrepaidAmount currencyID="USD">',
            "PEPPOL-EN16931-R051",
        ),
        ('currencyID="EUR">167.46', 'currencyID="USD">167.46', "PEPPOL-EN16931-R051"),
        ("aG91cnMKMTAK", "aG91*cnMKMTAK", "TIE-ATTACHMENT"),
        ("DE89 3704 0044 0532 0130 00", "DE8", "TIE-VALUE"),
        ("<ram:IBANID>", "<ram:IBANID>DE1</ram:IBANID><ram:IBANID>", "TIE-REPEATED"),
        ("<ram:PayeeTradeParty>", "<ram:PayeeTradeParty/><ram:PayeeTradeParty>", "TIE-REPEATED"),
        (
            '<ram:TaxTotalAmount currencyID="EUR">',
            '<ram:TaxTotalAmount>1</ram:TaxTotalAmount><ram:TaxTotalAmount currencyID="EUR">',
            "BR-CO-15",
        ),
    ],
)
def test_what_is_wrong_is_named_and_placed(old: str, new: str, code: str) -> None:
    read = _changed((old, new))
    assert isinstance(read, Unreadable)
    assert code in [finding.code for finding in read.findings]
    assert all("CrossIndustryInvoice" in f.where and ", line " in f.where for f in read.findings)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("SellerTradeParty", {"BR-06"}),
        ("BuyerTradeParty", {"BR-07"}),
        ("ApplicableHeaderTradeSettlement", {"BR-05", "BR-15"}),
        ("ApplicableHeaderTradeAgreement", {"BR-06", "BR-07"}),
        ("SpecifiedTradeSettlementHeaderMonetarySummation", {"BR-15"}),
        ("SpecifiedLineTradeSettlement", {"BR-24"}),
        ("SupplyChainTradeTransaction", {"BR-05", "BR-06", "BR-07", "BR-15", "BR-16"}),
        ("ExchangedDocument", {"BR-02", "BR-03", "BR-04"}),
    ],
)
def test_a_missing_part_is_named_by_what_it_should_say(name: str, codes: set[str]) -> None:
    text = (CII / "credit_note.xml").read_text(encoding="utf-8")
    for prefix in ("ram", "rsm"):
        text = text.replace(f"<{prefix}:{name}>", "<ram:Gone>")
        text = text.replace(f"</{prefix}:{name}>", "</ram:Gone>")
    [read] = sniff.read(text.encode())
    assert isinstance(read, Unreadable)
    assert {finding.code for finding in read.findings} == codes


def test_a_profile_without_lines_is_refused_for_it() -> None:
    text = (CII / "credit_note.xml").read_text(encoding="utf-8")
    start, end = text.index("<ram:IncludedSupply"), text.index("<ram:ApplicableHeaderTradeAgr")
    [read] = sniff.read((text[:start] + text[end:]).encode())
    assert isinstance(read, Unreadable)
    assert [finding.code for finding in read.findings] == ["BR-16"]


def test_findings_never_repeat_an_account_number() -> None:
    long = "9" * 65
    read = _changed(("DE89 3704 0044 0532 0130 00", long))
    assert isinstance(read, Unreadable)
    assert long[:8] not in repr(read.findings)


@pytest.mark.parametrize(
    ("old", "new"),
    [('unitCode="DAY">8', 'unitCode="MON">8'), ('"DAY">8', '"DAY">8.5'), (">3.25<", "><")],
)
def test_a_discount_that_is_no_percentage_in_days_is_left_to_its_text(old: str, new: str) -> None:
    read = _valid((old, new), name="extended.xml")
    assert read.terms is not None
    assert read.terms.discounts == ()
    assert read.terms.note == "3 % bis zum achten Tag\ndanach ohne Abzug"


def test_groups_may_stand_in_groups_but_not_without_end() -> None:
    assert [line.id for line in _valid(("<ram:Inc", _groups(3)), name="credit_note.xml").lines] == [
        "G0",
        "1",
    ]
    read = _changed(("<ram:Inc", _groups(30)), name="credit_note.xml")
    assert isinstance(read, Unreadable)
    assert "TIE-LINES" in [found.code for found in read.findings]


def _groups(depth: int) -> str:
    """Groups of which each holds the next, before the first line of a document."""
    total = "SpecifiedTradeSettlementLineMonetarySummation"
    net = f"<ram:{total}><ram:LineTotalAmount>0</ram:LineTotalAmount></ram:{total}>"
    settlement = f"<ram:SpecifiedLineTradeSettlement>{net}</ram:SpecifiedLineTradeSettlement>"
    group = "<ram:LineStatusReasonCode>GROUP</ram:LineStatusReasonCode>"
    heads = [
        f"<ram:LineID>G{place}</ram:LineID>{_parent(f'G{place - 1}') if place else ''}{group}"
        for place in range(depth)
    ]
    name = "IncludedSupplyChainTradeLineItem"
    document = "AssociatedDocumentLineDocument"
    lines = [
        f"<ram:{name}><ram:{document}>{head}</ram:{document}>{settlement}</ram:{name}>"
        for head in heads
    ]
    return "".join(lines) + "<ram:Inc"


def test_a_negative_percentage_of_a_correction_is_kept_beside() -> None:
    stated = "CalculationPercent>"
    read = _valid((f"{stated}5<", f"{stated}-5<"))
    assert read.allowances_charges[0].percent is None
    assert [kept.value for kept in read.beside if kept.name.endswith("CalculationPercent")] == [
        "-5"
    ]


def test_a_note_longer_than_one_can_be_is_kept_beside() -> None:
    content = "<ram:Content>"
    read = _valid((content, content + "x" * 4000))
    assert any(kept.value.startswith("x" * 4000) for kept in read.beside)
    assert not any("x" * 100 in note for note in read.notes)
