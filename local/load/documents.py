"""The invoices of a load, by door: a number on each, and every hundredth wrong in its totals."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from local.demo import company

DOCUMENTS = Path(__file__).parents[1] / "demo" / "documents"
WRONG_EVERY = 100
_XML_HEAD = re.compile(r"<\?xml.*?\?>\s*")


def number(door: str, place: int) -> str:
    """The number printed on the invoice."""
    return f"L{door[:3].upper()}-{place:05}"


def wrong(number: str) -> bool:
    """Whether its totals do not foot: it is accepted, and must become a case."""
    return int(number[-5:]) % WRONG_EVERY == WRONG_EVERY // 2


def content(number: str, today: Any, **changes: Any) -> dict[str, Any]:
    """As the API and the bus take it."""
    whole = company.invoice(number, today=today, **changes)
    if wrong(number):
        whole["totals"] = {**whole["totals"], "gross": "239.00", "payable": "239.00"}
    return whole


def file_of(format_: str, numbers: Sequence[str], control: int, day: str) -> bytes:
    """One file with all of these; `day` is YYYY-MM-DD, `control` what EDI tells files apart by."""
    text = _MAKERS[format_](numbers, control)
    for mark, shown in (
        ("@ISSUE_DATE@", day),
        ("@ISSUE_DAY@", day.replace("-", "")),
        ("@ISSUE_SHORT@", day.replace("-", "")[2:]),
    ):
        text = text.replace(mark, shown)
    return text.encode()


def _said(name: str) -> str:
    return (DOCUMENTS / name).read_text()


def _with(text: str, old: str, number: str, right: str, off: str) -> str:
    """The template under this number; a wrong one says another total."""
    return text.replace(old, number).replace(right, off if wrong(number) else right)


def _ubl(numbers: Sequence[str], _control: int) -> str:
    found = re.search(r"<Invoice .*?</Invoice>", _said("october_batch.xml"), re.DOTALL)
    one = found[0] if found else ""
    right, off = "1190.00</cbc:TaxInclusive", "1191.00</cbc:TaxInclusive"
    return f"<Batch>{''.join(_with(one, 'NL-501', n, right, off) for n in numbers)}</Batch>"


def _cii(numbers: Sequence[str], _control: int) -> str:
    one = _XML_HEAD.sub("", _said("nordlicht.cii.xml"))
    right, off = "238.00</ram:GrandTotal", "239.00</ram:GrandTotal"
    return f"<Batch>{''.join(_with(one, 'NL-601', n, right, off) for n in numbers)}</Batch>"


def _edifact(numbers: Sequence[str], control: int) -> str:
    head, _, rest = _said("fjord.edi").partition("UNH+1+")
    one, _, _ = rest.partition("UNZ+")
    messages = [
        f"UNH+{place}+{_with(one, 'FH-78', n, 'MOA+77:59.50', 'MOA+77:60.50')}".replace(
            "UNT+25+1'", f"UNT+25+{place}'"
        )
        for place, n in enumerate(numbers, start=1)
    ]
    reference = f"L{control}"
    return f"{head.replace('FH78', reference)}{''.join(messages)}UNZ+{len(numbers)}+{reference}'"


def _x12(numbers: Sequence[str], control: int) -> str:
    head, _, rest = _said("nordlicht.x12").partition("ST*810*0001~")
    one, _, end = rest.partition("SE*15*0001~")
    head = head.replace("*000000701*", f"*{control:09}*").replace("*701*X*", f"*{control}*X*")
    sets = [
        f"ST*810*{place:04}~{_with(one, 'NL-701', n, 'TDS*23800', 'TDS*23900')}SE*15*{place:04}~"
        for place, n in enumerate(numbers, start=1)
    ]
    end = end.replace("GE*1*701", f"GE*{len(numbers)}*{control}")
    return f"{head}{''.join(sets)}{end.replace('*000000701', f'*{control:09}')}"


_MAKERS: dict[str, Callable[[Sequence[str], int], str]] = {
    "ubl": _ubl,
    "cii": _cii,
    "edifact": _edifact,
    "x12": _x12,
}
FORMATS = tuple(_MAKERS)
