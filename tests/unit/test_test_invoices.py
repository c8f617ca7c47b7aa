"""What its sender marks as a test is read, kept, and never posted."""

from pathlib import Path

import pytest

from functions.formats.sniff import read
from schemas.commands.submit_invoice import SubmitInvoice
from tests.company import company, submit

FIXTURES = Path(__file__).parent.parent / "fixtures"
CONTEXT = b"<rsm:ExchangedDocumentContext>"
INDICATOR = b"<ram:TestIndicator><udt:Indicator>true</udt:Indicator></ram:TestIndicator>"


def _marked(name: str) -> bytes:
    content = (FIXTURES / name).read_bytes()
    if name.startswith("cii"):
        return content.replace(CONTEXT, CONTEXT + INDICATOR)
    if name.startswith("edifact"):
        return content.replace(b"++INVOIC'", b"++INVOIC++++1'", 1)
    isa, rest = content[:105], content[105:]
    return isa[:-3] + b"T" + isa[-2:] + rest


@pytest.mark.parametrize(
    "name", ["cii/credit_note.xml", "edifact/invoice_d96a.edi", "x12/invoice_004010.edi"]
)
def test_each_format_can_say_so(name: str) -> None:
    (plain,) = read((FIXTURES / name).read_bytes())
    (marked,) = read(_marked(name))
    assert isinstance(plain, SubmitInvoice)
    assert isinstance(marked, SubmitInvoice)
    assert (plain.test, marked.test) == (False, True)


def test_it_is_not_posted() -> None:
    house = company()
    _, body, _ = submit(house, test=True)
    house.settle()
    assert house.states() == {body["id"]: "on_exception"}
    assert "TIE-TEST" in str(house.items("event#", body["id"])[-1])
    assert house.sap.books.invoices == []
