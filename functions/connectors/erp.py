"""The ERP port: a supplier bill as every ERP must be able to hold it, and how it is compared."""

from datetime import date
from typing import Annotated, Literal

from pydantic import StringConstraints

from schemas.base import Code, Model, Text
from schemas.money import Amount

Reference = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]{16}$")]


Net = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{1,19}(?:\.[0-9]{1,4})?$")]
"""An amount with its sign turned, or a sum of amounts: longer than any that was stated."""


class BillLine(Model):
    """One line against a general-ledger account, net of tax; negative for an allowance."""

    account: Code
    net: Net
    tax_code: Code
    text: Text | None = None


class BillTax(Model):
    """Tax of one code."""

    tax_code: Code
    taxable: Amount | None = None
    tax: Amount


class Bill(Model):
    """What is posted; written once with the decision, so that every attempt sends the same.

    `reference` is the sixteen characters the other side files it under: the head of the invoice
    number for a person's eye, then our own short hash, because a shortened number matches
    falsely. `blocked` keeps the ERP's own payment program away from it.
    """

    kind: Literal["invoice", "credit_note"]
    document: Code
    reference: Reference
    number: Text
    company: Code
    supplier: Code
    document_date: date
    posting_date: date
    due_date: date | None = None
    discount_date: date | None = None
    discount_percent: (
        Annotated[str, StringConstraints(pattern=r"^[0-9]{1,2}(\.[0-9]{1,3})?$")] | None
    ) = None
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    gross: Amount
    lines: tuple[BillLine, ...]
    taxes: tuple[BillTax, ...]
    blocked: bool
