"""Whatever an XML document says ends in a field, beside it, or in a named finding.

Each value of each fixture is altered in turn, doubled, and taken out: the invoice is then another
one, or is refused. What may go unnoticed is named here, and it is not much.
"""

import re
from pathlib import Path

import pytest

from functions.formats import cii, ubl, xml
from functions.runtime.reading import Unreadable
from schemas.base import KEPT_MAX
from schemas.beside import BESIDE_MAX, Beside
from schemas.commands.submit_invoice import SubmitInvoice
from tests.unit.altered import fresh, one_by_one

FIXTURES = Path(__file__).parents[1] / "fixtures"
DOCUMENTS = (
    "ubl/every_term.xml",
    "ubl/invoice_full.xml",
    "ubl/credit_note.xml",
    "ubl/direct_debit.xml",
    "ubl/beside.xml",
    "cii/every_term.xml",
    "cii/extended.xml",
    "cii/direct_debit.xml",
    "cii/zugferd_1.xml",
    "cii/beside.xml",
)
_IMPLIED = re.compile(
    r"(?:"
    r"TaxScheme(?:\[1\]/ID)?"  # a tax category is one of VAT: saying so says nothing more
    r"|(?:Trade)?Tax\[\d\]/TypeCode"  # the same in CII
    r"|DocumentTypeCode|AdditionalReferencedDocument\[\d\]/TypeCode"  # 130, 916: no more than that
    r"|SpecifiedProcuringProject\[1\]/Name"  # always "Project reference"
    r"|Price\[1\]/AllowanceCharge\[1\]/ChargeIndicator"  # of a price, an allowance unless said
    r"|TestIndicator(?:\[1\]/Indicator)?"  # no test unless said
    r")\[\d\] taken out$"
    r"|@http://www\.w3\.org/2001/XMLSchema-instance\n"  # about the XML, not the invoice
)
"""What is meant anyway: said otherwise it is noticed, only its absence is not."""


def _document(name: str) -> xml.Element:
    content = (FIXTURES / name).read_bytes()
    [document] = xml.documents(content, lambda *root: ubl.is_root(*root) or cii.is_root(*root))
    return document


def _read(document: xml.Element) -> SubmitInvoice | Unreadable:
    if ubl.is_root(document.namespace, document.name):
        return ubl.invoice(fresh(document), 1)
    return cii.invoice(fresh(document), 1)


def _valid(document: xml.Element) -> SubmitInvoice:
    read = _read(document)
    assert isinstance(read, SubmitInvoice), read
    return read


@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_value_can_be_altered_unnoticed(name: str) -> None:
    document = _document(name)
    whole = _valid(document)
    unnoticed = [how for how, other in one_by_one(document) if _read(other) == whole]
    assert [how for how in unnoticed if not _IMPLIED.search(how)] == []


def test_what_has_no_field_stands_beside_under_its_own_name() -> None:
    invoice = _valid(_document("ubl/beside.xml"))
    assert Beside(name="UUID", value="6f1c6c2e-0d2a-4b52-9e0e-1f0f6d1d3a11") in invoice.beside
    assert Beside(name="Note@languageID", value="de") in invoice.beside
    assert Beside(name="Delivery[2]/ActualDeliveryDate", value="2026-10-31") in invoice.beside
    assert Beside(name="PaymentMeans/PaymentID[2]", value="ZWECK-2") in invoice.beside
    assert Beside(name="TaxTotal/TaxAmount", value="19.00") in invoice.lines[0].beside
    discounts = "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/"
    discounts += "SpecifiedTradePaymentTerms[1]/ApplicableTradePaymentDiscountTerms[1]"
    cii = _valid(_document("cii/beside.xml"))
    assert Beside(name=f"{discounts}/ActualDiscountAmount", value="2.38") in cii.beside
    free = "SpecifiedLineTradeDelivery/ChargeFreeQuantity"
    assert Beside(name=free, value="3") in cii.lines[0].beside
    assert cii.notes == ()


@pytest.mark.parametrize(
    ("name", "account"),
    [("ubl/beside.xml", "370400440532013099"), ("cii/beside.xml", "0532013000")],
)
def test_an_account_number_without_a_field_is_a_secret_from_the_start(
    name: str, account: str
) -> None:
    invoice = _valid(_document(name))
    [other] = invoice.other_accounts
    assert other.account.get_secret_value() == account
    assert account not in repr(invoice)
    assert account not in invoice.model_dump_json().replace("DE8937040044" + account, "")


def _with(name: str, path: str, child: xml.Element) -> xml.Element:
    document = place = _document(name)
    for step in path.split("/") if path else ():
        place = place.children[step][0]
    place.add(child)
    return document


def _element(name: str, text: str = "", *children: xml.Element) -> xml.Element:
    element = xml.Element(name, "", {}, 1)
    element.text = text
    for child in children:
        element.add(child)
    return element


def _refusal(document: xml.Element) -> list[tuple[str, str]]:
    read = _read(document)
    assert isinstance(read, Unreadable)
    return [(found.code, found.where) for found in read.findings]


def test_an_account_number_in_a_line_is_refused_by_name() -> None:
    account = _element("FinancialAccount", "", _element("ID", "370400440532013099"))
    document = _with("ubl/credit_note.xml", "CreditNoteLine", account)
    assert _refusal(document) == [("TIE-ACCOUNT", "CreditNote/CreditNoteLine[1], line 82")]


@pytest.mark.parametrize("path", ["", "CreditNoteLine"])
def test_more_than_can_be_kept_is_refused_by_name(path: str) -> None:
    many = [_element("Said", str(number)) for number in range(BESIDE_MAX + 1)]
    document = _with("ubl/credit_note.xml", path, _element("Much", "", *many))
    assert [code for code, _ in _refusal(document)] == ["TIE-BESIDE"]


def test_a_text_longer_than_is_kept_is_known_by_its_digest() -> None:
    long, longer = "s" * KEPT_MAX, "s" * (KEPT_MAX + 1)
    for said in (long, longer):
        kept = _valid(_with("ubl/credit_note.xml", "", _element("Signature", said))).beside
        [signature] = [each.value for each in kept if each.name == "Signature"]
        assert (signature == said) == (said == long)
    assert signature.startswith(f"{KEPT_MAX + 1} characters, SHA-256 ")


def test_a_name_longer_than_is_kept_keeps_its_end() -> None:
    deep = _element("End", "said")
    for _ in range(60):
        deep = _element("Outer", "", deep)
    [kept] = _valid(_with("ubl/credit_note.xml", "", deep)).beside
    assert kept.name.startswith("…")
    assert kept.name.endswith("/Outer/End")


def test_text_beside_elements_is_kept() -> None:
    mixed = _element("Remark", "mixed", _element("Part", "part"))
    beside = _valid(_with("ubl/credit_note.xml", "", mixed)).beside
    assert [(each.name, each.value) for each in beside] == [
        ("Remark", "mixed"),
        ("Remark/Part", "part"),
    ]


def test_the_debited_account_is_read_wherever_ubl_states_it() -> None:
    debited = _element("PayerFinancialAccount", "", _element("ID", "DE02120300000000202051"))
    [means] = _valid(_with("ubl/credit_note.xml", "PaymentMeans", debited)).payment_means
    assert means.debited_account is not None
    assert means.debited_account.get_secret_value() == "DE02120300000000202051"


def test_lines_below_a_credit_note_line_are_its_parts() -> None:
    below = fresh(_document("ubl/credit_note.xml").children["CreditNoteLine"][0])
    below.name = "SubCreditNoteLine"
    [line] = _valid(_with("ubl/credit_note.xml", "CreditNoteLine", below)).lines
    assert [part.net for part in line.parts] == ["100.00"]
    assert line.beside == ()
