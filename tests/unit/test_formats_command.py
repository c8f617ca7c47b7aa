"""`python -m functions.formats`: one line of JSON a file, whatever the file."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.formats.__main__ import main, told

FIXTURES = Path(__file__).parent.parent / "fixtures"
FILES = sorted(path for path in FIXTURES.glob("*/*") if path.is_file())
ODD = ("１２", "\x00", "1e5", "-", "NaN", "9" * 40, "\u202e", "é", "<", "&a;", "'", "+", "~", "")


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


def test_nothing_in_a_file_or_its_name_breaks_the_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Line separators that JSON leaves as they are, and a file name that is no text."""
    content = (FIXTURES / "ubl" / "credit_note.xml").read_text(encoding="utf-8")
    number = told("x", content.encode())["documents"][0]["number"]
    odd = f">{number}\x85\u2028x<"
    path = tmp_path / os.fsdecode(b"rechnung-\xff.xml")
    path.write_bytes(content.replace(f">{number}<", odd, 1).encode())
    assert main([str(path)]) == 0
    out = capsys.readouterr().out
    assert out.isascii()
    (line,) = out.splitlines()
    assert json.loads(line)["documents"][0]["number"] == odd.strip("<>")


@settings(max_examples=250, deadline=None, derandomize=True, database=None)
@given(data=st.data())
def test_whatever_the_file_it_is_one_line(data: st.DataObject) -> None:
    content = data.draw(st.sampled_from(FILES)).read_bytes()
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content)))
        end = start + data.draw(st.integers(0, 12))
        odd = data.draw(st.sampled_from(ODD)).encode() + data.draw(st.binary(max_size=3))
        content = content[:start] + odd + content[end:]
    line = told("x", content)
    assert json.loads(json.dumps(line)) == line
    assert line["refused"] is None or not (line["documents"] or line["findings"])


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8")))
def test_noise_is_refused(content: bytes) -> None:
    assert told("noise", content)["refused"]["code"]
