"""Means and terms of payment of an INVOIC message: FII, PAI and PAT."""

from collections.abc import Iterator
from datetime import date

from functions.formats.edifact.party import BUYER
from functions.formats.edifact.values import day_of, days_between, money
from functions.formats.groups import Group
from functions.formats.segments import Message, Segment
from schemas.payment_means import SubmittedPaymentMeans
from schemas.terms import DiscountTier, PaymentTerms

ACCOUNTS = frozenset({("FII", "", 2, 1), ("RFF", "PY", 1, 2), ("RFF", "PB", 1, 2)})
"""Where account numbers stand: 3194, and references to the accounts of payee and payer."""
_FROM_INVOICE = ("", "5")
"""Time references (2475) that count from the invoice's date."""
_AFTER = ("", "3")
"""Relations (2009) of a day that comes after it."""
_DAYS = ("D", "CD")


def payment_means(message: Message, heading: Group) -> tuple[SubmittedPaymentMeans, ...]:
    """Every account, and how and under which reference the sender wants to be paid."""
    paid, reference = heading.segment_of("PAI"), heading.segment_of("RFF", "PQ")
    common: dict[str, object] = {
        "code": paid.text(1, 3) if paid else None,
        "remittance_reference": reference.text(1, 2) if reference else None,
    }
    found = [*_accounts(message, heading, common)]
    if not found and any(common.values()):
        found.append(message.build(SubmittedPaymentMeans, paid or reference, **common))
    return tuple(found)


def payment_terms(
    message: Message, heading: Group, currency: str, issued: date | None
) -> PaymentTerms | None:
    """PAT as discounts and days net; what it says otherwise stays beside the invoice."""
    notes = [" ".join(ftx.texts(4)) for ftx in heading.segments("FTX", "AAB")]
    tiers = [
        tier for pat in heading.each("PAT", "22") if (tier := _tier(message, pat, currency, issued))
    ]
    net = next(
        (
            days
            for pat in heading.each("PAT", "1", "3")
            if (days := _days(message, pat.segment)) is not None
        ),
        None,
    )
    note = "\n".join(notes) or None
    if not (note or tiers or net is not None):
        return None
    return message.build(PaymentTerms, None, note=note, discounts=tuple(tiers), net_days=net)


def due_date(message: Message, heading: Group) -> date | None:
    """When it falls due: by its terms (DTM+13), or as the heading says (DTM+265, DTM+13)."""
    for pat in heading.each("PAT"):
        if pat.segment.code != "22" and (due := day_of(message, pat, "13")):
            pat.segment.implied(1, "1")
            return due
    return day_of(message, heading, "265", "13")


def _accounts(
    message: Message, heading: Group, common: dict[str, object]
) -> Iterator[SubmittedPaymentMeans]:
    """Accounts of parties and terms; the numbers stay secret strings from here on."""
    for group in (*heading.each("NAD"), *heading.each("PAT")):
        account = "debited_account" if group.segment.code in BUYER else "account"
        for fii in group.segments("FII"):
            fii.implied(1, "BF")
            said = {
                account: fii.text(2),
                "account_name": " ".join(fii.texts(2, first=2, last=3)) or None,
                "bank": fii.text(3) or fii.text(3, 4),
            }
            yield message.build(SubmittedPaymentMeans, fii, **common, **said)
        bank = group.segment_of("RFF", "RT")
        for rff in group.segments("RFF", "PY"):
            said = {account: rff.text(1, 2), "bank": bank.text(1, 2) if bank else None}
            yield message.build(SubmittedPaymentMeans, rff, **common, **said)


def _tier(message: Message, pat: Group, currency: str, issued: date | None) -> DiscountTier | None:
    """A discount (PAT+22): its percentage, and its days from the invoice or its last day."""
    percent = pat.segment_of("PCD", "12")
    days = _days(message, pat.segment)
    if days is None:
        days = days_between(issued, day_of(message, pat, "12"))
    if percent is None or days is None:
        return None
    return message.build(
        DiscountTier,
        pat.segment,
        days=days,
        percent=message.number(percent, 1, 2),
        basis=money(message, pat, currency, "25"),
    )


def _days(message: Message, pat: Segment) -> int | None:
    """The days that a PAT counts from the invoice's date."""
    counted = pat.peek(3) in _FROM_INVOICE and pat.peek(3, 2) in _AFTER
    if not counted or pat.peek(3, 3) not in _DAYS:
        return None
    pat.implied(3, *_FROM_INVOICE)
    pat.implied(3, *_AFTER, component=2)
    pat.implied(3, *_DAYS, component=3)
    said = pat.text(3, 4) or ""
    if not (said.isascii() and said.isdigit() and len(said) <= 4):
        message.find("TIE-VALUE", "not a number of days", pat, 3, 4)
        return None
    return int(said)
