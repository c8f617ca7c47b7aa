"""What makes an invoice one invoice: its id on arrival, its number once the supplier is known."""

import re
import unicodedata

from schemas.base import canonical_json, digest, document_id
from schemas.invoice import Invoice, InvoiceContent
from schemas.sensitive import without_ciphertext

_SEPARATORS = re.compile(r"[^A-Z0-9]")


def arrival_id(tenant: str, client: str, invoice: Invoice, after: str = "") -> str:
    """The id on arrival: sender's identifier with its scheme, kind, number as printed, date.

    `after` is a rejected document under the same identity, which this one takes the place of.

    Where the sender gives no identifier, the content itself makes the id, and the second layer of
    identity decides once the supplier is known.
    """
    if after:
        return document_id(Invoice.KIND, tenant, after)
    sender = invoice.sender()
    if sender is None:
        content = digest(canonical_json(without_ciphertext(invoice.essence())))
        return document_id(Invoice.KIND, tenant, client, content)
    return document_id(
        Invoice.KIND,
        tenant,
        invoice.entity,
        *sender,
        invoice.kind,
        invoice.number,
        invoice.issue_date.isoformat(),
    )


def business_key(invoice: InvoiceContent, entity: str, supplier: str) -> tuple[str, ...]:
    """Entity, supplier, kind and normalised number: held by one invoice at a time, for ever."""
    return entity, supplier, invoice.kind, normalised(invoice.number)


def normalised(number: str) -> str:
    """The number without case, width, separators and leading zeros; never empty."""
    plain = _SEPARATORS.sub("", compared(number))
    return plain.lstrip("0") or plain or number


def compared(number: str) -> str:
    """The number in capitals, its letters and digits in their plain form (Unicode NFKC)."""
    return unicodedata.normalize("NFKC", number).upper()
