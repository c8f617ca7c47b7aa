"""How the sender wants to be paid: in clear on its way in, sealed at rest."""

from schemas.base import Code, LongText, Model, Text
from schemas.day import Day
from schemas.sensitive import Clear, Sealed


class PaymentMeansCommon(Model):
    """Means of payment (EN 16931, BG-16 to BG-19) without the account numbers."""

    code: Code | None = None
    """UNCL 4461: 30 credit transfer, 58 SEPA credit transfer, 59 SEPA direct debit, 48 card."""
    text: Text | None = None
    note: LongText | None = None
    remittance_reference: Text | None = None
    due_date: Day | None = None
    account_name: Text | None = None
    bank: Text | None = None
    """BIC, or a national bank or branch code."""
    mandate: Text | None = None
    card_network: Text | None = None
    card_holder: Text | None = None


class SubmittedPaymentMeans(PaymentMeansCommon):
    """Means of payment with the account numbers as the sender wrote them."""

    account: Clear | None = None
    debited_account: Clear | None = None
    card: Clear | None = None


class PaymentMeans(PaymentMeansCommon):
    """Means of payment with the account numbers sealed."""

    account: Sealed | None = None
    debited_account: Sealed | None = None
    card: Sealed | None = None


class SubmittedOtherAccount(Model):
    """A further account or card number, under the name that its format gives it."""

    name: Text
    account: Clear


class OtherAccount(Model):
    """A further account or card number that no field above has a place for, sealed."""

    name: Text
    account: Sealed
