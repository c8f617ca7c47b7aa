"""A posting as the system that holds it lists it: what both sides of a reconciliation are of."""

from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple

Standing = Literal["blocked", "payable", "paid", "reversed", "not posted"]
"""Whether the other side's own payments may reach it, have reached it, or it is no debt at all."""


LARGEST = Decimal(10) ** 16


class Entry(NamedTuple):
    """One posting, as the system that holds it lists it; `amount` is written by `plain`.

    `document` is whatever text the system keeps beside it: our document's id, if it was ours.
    """

    reference: str
    number: str
    document: str
    kind: str
    party: str
    day: date
    currency: str
    amount: str
    standing: Standing

    def compared(self) -> dict[str, str]:
        """What must be equal on both sides; what may be paid may have been paid."""
        return {
            "kind": self.kind,
            "party": self.party,
            "day": self.day.isoformat(),
            "currency": self.currency,
            "amount": self.amount,
            "standing": "payable" if self.standing == "paid" else self.standing,
        }

    def row(self) -> list[str]:
        """As JSON."""
        return [*self[:5], self.day.isoformat(), *self[6:]]

    @classmethod
    def of_row(cls, row: "list[Any]") -> "Entry":
        """What `row` wrote."""
        reference, number, document, kind, party, day, currency, amount, standing = row
        on = date.fromisoformat(day)
        return cls(reference, number, document, kind, party, on, currency, amount, standing)


def stated(amount: str) -> str:
    """Another system's amount in our writing. Raises ValueError or ArithmeticError."""
    exact = Decimal(amount)
    if not exact.is_finite() or abs(exact) >= LARGEST:
        raise ValueError("an amount has at most 16 digits before its decimals")
    return plain(exact)


def plain(amount: str | Decimal) -> str:
    """An amount without the zeros that say nothing, so that 119.00 and 119.0 are one text."""
    text = format(Decimal(amount), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class Listed(NamedTuple):
    """Some postings that a system holds; `after` continues, empty at the end."""

    entries: tuple[Entry, ...]
    after: str = ""
