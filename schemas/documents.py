"""Every kind of document there is, by what opens its ids."""

from schemas.base import Document
from schemas.capture import Capture
from schemas.case import ExceptionCase
from schemas.heartbeat import Heartbeat
from schemas.intake_file import IntakeFile
from schemas.invoice import Invoice
from schemas.policies.base import PolicyDocument
from schemas.reconciliation import Reconciliation
from schemas.redrive import Redrive
from schemas.restore import Restore
from schemas.supplier import Supplier

DOCUMENTS: dict[str, type[Document]] = {
    kind.KIND: kind
    for kind in (
        Capture,
        ExceptionCase,
        Heartbeat,
        IntakeFile,
        Invoice,
        PolicyDocument,
        Reconciliation,
        Redrive,
        Restore,
        Supplier,
    )
}
