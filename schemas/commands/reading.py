"""The questions that callers ask."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import StringConstraints, model_validator

from schemas.base import Asked, AskedPage, Code, Model, Utc
from schemas.case import Category, ExceptionCase
from schemas.day import Day
from schemas.money import Amount, Currency

DocumentId = Annotated[
    str, StringConstraints(pattern=r"^([a-z]{2,8}_[a-z2-7]{26}|policy#[a-z_]{1,41}#[^#]{1,64})$")
]
State = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_ ]{0,30}$")]


class ReadDocument(Asked):
    """One document by its id."""

    id: DocumentId


class ReadDocumentThen(ReadDocument):
    """One document by its id: as it stands, or as it stood `at` an instant."""

    at: Utc | None = None


class ListInvoices(AskedPage):
    """The invoices of a legal entity in one state, oldest first."""

    entity: Code
    state: State

    def shelf(self) -> str:
        """Invoices are listed by entity and state."""
        return f"{self.entity}#inv#{self.state}"


class ListCases(AskedPage):
    """The exception cases of an owner in one state, oldest first, or by the amount at risk.

    `opened_before` is a day; `at_least` is the least amount at risk, in `currency`.
    """

    owner: Code
    state: State = "open"
    entity: Code | None = None
    category: Category | None = None
    assignee: Code | None = None
    opened_before: Day | None = None
    currency: Currency | None = None
    at_least: Amount | None = None
    order: Literal["age", "amount"] = "age"

    @model_validator(mode="after")
    def amounts_have_a_currency(self) -> Self:
        """Amounts of two currencies are never compared."""
        if self.currency is None and (self.at_least is not None or self.order == "amount"):
            raise ValueError("amounts at risk are compared in one currency: name it")
        return self

    def shelf(self) -> str:
        """Cases are listed by owner and state."""
        return f"{self.owner}#case#{self.state}"

    def wants(self, body: ExceptionCase, received_at: str) -> bool:
        """Whether the case is one of those that are asked for."""
        return (
            self.entity in (None, body.entity)
            and self.category in (None, body.category)
            and self.assignee in (None, body.assignee)
            and self.currency in (None, body.currency)
            and (self.opened_before is None or received_at[:10] < str(self.opened_before))
            and (self.at_least is None or self.rank(body) >= Decimal(self.at_least))
        )

    def ranked(self) -> bool:
        """Whether the largest amount at risk comes first."""
        return self.order == "amount"

    def rank(self, body: ExceptionCase) -> Decimal:
        """The amount at risk, whatever its sign."""
        return abs(Decimal(body.amount_at_risk or "0"))


class DocumentView(Model):
    """A document as it stands; of sensitive values only index and last four."""

    id: str
    kind: str
    version: int
    state: str
    entity: str
    received_at: str
    hash: str
    content: dict[str, Any]


class InvoiceSummary(Model):
    """An invoice in a list: enough to find it, not all that it says."""

    id: str
    version: int
    state: str
    entity: str
    received_at: str
    kind: str
    number: str
    supplier_name: str | None = None
    issue_date: date
    due_date: date | None = None
    currency: str
    gross: str


class InvoicePage(Model):
    """A page of invoices; `after` asks for the next one."""

    items: tuple[InvoiceSummary, ...]
    after: str | None = None


class DocumentPage(Model):
    """A page of documents; `after` asks for the next one."""

    items: tuple[DocumentView, ...]
    after: str | None = None


class Hop(Model):
    """One event of a document: who did what, because of what, under which policies."""

    event_id: str
    type: str
    at: str
    state: str
    actor: dict[str, str]
    causation: str
    correlation: str
    policies: dict[str, str]
    data: dict[str, Any]
    previous_hash: str
    hash: str


class Timeline(Model):
    """The story of a document, and what other systems answered on its behalf.

    `intact` says whether every hash follows from its event and from the hash before it.
    """

    id: str
    state: str
    intact: bool
    hops: tuple[Hop, ...]
    attempts: tuple[dict[str, Any], ...]
