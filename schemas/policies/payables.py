"""Policies of accounts payable: what is tolerated, where it is posted, who pays."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from schemas.base import Code, Model
from schemas.policies.base import Policy


class Validation(Policy):
    """How strictly an invoice is read; each limit is itself limited to what can be meant."""

    NAME: ClassVar[str] = "validation"

    tolerance_minor_units: Annotated[int, Field(strict=True, ge=0, le=10_000)] = 1
    rounding_max_minor_units: Annotated[int, Field(strict=True, ge=0, le=1_000_000)] = 100
    """How far the payable amount may be rounded, up or down: by default one unit of the money."""
    future_days: Annotated[int, Field(strict=True, ge=0, le=3_650)] = 2
    age_days_max: Annotated[int, Field(strict=True, ge=0, le=36_500)] = 1096


class Adjustments(Model):
    """Where what is neither line nor tax is posted: roundings and amounts paid before."""

    rounding_account: Code
    prepaid_account: Code
    tax_code: Code


class Posting(Policy):
    """Where an entity's invoices are posted. What is not mapped is an exception (R-EXC-04).

    `tax_codes` is keyed by category and rate, such as `S:19` or `E:0`; `supplier_numbers` by the
    supplier's code in its master system.
    """

    NAME: ClassVar[str] = "posting"

    erp: Code | None = None
    company: Code | None = None
    expense_account: Code | None = None
    tax_codes: dict[str, Code] = Field(default_factory=dict)
    supplier_numbers: dict[str, Code] = Field(default_factory=dict)
    adjustments: Adjustments | None = None
    approval: Literal["not required"] = "not required"


class Payer(Policy):
    """Exactly one payer per entity; bills are blocked in the ERP unless the ERP is the payer."""

    NAME: ClassVar[str] = "payer"

    payer: Literal["tieout", "erp"] = "tieout"
