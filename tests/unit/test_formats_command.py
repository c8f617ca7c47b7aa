"""`python -m functions.formats`: one line of JSON a file, whatever the file."""

import json
from pathlib import Path

import pytest

from functions.formats.__main__ import main, told

FIXTURES = Path(__file__).parent.parent / "fixtures"


@pytest.mark.parametrize(
    ("name", "format_"),
    [
        ("ubl/invoice_full.xml", "ubl 2.1"),
        ("cii/invoice_full.xml", "cii d16b"),
        ("facturx/invoice_full.pdf", "factur-x en16931"),
        ("edifact/invoice_d96a.edi", "edifact d.96a"),
        ("x12/invoice_004010.edi", "x12 004010"),
    ],
)
def test_each_format(name: str, format_: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(FIXTURES / name)]) == 0
    line = json.loads(capsys.readouterr().out)
    assert line["format"].startswith(format_)
    assert line["refused"] is None
    (document,) = line["documents"]
    assert document["number"].startswith("NL-2026-")
    assert isinstance(document["gross"], str)
    assert document["lines"] >= 1


def test_a_refused_file_says_why() -> None:
    line = told("x", b"<Invoice")
    assert line["documents"] == []
    assert set(line["refused"]) == {"code", "message", "where"}


def test_what_is_wrong_names_the_document() -> None:
    content = (FIXTURES / "ubl" / "batch_of_four.xml").read_bytes()
    line = told("batch", content)
    assert len(line["documents"]) == 3
    assert any(one["where"].startswith("document 2: ") for one in line["findings"])


def test_a_file_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["/nowhere/at/all.xml", str(FIXTURES / "ubl" / "credit_note.xml")]) == 2
    said = capsys.readouterr()
    assert "nowhere" in said.err
    assert len(said.out.splitlines()) == 1
