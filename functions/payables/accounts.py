"""Whether account numbers can be right: asked at the door, the only place that sees them."""

import re
from collections.abc import Iterator

from pydantic import SecretStr

from schemas.commands.submit_invoice import SubmitInvoice
from schemas.finding import Finding

_IBAN_LIKE = re.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{4,}")


def account_findings(submitted: SubmitInvoice) -> tuple[Finding, ...]:
    """Account numbers in the form of an IBAN whose check digits do not hold (ISO 13616).

    A national account number is no IBAN and is left alone. Only the last four are ever named.
    """
    return tuple(_each(submitted))


def _each(submitted: SubmitInvoice) -> Iterator[Finding]:
    for place, way in enumerate(submitted.payment_means):
        if way.account:
            yield from account_doubts(way.account, f"payment_means[{place}].account")


def account_doubts(account: SecretStr, where: str) -> Iterator[Finding]:
    """What is wrong with one account number."""
    if _wrong_iban(account):
        message = f"the account ending in {_last4(account)} is not a valid IBAN"
        yield Finding(code="TIE-IBAN", message=message, where=where)


def _wrong_iban(account: SecretStr) -> bool:
    from stdnum import iban  # only an invoice with an account pays for its tables

    number = _normal(account)
    return bool(_IBAN_LIKE.fullmatch(number)) and not iban.is_valid(number)


def _last4(account: SecretStr) -> str:
    return _normal(account)[-4:]


def _normal(account: SecretStr) -> str:
    return "".join(account.get_secret_value().split()).upper()
