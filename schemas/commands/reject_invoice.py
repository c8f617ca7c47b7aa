"""The command to reject an invoice."""

from schemas.base import Text
from schemas.commands.reading import ReadDocument


class RejectInvoice(ReadDocument):
    """Which invoice is rejected, and why: the sender will be told."""

    reason: Text
