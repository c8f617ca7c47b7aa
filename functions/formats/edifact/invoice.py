"""One INVOIC message as the command to submit it."""

from functions.formats.edifact.amounts import (
    allowances_charges,
    subtotals,
    tax_currency,
    totals,
)
from functions.formats.edifact.grammar import HEADING, LINE, SUMMARY
from functions.formats.edifact.heading import heading, parties, references
from functions.formats.edifact.lines import line
from functions.formats.edifact.payment import ACCOUNTS, due_date, payment_means, payment_terms
from functions.formats.edifact.values import day_of, texts
from functions.formats.groups import Group, grouped
from functions.formats.segments import Message, Segment
from functions.formats.unread_segments import of_segments
from schemas.commands.submit_invoice import SubmitInvoice
from schemas.invoice_line import InvoiceLine

_LINES_MAX = 10_000
_SERVICE = {"UNH": ((1, 1), (2, 1), (2, 2), (2, 3)), "UNT": ((1, 1), (2, 1))}
"""What the envelope says of a message: checked, or how to read it."""


def invoice(message: Message, segments: list[Segment]) -> SubmitInvoice:
    """The invoice of these segments, UNH to UNT; its findings are in the message."""
    above, lines, below = _sections(message, segments)
    currency = _currency(message, above, segments)
    _once(message, above, below)
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
        notes=tuple(texts(ftx for ftx in above.segments("FTX") if ftx.code != "AAB")),
        beside=of_segments(message, _outside(segments, lines, below), ACCOUNTS),
        other_accounts=tuple(message.accounts),
    )


def _outside(segments: list[Segment], lines: list[Group], below: Group) -> list[Segment]:
    """What stands in no line; what opens, parts and closes the message is read."""
    end = below.segment.number - 1
    start = lines[0].segment.number - 1 if lines else end
    outside = [*segments[:start], *segments[end:]]
    for at in outside:
        for element, component in _SERVICE.get(at.tag, ()):
            at.text(element, component)
        if at.tag == "UNH":
            at.implied(2, "UN", component=4)
        elif at.tag == "UNS":
            at.implied(1, "S")
    return outside


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
    """The invoice's currency: of the CUX that is its own (6347 reference, 6343 invoicing), else of
    the first there is, else the one that every amount names."""
    named_by = [at for at in above.segments("CUX") if at.peek(1, 2)]
    reference = [at for at in named_by if at.code == "2"]
    invoicing = [at for at in reference if at.peek(1, 3) in ("4", "")]
    cux = next(iter([*invoicing, *reference, *named_by]), None)
    if len({at.peek(1, 2) for at in invoicing}) > 1:
        message.find("TIE-REPEATED", "CUX+2 names more than one currency", invoicing[-1])
    if cux:
        cux.implied(1, "2")
        cux.implied(1, "4", component=3)
        return cux.text(1, 2) or ""
    named = {at.peek(1, 3) for at in segments if at.tag == "MOA"}
    if len(named) == 1 and (only := named.pop()):
        return only
    message.find("BR-05", "the currency (CUX) is missing", above.segment)
    return ""


def _once(message: Message, above: Group, below: Group) -> None:
    """What the message states once, and that no line follows its lines: of two that differ neither
    is to be chosen, and a line in the wrong place is not to be passed over."""
    for again in list(above.segments("BGM"))[1:]:
        message.find("TIE-REPEATED", "BGM may stand here only once", again)
    days = [at for at in above.segments("DTM") if at.code == "137"]
    for other in (at for at in days if at.peek(1, 2)[:8] != days[0].peek(1, 2)[:8]):
        message.find("TIE-REPEATED", "DTM+137 states another day before", other)
    for late in below.segments("LIN"):
        message.find("TIE-LINES", "a line stands behind the section control (UNS)", late)


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
