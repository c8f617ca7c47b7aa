"""Whatever arrives, answering it never fails, and every answer is itself a sound interchange."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.formats import answers, edifact, sniff, x12
from functions.formats.edifact.walk import interchange as edifact_interchange
from functions.formats.x12.walk import interchange as x12_interchange
from functions.runtime.errors import Invalid
from functions.runtime.reading import DUPLICATE, Fate, Unreadable
from schemas.finding import Finding

FIXTURES = Path(__file__).parents[1] / "fixtures"
FILES = sorted(path for folder in ("edifact", "x12") for path in (FIXTURES / folder).iterdir())
AT = datetime(2026, 11, 20, 12, 30, tzinfo=UTC)
AGAIN = (Finding(code=DUPLICATE, message="it came before"),)
BYTES = st.one_of(st.sampled_from(b"'+:?*~>\n\x00 9A\xc3\xff"), st.integers(0, 255))


def _fate(content: bytes) -> Fate:
    try:
        read = list(sniff.read(content))
    except Invalid as refused:
        return Fate("file_abcdefghijklmnopqrstuvwxyz", AT, tuple(refused.findings), {})
    wrong = {each.ordinal: each.findings for each in read if isinstance(each, Unreadable)}
    return Fate("file_abcdefghijklmnopqrstuvwxyz", AT, (), wrong)


def _sound(content: bytes, fate: Fate) -> None:
    said = answers.acknowledge(content, fate)
    if said is None:
        assert fate.refused
        return
    if said.extension == "edi":
        assert not any(each.findings for each in edifact_interchange(said.content).messages)
    else:
        assert not any(each.findings for each in x12_interchange(said.content).messages)
    assert said == answers.acknowledge(content, fate)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_changed_byte_is_answered_soundly(path: Path, data: st.DataObject) -> None:
    content = bytearray(path.read_bytes())
    near = st.one_of(st.integers(0, 160), st.integers(0, len(content) - 1))
    for _ in range(data.draw(st.integers(1, 3))):
        content[data.draw(near)] = data.draw(BYTES)
    _sound(bytes(content), _fate(bytes(content)))
    _sound(bytes(content), Fate("file_abcdefghijklmnopqrstuvwxyz", AT, AGAIN, {}))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_that_breaks_off_anywhere_is_answered_soundly(path: Path) -> None:
    content = path.read_bytes()
    for end in (*range(0, 300), *range(300, len(content), 41)):
        _sound(content[:end], _fate(content[:end]))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_that_is_read_has_a_control_reference(path: Path) -> None:
    named = answers.control_reference(path.read_bytes())
    assert named is not None
    assert all(named)


def test_other_formats_have_neither() -> None:
    content = (FIXTURES / "ubl" / "invoice_full.xml").read_bytes()
    assert answers.control_reference(content) is None
    assert answers.acknowledge(content, _fate(content)) is None
    with pytest.raises(Invalid):
        edifact.control_reference(b"UNB")
    with pytest.raises(Invalid):
        x12.control_reference(b"ISA")
