"""EDIFACT INVOIC (UN/EDIFACT directories D.96A, D.01B and their kin; ISO 9735 syntax 1 to 4).

One interchange a file. Its envelope is sound or none of it is read; a message that is wrong in
itself, or no invoice, is refused alone.
"""

import re
from collections.abc import Iterator

from functions.formats import survey
from functions.formats.edifact.acknowledge import answer as answer
from functions.formats.edifact.envelope import Envelope, Interchange
from functions.formats.edifact.invoice import invoice
from functions.formats.edifact.walk import interchange as envelope_of
from functions.formats.edifact.walk import opening, segments
from functions.formats.segments import Message
from functions.runtime.reading import ControlReference, Unreadable
from schemas.commands.submit_invoice import SubmitInvoice
from schemas.finding import at_most

INVOIC = "INVOIC"
_OPENS = re.compile(r"(?:UNA\W{6}\s*)?UN[BGH]\W")
_HEADER = re.compile(r"UNH\W[^+]{1,20}?\W[A-Z]{6}\W(\w{1,3})\W(\w{1,3})")


def sniff(head: str) -> str | None:
    """The format of a text that opens like an interchange: that of its first message; or
    `edifact` alone, where none is in sight. None if it is something else."""
    text = head.replace("\r", "").replace("\n", "")
    if not (_OPENS.match(text) or text.startswith("UNA")):
        return None
    found = _HEADER.search(text)
    return f"edifact {found[1]}.{found[2]}".lower() if found else "edifact"


def read(content: bytes) -> Iterator[SubmitInvoice | Unreadable]:
    """Each message of the file in order. Raises Invalid before the first if the file is unsound,
    or holds no invoice at all."""
    found = envelope_of(content)
    kinds = sorted({message.kind for message in found.messages})
    if INVOIC not in kinds:
        named = ", ".join(kinds)[:100] or "an empty interchange"
        raise survey.refusal("TIE-FILE-NOTHING", f"not an invoice: {named}", "segment 1 UNB")
    return (
        _read(content, found, message, ordinal)
        for ordinal, message in enumerate(found.messages, start=1)
    )


def control_reference(content: bytes) -> ControlReference:
    """What UNB says (ISO 9735: sender, recipient and 0020 together are unique). Raises Invalid
    where it says nothing."""
    found = opening(content)
    syntax = "edifact test" if found.test else "edifact"
    return ControlReference(
        syntax, ":".join(found.sender), ":".join(found.recipient), found.reference
    )


def _read(
    content: bytes, found: Interchange, envelope: Envelope, ordinal: int
) -> SubmitInvoice | Unreadable:
    message = Message(envelope.reference[:35], found.decimal)
    message.findings += envelope.findings
    if envelope.kind != INVOIC:
        message.find("TIE-MESSAGE-TYPE", f"not an invoice: {envelope.kind[:20]}", None)
        return Unreadable(ordinal, None, at_most(message.findings))
    read = invoice(message, list(segments(content, found, envelope)))
    if message.findings:
        return Unreadable(ordinal, read.number or None, at_most(message.findings))
    return read.model_copy(update={"test": True}) if found.test else read
