"""Payment terms as agreed or as printed, and the dates that follow from them."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from schemas.base import LongText, Model
from schemas.day import Day
from schemas.money import Amount, Percent

Days = Annotated[int, Field(strict=True, ge=0, le=3650)]


class DiscountTier(Model):
    """Paid within `days` of the baseline, deduct `percent`: of `basis`, where not all counts."""

    days: Days
    percent: Percent
    basis: Amount | None = None


class PaymentTerms(Model):
    """When to pay: `net_days` from the baseline, and what paying earlier is worth.

    The baseline is `baseline`, or the issue date, moved to the end of its month where
    `end_of_month` says so.
    """

    note: LongText | None = None
    discounts: Annotated[tuple[DiscountTier, ...], Field(max_length=10)] = ()
    net_days: Days | None = None
    baseline: Day | None = None
    end_of_month: Annotated[bool, Field(strict=True)] = False


AgreedPercent = Annotated[
    str,
    StringConstraints(pattern=r"^(?:0|[1-9][0-9]?)(?:\.[0-9]{1,3}0*)?$", max_length=16),
]
"""A discount that every ERP can hold: below 100 %, in thousandths of a percent at the finest."""


class AgreedTier(DiscountTier):
    """A discount agreed with a supplier: only what can be posted is ever registered."""

    percent: AgreedPercent


class AgreedTerms(PaymentTerms):
    """Terms agreed with a supplier, as its master data states them."""

    discounts: Annotated[tuple[AgreedTier, ...], Field(max_length=10)] = ()


class Schedule(Model):
    """When an invoice falls due, until when which discount may be taken, and who says so."""

    due_date: Day
    source: Literal["invoice", "invoice terms", "supplier terms", "on receipt"]
    discount_date: Day | None = None
    discount_percent: Percent | None = None
    discount_source: Literal["invoice terms", "supplier terms"] | None = None
