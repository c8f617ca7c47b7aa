"""Add evidence to any document: kept by its hash where nobody can change it."""

import hashlib
from base64 import b64decode
from binascii import Error

from functions.runtime.decision import Caller, Commit, Given, Head, Kept
from functions.runtime.errors import Denied, Invalid
from functions.runtime.operation import Grant, Operation
from functions.runtime.triggers import Api, Tier
from schemas.attached import AttachedObject
from schemas.base import Document
from schemas.commands.add_evidence import AddEvidence
from schemas.events.evidence import EvidenceAdded

operation = Operation(
    Api(
        "POST",
        "/v1/documents/{id}/evidence",
        AddEvidence,
        scope="operations/evidence.add",
        tier=Tier.CONTROLLED,
    ),
    owner="finance-controls",
    grants=(Grant.EVIDENCE,),
)


@operation.decides
def add_evidence(
    command: AddEvidence, document: Head[Document], given: Given
) -> Commit[EvidenceAdded]:
    """The document stays as it is; its history says what was added, by whom, and its hash."""
    content = _content(command, given.caller)
    event = EvidenceAdded(
        evidence=_sha256(content),
        purpose=command.purpose,
        description=command.description,
        media_type=command.media_type,
        size_bytes=len(content) if isinstance(content, bytes) else None,
        left_at=None if isinstance(content, bytes) else content.key,
    )
    return Commit(
        event,
        document.body,
        document.state,
        keeps=(Kept(f"evidence/{given.tenant}/{event.evidence}", content),),
        answer={"evidence": event.evidence},
    )


def _content(command: AddEvidence, caller: Caller) -> bytes | AttachedObject:
    said = command.content
    if isinstance(said, AttachedObject):
        if not said.left_by(caller.client):
            raise Denied("the attached object is not this client's own")
        return said
    try:
        return b64decode(said, validate=True)
    except Error:
        raise Invalid("the content is not base64") from None


def _sha256(content: bytes | AttachedObject) -> str:
    return hashlib.sha256(content).hexdigest() if isinstance(content, bytes) else content.sha256
