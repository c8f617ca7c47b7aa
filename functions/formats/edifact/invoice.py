"""One INVOIC message as the command to submit it."""

from collections.abc import Iterable
from itertools import chain

from functions.formats.edifact.amounts import (
    allowances_charges,
    subtotals,
    tax_currency,
    totals,
)
from functions.formats.edifact.grammar import HEADING, LINE, SUMMARY
from functions.formats.edifact.heading import heading, parties, references
from functions.formats.edifact.lines import line
from functions.formats.edifact.payment import due_date, payment_means, payment_terms
from functions.formats.edifact.values import day_of
from functions.formats.groups import Group, grouped
from functions.formats.segments import Message, Segment, beside
from schemas.commands.submit_invoice import SubmitInvoice
from schemas.invoice_line import InvoiceLine

_LINES_MAX = 10_000
_SERVICE = frozenset({"UNH", "UNT", "UNS", "CNT"})


def invoice(message: Message, segments: list[Segment]) -> SubmitInvoice:
    """The invoice of these segments, UNH to UNT; its findings are in the message."""
    above, lines, below = _sections(message, segments)
    currency = _currency(message, above, segments)
    _controls(message, below, lines)
    before = len(message.findings)
    issued = day_of(message, above, "3", "137")
    message.needed(issued, before, "BR-03", "the invoice date (DTM+137)", above.segment)
    return message.build(
        SubmitInvoice,
        None,
        **heading(message, above),
        issue_date=issued,
        due_date=due_date(message, above),
        currency=currency or None,
        tax_currency=tax_currency(below, currency),
        **parties(message, above),
        lines=_lines(message, lines, currency),
        allowances_charges=_of_document(message, above, lines, below, currency),
        taxes=subtotals(message, below, currency) or subtotals(message, above, currency),
        totals=totals(message, below, currency),
        payment_means=payment_means(message, above),
        terms=payment_terms(message, above, currency, issued),
        references=references(message, above),
        notes=tuple(chain(_notes(above), beside(segments, _SERVICE))),
    )


def _sections(message: Message, segments: list[Segment]) -> tuple[Group, list[Group], Group]:
    """Heading, lines, summary; UNS parts the lines from the summary."""
    parts = [place for place, at in enumerate(segments) if at.tag == "UNS"]
    if len(parts) > 1:
        message.find("TIE-REPEATED", "UNS may stand here only once", segments[parts[1]])
    elif not parts:
        message.find("TIE-MISSING", "UNS, which parts lines from totals, is missing", segments[-1])
    end = parts[0] if parts else len(segments) - 1
    starts = [place for place in range(end) if segments[place].tag == "LIN"]
    first = starts[0] if starts else end
    above = grouped(segments[0], segments[1:first], HEADING)
    lines = [
        grouped(segments[start], segments[start + 1 : stop], LINE)
        for start, stop in zip(starts, [*starts, end][1:], strict=True)
    ]
    return above, lines, grouped(segments[end], segments[end + 1 : -1], SUMMARY)


def _currency(message: Message, above: Group, segments: list[Segment]) -> str:
    """The invoice's currency: of CUX, else the one that every amount names."""
    cux = above.segment_of("CUX")
    if cux and cux.peek(1, 2):
        for place in (1, 3):
            cux.text(1, place)
        return cux.text(1, 2) or ""
    named = {at.peek(1, 3) for at in segments if at.tag == "MOA"}
    if len(named) == 1 and (only := named.pop()):
        return only
    message.find("BR-05", "the currency (CUX) is missing", above.segment)
    return ""


def _controls(message: Message, below: Group, lines: list[Group]) -> None:
    """The control totals of the message: CNT+2 counts its lines, CNT+1 adds its quantities."""
    for at in below.segments("CNT", "2"):
        if message.number(at, 1, 2) != str(len(lines)):
            message.find("TIE-CONTROL", f"CNT+2 counts other lines than the {len(lines)}", at)
    for at in below.segments("CNT", "1"):
        quantities = [qty for group in lines for qty in group.segments("QTY", "47")]
        if message.total(at) != message.total(*quantities):
            message.find("TIE-CONTROL", "CNT+1 is not the sum of the quantities", at)


def _lines(message: Message, groups: list[Group], currency: str) -> tuple[InvoiceLine, ...] | None:
    if not groups:
        message.find("BR-16", "there is no line", None)
        return None
    if len(groups) > _LINES_MAX:
        message.find("TIE-LINES", f"more than {_LINES_MAX} lines", groups[_LINES_MAX].segment)
        return None
    return tuple(line(message, group, currency) for group in groups)


def _of_document(
    message: Message, above: Group, lines: list[Group], below: Group, currency: str
) -> tuple[object, ...]:
    """Allowances and charges of the heading. The summary's repeat those of heading and lines by
    sort, and stand for themselves only where neither states any."""
    if any(True for group in (above, *lines) for _ in group.each("ALC", "A", "C")):
        return allowances_charges(message, above, currency)
    return allowances_charges(message, below, currency)


def _notes(above: Group) -> Iterable[str]:
    for ftx in above.segments("FTX"):
        if ftx.code != "AAB" and (text := " ".join(ftx.texts(4))):
            yield text
