"""The command to accept a supplier invoice, whatever the door it came by."""

from collections.abc import Callable
from typing import Annotated

from pydantic import Field, SecretStr

from schemas.base import Code
from schemas.finding import Finding
from schemas.invoice import Invoice, InvoiceContent
from schemas.payment_means import (
    OtherAccount,
    PaymentMeans,
    PaymentMeansCommon,
    SubmittedOtherAccount,
    SubmittedPaymentMeans,
)
from schemas.sensitive import Sealed

Seal = Callable[[str], Sealed]


class SubmitInvoice(InvoiceContent):
    """An invoice as submitted; without `entity`, the buyer's identifiers decide by policy."""

    entity: Code | None = None
    payment_means: Annotated[tuple[SubmittedPaymentMeans, ...], Field(max_length=50)] = ()
    other_accounts: Annotated[tuple[SubmittedOtherAccount, ...], Field(max_length=50)] = ()

    def sealed(self, entity: str, seal: Seal, doubts: tuple[Finding, ...] = ()) -> Invoice:
        """The canonical invoice for that entity, with every account number sealed.

        `doubts` are findings about the account numbers, made while they stood in clear.
        """
        content = {name: getattr(self, name) for name in InvoiceContent.model_fields}
        means = tuple(_sealed(way, seal) for way in self.payment_means)
        others = tuple(
            OtherAccount(name=other.name, account=_sealed_number(other.account, seal))
            for other in self.other_accounts
        )
        return Invoice(
            entity=entity, payment_means=means, other_accounts=others, doubts=doubts, **content
        )


def _sealed(way: SubmittedPaymentMeans, seal: Seal) -> PaymentMeans:
    common = {name: getattr(way, name) for name in PaymentMeansCommon.model_fields}
    return PaymentMeans(
        account=_account(way.account, seal),
        debited_account=_account(way.debited_account, seal),
        card=_account(way.card, seal),
        **common,
    )


def _account(clear: SecretStr | None, seal: Seal) -> Sealed | None:
    return None if clear is None else _sealed_number(clear, seal)


def _sealed_number(clear: SecretStr, seal: Seal) -> Sealed:
    return seal("".join(clear.get_secret_value().split()).upper())
