"""The command to reject an invoice."""

from schemas.commands.reading import ReadDocument
from schemas.reason import Reason


class RejectInvoice(ReadDocument):
    """Which invoice is rejected, and why: the sender will be told."""

    reason: Reason
