"""Allowances, charges and taxes of an 810: SAC and TXI."""

from collections.abc import Iterator

from functions.formats.groups import Group
from functions.formats.segments import Message, Segment
from functions.formats.x12.values import amount, implied, real
from schemas.invoice_line import AllowanceCharge, TaxSubtotal

_KINDS = {"A": "allowance", "C": "charge"}
TAX = "H850"
"""The charge (1300) that is a tax: it belongs to the tax total, not to the charges."""
_SCHEMES = {"VA": "VAT"}
"""Tax types (963) with a name in UNTDID 5153; others keep theirs (`ST` state sales tax)."""


def allowances_charges(message: Message, section: Group) -> tuple[AllowanceCharge, ...]:
    """Every SAC of a section that says which of the two it is and is no tax."""
    return tuple(
        _allowance_charge(message, loop.segment)
        for loop in section.each("SAC", *_KINDS)
        if loop.segment.peek(2) != TAX
    )


def tax_segments(summary: Group) -> list[Segment]:
    """Every TXI of the summary, also below a SAC."""
    below = [at for loop in summary.each("SAC") for at in loop.segments("TXI")]
    return [*summary.segments("TXI"), *below]


def subtotals(message: Message, summary: Group) -> tuple[TaxSubtotal, ...]:
    """The breakdown by kind and rate, or the charges that are a tax where nothing breaks them down.

    X12 knows no tax categories, so none is stated; what a tax is charged on is often not said.
    """
    taxes = [at for at in tax_segments(summary) if at.peek(2) or at.peek(8)]
    if taxes:
        return tuple(_subtotal(message, at) for at in taxes)
    charged = (at for at in summary.segments("SAC", "C") if at.peek(2) == TAX)
    return tuple(message.build(TaxSubtotal, at, tax=implied(message, at, 5)) for at in charged)


def taxes_charged(message: Message, summary: Group) -> Iterator[str]:
    """The amount of each tax: of the charges that are one, else of every TXI."""
    charged = [at for at in summary.segments("SAC", "C") if at.peek(2) == TAX]
    for at in charged:
        at.text(2)
        if said := implied(message, at, 5):
            yield said
    for at in [] if charged else tax_segments(summary):
        if said := amount(message, at, 2):
            yield said


def _subtotal(message: Message, at: Segment) -> TaxSubtotal:
    kind = at.text(1) or ""
    return message.build(
        TaxSubtotal,
        at,
        rate=real(message, at, 3),
        scheme=_SCHEMES.get(kind, kind) or None,
        taxable=amount(message, at, 8),
        tax=amount(message, at, 2),
    )


def _allowance_charge(message: Message, sac: Segment) -> AllowanceCharge:
    kind = _KINDS[sac.code]
    before = len(message.findings)
    value = implied(message, sac, 5)
    rule = "BR-36" if kind == "charge" else "BR-31"
    message.needed(value, before, rule, f"the amount of the {kind} (SAC05)", sac)
    sac.text(1)
    return message.build(
        AllowanceCharge,
        sac,
        kind=kind,
        amount=value,
        percent=real(message, sac, 7),
        reason=sac.text(15) or sac.text(2),
    )
