"""The questions that callers ask."""

from datetime import date
from typing import Annotated, Any

from pydantic import StringConstraints

from schemas.base import Asked, AskedPage, Code, Model

DocumentId = Annotated[
    str, StringConstraints(pattern=r"^([a-z]{2,8}_[a-z2-7]{26}|policy#[a-z_]{1,41}#[^#]{1,64})$")
]
State = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_ ]{0,30}$")]


class ReadDocument(Asked):
    """One document by its id."""

    id: DocumentId


class ListInvoices(AskedPage):
    """The invoices of a legal entity in one state, oldest first."""

    entity: Code
    state: State

    def shelf(self) -> str:
        """Invoices are listed by entity and state."""
        return f"{self.entity}#inv#{self.state}"


class ListCases(AskedPage):
    """The exception cases of an owner in one state, oldest first."""

    owner: Code
    state: State = "open"

    def shelf(self) -> str:
        """Cases are listed by owner and state."""
        return f"{self.owner}#case#{self.state}"


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
