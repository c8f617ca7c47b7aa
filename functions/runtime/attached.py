"""What a partner's event may not say itself, fetched from where the partner left it."""

import hashlib

from functions.runtime.decision import Caller
from functions.runtime.errors import Denied, Invalid, Missing
from functions.runtime.kernel import Kernel
from functions.runtime.parse import json_object, model
from functions.runtime.ports import Store
from schemas.attached import AttachedObject
from schemas.base import Model
from schemas.finding import Finding
from schemas.submission import AttachedSubmission, Submission

SIZE_LIMIT = 256_000
"""Bytes of an attached object that is read."""
EVIDENCE_LIMIT = 20_000_000
"""Bytes of one that is kept as it is."""


def completed(kernel: Kernel, caller: Caller, said: Submission) -> Model:
    """The command of an event, with the attached object that it refers to.

    Raises Denied for an object of another client, Invalid for one that is missing, too large,
    not what the event says or not what it must hold, and Unavailable while S3 cannot say.
    """
    if not isinstance(said, AttachedSubmission) or said.attached is None:
        return said.command(None)
    if not said.attached.left_by(caller.client):
        raise Denied("the attached object is not this client's own")
    content = fetched(kernel.ports.store, said.attached, SIZE_LIMIT)
    try:
        return said.command(model(said.HOLDS, json_object(content, SIZE_LIMIT)))
    except Invalid as wrong:
        found = [one.model_copy(update={"where": _inside(one)}) for one in wrong.findings]
        raise Invalid(
            "the attached object does not hold what it must",
            findings=found or [_finding("FORM", wrong.detail)],
        ) from None


def fetched(store: Store, attached: AttachedObject, limit: int) -> bytes:
    """The bytes of exactly that version, known again by their hash. Raises Invalid, Unavailable."""
    try:
        content = store.get_object(
            attached.key, version=attached.version_id, bucket="intake", limit=limit
        )
    except Missing:
        raise _refused("MISSING", "there is no such attached object") from None
    except Invalid:
        raise _refused("SIZE", f"the attached object is above {limit} bytes") from None
    if hashlib.sha256(content).hexdigest() != attached.sha256:
        raise _refused("HASH", "the attached object is not the one that was announced")
    return content


def _refused(code: str, message: str) -> Invalid:
    return Invalid(message, findings=[_finding(code, message)])


def _finding(code: str, message: str) -> Finding:
    return Finding(code=f"TIE-ATTACHED-{code}", message=message, where="attached")


def _inside(found: Finding) -> str:
    return f"attached object: {found.where}" if found.where else "attached object"
