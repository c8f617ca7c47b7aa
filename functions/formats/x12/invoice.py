"""One 810 as the command to submit it."""

from decimal import Decimal

from functions.formats.groups import Grammar, Group, grouped
from functions.formats.segments import Message, Segment
from functions.formats.unread_segments import of_segments
from functions.formats.x12.allowances import allowances_charges, subtotals, taxes_charged
from functions.formats.x12.heading import heading, parties, references
from functions.formats.x12.lines import line
from functions.formats.x12.party import ACCOUNTS, accounts
from functions.formats.x12.terms import due_date, payment_terms
from functions.formats.x12.values import day, implied, money, real
from schemas.commands.submit_invoice import SubmitInvoice
from schemas.invoice_line import InvoiceLine, Totals

_LINES_MAX = 10_000
_N1: Grammar = {"N2": {}, "N3": {}, "N4": {}, "REF": {}, "PER": {}, "DMG": {}}
_SAC: Grammar = {"TXI": {}}
_HEADING: Grammar = {
    "N1": _N1, "LM": {"LQ": {}}, "N9": {"MSG": {}}, "V1": {"R4": {}, "DTM": {}}, "FA1": {"FA2": {}},
}  # fmt: skip
_SLN: Grammar = {"DTM": {}, "REF": {}, "PID": {}, "SAC": {}, "TC2": {}, "TXI": {}}
_LINE: Grammar = {**_HEADING, "SAC": _SAC, "SLN": _SLN, "PID": {"MEA": {}}}
_SUMMARY: Grammar = {"SAC": _SAC, "ISS": {"PID": {}}}
_SERVICE = ("ST", "SE")


def invoice(message: Message, segments: list[Segment]) -> SubmitInvoice:
    """The invoice of these segments, ST to SE; its findings are in the message."""
    above, lines, below = _sections(segments)
    cur = above.segment_of("CUR")
    currency = (cur.text(2) if cur else None) or ""
    if not currency:
        message.find("BR-05", "the currency (CUR) is missing", above.segment)
    _once(message, above, below)
    _controls(message, below, lines)
    big = above.segment_of("BIG")
    issued = day(message, big, 1) if big else None
    if big is None or not big.peek(1):
        message.find("BR-03", "the invoice date (BIG01) is missing", big or above.segment)
    return message.build(
        SubmitInvoice,
        None,
        **heading(message, above, big),
        issue_date=issued,
        due_date=due_date(message, above),
        currency=currency or None,
        **parties(message, above),
        lines=_lines(message, lines, currency),
        allowances_charges=(
            *allowances_charges(message, above),
            *allowances_charges(message, below),
        ),
        taxes=subtotals(message, below),
        totals=_totals(message, below),
        payment_means=tuple(accounts(message, above)),
        terms=payment_terms(message, above, issued),
        references=references(message, above, big),
        notes=tuple(_notes(above)),
        beside=of_segments(message, _outside(segments, lines, below), ACCOUNTS),
        other_accounts=tuple(message.accounts),
    )


def _outside(segments: list[Segment], lines: list[Group], below: Group) -> list[Segment]:
    """What stands in no line; what opens and closes the set is read."""
    end = below.segment.number - 1
    start = lines[0].segment.number - 1 if lines else end
    outside = [*segments[:start], *segments[end:]]
    for at in outside:
        if at.tag in _SERVICE:
            at.texts(1)
            at.texts(2)
    return outside


def _sections(segments: list[Segment]) -> tuple[Group, list[Group], Group]:
    """Heading, lines, summary; TDS opens the summary."""
    last = len(segments) - 1
    end = next((place for place, at in enumerate(segments) if at.tag == "TDS"), last)
    starts = [place for place in range(end) if segments[place].tag == "IT1"]
    above = grouped(segments[0], segments[1 : starts[0] if starts else end], _HEADING)
    lines = [
        grouped(segments[start], segments[start + 1 : stop], _LINE)
        for start, stop in zip(starts, [*starts, end][1:], strict=True)
    ]
    return above, lines, grouped(segments[end], segments[end:last], _SUMMARY)


def _once(message: Message, above: Group, below: Group) -> None:
    """What the set states once, and that no line follows its total: of two that differ neither is
    to be chosen, and a line in the wrong place is not to be passed over."""
    for section, tag in ((above, "BIG"), (above, "CUR"), (below, "TDS")):
        for again in list(section.segments(tag))[1:]:
            message.find("TIE-REPEATED", f"{tag} may stand here only once", again)
    for late in below.segments("IT1"):
        message.find("TIE-LINES", "a line stands behind the total (TDS)", late)


def _controls(message: Message, below: Group, lines: list[Group]) -> None:
    """CTT counts the lines, and its hash total adds their quantities."""
    for ctt in below.segments("CTT"):
        if (said := real(message, ctt, 1)) and Decimal(said) != len(lines):
            message.find("TIE-CONTROL", f"CTT counts other lines than the {len(lines)}", ctt, 1)
        hashed = real(message, ctt, 2)
        if hashed is None:
            continue
        quantities = [real(message, loop.segment, 2) for loop in lines]
        if Decimal(hashed) != sum((Decimal(each or 0) for each in quantities), Decimal(0)):
            message.find("TIE-CONTROL", "CTT02 is not the sum of the quantities", ctt, 2)


def _lines(message: Message, loops: list[Group], currency: str) -> tuple[InvoiceLine, ...] | None:
    if not loops:
        message.find("BR-16", "there is no line", None)
        return None
    if len(loops) > _LINES_MAX:
        message.find("TIE-LINES", f"more than {_LINES_MAX} lines", loops[_LINES_MAX].segment)
        return None
    return tuple(
        line(message, loop, ordinal, currency) for ordinal, loop in enumerate(loops, start=1)
    )


def _totals(message: Message, below: Group) -> Totals:
    """The total of TDS, and what AMT states beside it. What is due is that total, unless AMT
    states a payment made before: then AMT must state what is left of it, too."""
    tds, before = below.segment_of("TDS"), len(message.findings)
    gross = implied(message, tds, 1) if tds else None
    message.needed(gross, before, "BR-14", "the invoice total (TDS01)", tds)
    prepaid, payable = money(message, below, "C4"), money(message, below, "NP")
    if prepaid is not None:
        said = "the amount due (AMT NP) beside a prior payment"
        message.needed(payable, before, "BR-15", said, tds)
    tax = money(message, below, "T")
    if tax is None and (charged := list(taxes_charged(message, below))):
        tax = format(sum(map(Decimal, charged), Decimal(0)), "f")
    return message.build(
        Totals,
        tds,
        line_net=money(message, below, "1"),
        tax=tax,
        gross=gross,
        prepaid=prepaid,
        payable=payable or gross,
    )


def _notes(above: Group) -> list[str]:
    nte = [text for at in above.segments("NTE") if (text := at.text(2))]
    msg = [at.text(1) for n9 in above.each("N9") for at in n9.segments("MSG")]
    return [*nte, *(text for text in msg if text)]
