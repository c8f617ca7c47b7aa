"""X12 810 invoices (ASC X12, version 004010 and its kin).

One interchange a file. Its envelope is sound or none of it is read; a transaction set that is
wrong in itself, or no invoice, is refused alone.
"""

import re
from collections.abc import Iterator

from functions.formats import survey
from functions.formats.segments import Message
from functions.formats.x12.acknowledge import answer as answer
from functions.formats.x12.envelope import Envelope, Interchange
from functions.formats.x12.invoice import invoice
from functions.formats.x12.walk import interchange as envelope_of
from functions.formats.x12.walk import opening, segments
from functions.runtime.reading import ControlReference, Unreadable
from schemas.commands.submit_invoice import SubmitInvoice
from schemas.finding import at_most

INVOICE = "810"


def sniff(head: str) -> str | None:
    """The format of a text that opens like an interchange: the version of its first group; or
    `x12` alone, where none is in sight. None if it is something else."""
    if not re.match(r"ISA[^\w \t\r\n]", head):
        return None
    mark = re.escape(head[3])
    found = re.search(rf"\WGS{mark}(?:[^{mark}]*{mark}){{7}}([0-9A-Z]{{3,12}})\W", head)
    return f"x12 {found[1]}".lower() if found else "x12"


def read(content: bytes) -> Iterator[SubmitInvoice | Unreadable]:
    """Each transaction set of the file in order. Raises Invalid before the first if the file is
    unsound, or holds no invoice at all."""
    found = envelope_of(content)
    kinds = sorted({message.kind for message in found.messages})
    if INVOICE not in kinds:
        named = ", ".join(kinds)[:100] or "an empty interchange"
        raise survey.refusal("TIE-FILE-NOTHING", f"not an invoice: {named}", "segment 1 ISA")
    return (
        _read(content, found, message, ordinal)
        for ordinal, message in enumerate(found.messages, start=1)
    )


def control_reference(content: bytes) -> ControlReference:
    """What ISA says: sender, receiver and control number (ISA13, whose leading zeros are no
    matter). Raises Invalid where it says nothing."""
    found = opening(content)
    syntax = "x12 test" if found.test else "x12"
    number = found.reference.lstrip("0") if found.reference.isdigit() else found.reference
    return ControlReference(syntax, ":".join(found.sender), ":".join(found.recipient), number)


def _read(
    content: bytes, found: Interchange, envelope: Envelope, ordinal: int
) -> SubmitInvoice | Unreadable:
    message = Message(envelope.reference[:35])
    message.findings += envelope.findings
    if envelope.kind != INVOICE:
        message.find("TIE-MESSAGE-TYPE", f"not an invoice: {envelope.kind[:20]}", None)
        return Unreadable(ordinal, None, at_most(message.findings))
    read = invoice(message, list(segments(content, found, envelope)))
    if message.findings:
        return Unreadable(ordinal, read.number or None, at_most(message.findings))
    return read.model_copy(update={"test": True}) if found.test else read
