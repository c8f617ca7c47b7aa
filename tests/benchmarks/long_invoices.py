"""The fixtures' full invoice with as many lines as wanted, in every format."""

import re
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

from tests.unit.pdfs import Attached, pdf

_FIXTURES = Path(__file__).parents[1] / "fixtures"
_MARK = "\x00"


def ubl(lines: int) -> bytes:
    """One UBL invoice of so many lines."""
    return _xml("ubl", "cac:InvoiceLine", "cbc:ID", lines)


def cii(lines: int) -> bytes:
    """One CII invoice of so many lines."""
    return _xml("cii", "ram:IncludedSupplyChainTradeLineItem", "ram:LineID", lines)


def facturx(lines: int) -> bytes:
    """A PDF of one empty page with the CII invoice attached."""
    return pdf(Attached("factur-x.xml", cii(lines)))


def edifact(lines: int) -> bytes:
    """One INVOIC message of so many lines, its control counts right."""
    text = (_FIXTURES / "edifact" / "invoice_d96a.edi").read_text(encoding="latin-1")
    text = _multiplied(text, "LIN+", "UNS+S", r"(?<=LIN\+)\d+", lines)
    text = text.replace("CNT+2:3'", f"CNT+2:{lines}'")
    segments = text[text.index("UNH+") : text.index("UNT+")].count("'\n") + 1
    return re.sub(r"UNT\+\d+", f"UNT+{segments}", text).encode("latin-1")


def x12(lines: int) -> bytes:
    """One 810 of so many lines, its control counts right."""
    text = (_FIXTURES / "x12" / "invoice_004010.edi").read_text(encoding="utf-8")
    text = _multiplied(text, "IT1*", "TDS*", r"(?<=IT1\*)\d+", lines)
    text = re.sub(r"CTT\*\d+\*\d+", f"CTT*{lines}", text)
    segments = text[text.index("ST*810") : text.index("\nSE*")].count("~") + 1
    return re.sub(r"\nSE\*\d+", f"\nSE*{segments}", text).encode()


FORMATS: dict[str, Callable[[int], bytes]] = {
    "ubl": ubl,
    "cii": cii,
    "factur-x": facturx,
    "edifact": edifact,
    "x12": x12,
}


def _xml(folder: str, line: str, number: str, lines: int) -> bytes:
    text = (_FIXTURES / folder / "invoice_full.xml").read_text(encoding="utf-8")
    behind = text.rindex(f"</{line}>") + len(f"</{line}>")
    text = f"{text[:behind]}{_MARK}{text[behind:]}"
    multiplied = _multiplied(text, f"<{line}>", _MARK, f"(?<=<{number}>)[^<]+", lines)
    return multiplied.replace(_MARK, "").encode()


def _multiplied(text: str, start: str, end: str, number: str, lines: int) -> str:
    """The text with its lines over and over, numbered from one."""
    first, behind = text.index(start), text.index(end)
    blocks = [start + block for block in text[first:behind].split(start)[1:]]
    made = (
        re.sub(number, str(place), block, count=1)
        for place, block in enumerate(islice(cycle(blocks), lines), start=1)
    )
    return text[:first] + "".join(made) + text[behind:]
