"""Every kind of document there is, by what opens its ids."""

from schemas.base import Document
from schemas.case import ExceptionCase
from schemas.intake_file import IntakeFile
from schemas.invoice import Invoice
from schemas.policies.base import PolicyDocument
from schemas.supplier import Supplier

DOCUMENTS: dict[str, type[Document]] = {
    kind.KIND: kind for kind in (ExceptionCase, IntakeFile, Invoice, PolicyDocument, Supplier)
}
