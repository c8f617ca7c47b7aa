"""Allowances, charges, tax and totals of an INVOIC message: ALC, TAX and MOA.

Qualifiers are those of the directories D.96A and D.01B; 259, 260, 366, 388 and 389 came later, and
are what CEN/TS 16931-3-4 binds the totals of EN 16931 to.
"""

from decimal import Decimal

from functions.formats.edifact.values import amount, money
from functions.formats.groups import Group
from functions.formats.segments import Message, Segment
from schemas.invoice_line import AllowanceCharge, TaxSubtotal, Totals

_KINDS = {"A": "allowance", "C": "charge"}
_GROSS = ("388", "77", "39", "128", "86")
"""Invoice total with tax, under the qualifiers that senders use for it."""
_VALUES = {"allowance": ("204", "8"), "charge": ("23", "8")}


def allowances_charges(
    message: Message, section: Group, currency: str
) -> tuple[AllowanceCharge, ...]:
    """Every ALC group of a section that says which of the two it is."""
    return tuple(
        _allowance_charge(message, group, currency) for group in section.each("ALC", *_KINDS)
    )


def subtotals(message: Message, section: Group, currency: str) -> tuple[TaxSubtotal, ...]:
    """The breakdown: each TAX group with its taxable and tax amounts.

    A group without either only names a rate and is no breakdown; one that states only one of
    them breaks off (BR-45, BR-46).
    """
    found = []
    for group in section.each("TAX", "7"):
        before = len(message.findings)
        taxable = money(message, group, currency, "125")
        tax = money(message, group, currency, "124")
        if taxable is None and tax is None and len(message.findings) == before:
            continue
        message.needed(taxable, before, "BR-45", "the taxable amount (MOA+125)", group.segment)
        message.needed(tax, before, "BR-46", "the tax amount (MOA+124)", group.segment)
        found.append(_subtotal(message, group.segment, taxable, tax))
    return tuple(found)


def category(at: Segment | None) -> str | None:
    """The tax category (5305) of a tax that is VAT, or says no other kind."""
    return at.text(6) if at and at.peek(2) in ("", "VAT") else None


def rate(message: Message, at: Segment | None) -> str | None:
    """The tax rate in percent (5278) of a tax that is VAT, or says no other kind."""
    if at is None or at.peek(2) not in ("", "VAT"):
        return None
    at.text(2)
    return message.number(at, 5, 4)


def totals(message: Message, summary: Group, currency: str) -> Totals:
    """The totals exactly as stated. The amount due, where no qualifier of its own states it, is
    the invoice total of a message that neither prepays nor rounds, and the other way round."""
    before = len(message.findings)
    gross = _gross(message, summary, currency)
    prepaid = money(message, summary, currency, "113")
    rounding = money(message, summary, currency, "366")
    payable = money(message, summary, currency, "9")
    if prepaid is None and rounding is None:
        gross, payable = gross or payable, payable or gross
    message.needed(gross, before, "BR-14", "the invoice total (MOA+77)", None)
    message.needed(payable, before, "BR-15", "the amount due (MOA+9)", None)
    tax, other = _taxes(message, summary, currency)
    return message.build(
        Totals,
        None,
        line_net=money(message, summary, currency, "79"),
        allowances=money(message, summary, currency, "260"),
        charges=money(message, summary, currency, "259"),
        net=money(message, summary, currency, "389", "125"),
        tax=tax,
        tax_in_tax_currency=amount(message, other, "") if other else None,
        gross=gross,
        prepaid=prepaid,
        rounding=rounding,
        payable=payable,
    )


def tax_currency(summary: Group, currency: str) -> str | None:
    """The currency of a second tax total, where the message states one."""
    found = (at.peek(1, 3) for at in summary.segments("MOA", "176", "124"))
    return next((other for other in found if other and other != currency), None)


def _taxes(message: Message, summary: Group, currency: str) -> tuple[str | None, Segment | None]:
    """The tax total, and the segment that states it in another currency."""
    stated = list(summary.segments("MOA", "176")) or list(summary.segments("MOA", "124"))
    ours = [at for at in stated if at.peek(1, 3) in ("", currency)]
    others = [at for at in stated if at not in ours]
    if len(ours) > 1 or len(others) > 1:
        message.find("BR-CO-15", "more than one tax total in a currency", stated[-1])
    return amount(message, ours[0], currency) if ours else None, others[0] if others else None


def _gross(message: Message, summary: Group, currency: str) -> str | None:
    """The invoice total; two qualifiers that state it differently are a contradiction."""
    found = [(code, money(message, summary, currency, code)) for code in _GROSS]
    stated = [(code, value) for code, value in found if value is not None]
    if len({Decimal(value) for _, value in stated}) > 1:
        codes = " and ".join(f"MOA+{code}" for code, _ in stated)
        message.find("TIE-TOTALS", f"{codes} state different invoice totals", None)
    return stated[0][1] if stated else None


def _subtotal(message: Message, at: Segment, taxable: str | None, tax: str | None) -> TaxSubtotal:
    return message.build(
        TaxSubtotal,
        at,
        category=at.text(6),
        rate=message.number(at, 5, 4),
        scheme=at.text(2),
        taxable=taxable,
        tax=tax,
        exemption_code=at.text(5),
    )


def _allowance_charge(message: Message, group: Group, currency: str) -> AllowanceCharge:
    alc = group.segment
    kind = _KINDS[alc.text(1) or ""]
    tax = group.segment_of("TAX", "7")
    percent = group.segment_of("PCD")
    before = len(message.findings)
    value = money(message, group, currency, *_VALUES[kind])
    rule = "BR-36" if kind == "charge" else "BR-31"
    message.needed(value, before, rule, f"the amount of the {kind}", alc)
    return message.build(
        AllowanceCharge,
        alc,
        kind=kind,
        amount=value,
        base=money(message, group, currency, "25"),
        percent=message.number(percent, 1, 2) if percent else None,
        reason=" ".join(alc.texts(5, first=4)) or alc.text(2),
        reason_code=alc.text(2, 2) or alc.text(5),
        tax_category=category(tax),
        tax_rate=rate(message, tax),
    )
