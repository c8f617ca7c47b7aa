"""Take in a file of supplier invoices, each of them exactly once."""

from collections.abc import Iterator

from functions.formats.answers import acknowledge, control_reference
from functions.formats.sniff import read
from functions.payables import submit_invoice
from functions.runtime.operation import Grant, Operation
from functions.runtime.reading import Unreadable
from functions.runtime.triggers import File
from schemas.commands.submit_invoice import SubmitInvoice

operation = Operation(
    File("invoices", into=submit_invoice.operation),
    owner="accounts-payable",
    grants=(Grant.INTAKE, Grant.SEAL),
    timeout_seconds=300,
    memory_mb=1024,
    batch=1,
)


@operation.reads
def receive_invoice_file(content: bytes) -> Iterator[SubmitInvoice | Unreadable]:
    """The invoices of the file in its order; what is wrong in itself is refused alone."""
    return read(content)


operation.names(control_reference)
operation.answers(acknowledge)
