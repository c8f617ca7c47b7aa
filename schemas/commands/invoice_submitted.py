"""A supplier invoice by event: its account numbers stand in an attached object, never in it."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from schemas.base import Code, Model
from schemas.commands.submit_invoice import SubmitInvoice
from schemas.invoice import InvoiceContent
from schemas.payment_means import (
    PaymentMeansCommon,
    SubmittedOtherAccount,
    SubmittedPaymentMeans,
)
from schemas.submission import AttachedSubmission


class AttachedPaymentMeans(Model):
    """What the attached object holds: all means of payment, with their account numbers."""

    payment_means: Annotated[tuple[SubmittedPaymentMeans, ...], Field(max_length=50)]
    other_accounts: Annotated[tuple[SubmittedOtherAccount, ...], Field(max_length=50)] = ()


class InvoiceSubmitted(InvoiceContent, AttachedSubmission):
    """An invoice as a partner announces it; its means of payment are here or attached, not both.

    Without `entity`, the buyer's identifiers decide by policy.
    """

    HOLDS: ClassVar[type[Model]] = AttachedPaymentMeans

    entity: Code | None = None
    payment_means: Annotated[tuple[PaymentMeansCommon, ...], Field(max_length=50)] = ()

    @model_validator(mode="after")
    def said_once(self) -> Self:
        """Two lists of means of payment could not be told to agree."""
        if self.attached and self.payment_means:
            raise ValueError("the means of payment are attached: the event itself names none")
        return self

    def command(self, content: Model | None) -> SubmitInvoice:
        """The same command as by any other door."""
        said = {name: getattr(self, name) for name in InvoiceContent.model_fields}
        if isinstance(content, AttachedPaymentMeans):
            said |= dict(content)
        else:
            means = tuple(SubmittedPaymentMeans(**dict(way)) for way in self.payment_means)
            said |= {"payment_means": means}
        return SubmitInvoice(entity=self.entity, **said)
