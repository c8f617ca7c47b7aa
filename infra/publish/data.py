"""How sensitive what an operation touches is, and which documents it moves (R-GOV-02, R-GOV-05)."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TypeVar, cast

from functions.runtime.operation import Operation
from functions.runtime.triggers import File, On
from infra.publish.events import emitted
from infra.publish.models import kept, parts
from schemas.base import Document, Model
from schemas.case import ExceptionCase
from schemas.events.case import CaseOpened
from schemas.events.envelope import Event
from schemas.events.file import FileEvent
from schemas.events.heartbeat import HeartbeatSent
from schemas.events.redrive import RedriveEvent
from schemas.events.restore import RestoreFound
from schemas.governance import Classification
from schemas.heartbeat import Heartbeat
from schemas.intake_file import IntakeFile
from schemas.redrive import Redrive
from schemas.restore import Restore

M = TypeVar("M", bound=Model)

_OF: dict[type[Event], type[Document]] = {
    CaseOpened: ExceptionCase,
    FileEvent: IntakeFile,
    HeartbeatSent: Heartbeat,
    RedriveEvent: Redrive,
    RestoreFound: Restore,
}
"""Events of documents that the kernel moves, so that no decision loads them."""
LEVELS: tuple[Classification, ...] = ("public", "internal", "confidential", "restricted")


@cache
def classification(model: type[Model]) -> Classification:
    """What it declares (confidential, if nothing), or restricted if it holds a sealed value."""
    schema = model.model_json_schema()
    for part in parts(schema):
        if part.get("writeOnly") or part.get("title") == "Sealed":
            return "restricted"
    declared: Classification = getattr(model, "CLASSIFICATION", "confidential")
    return declared


def highest(models: Iterable[type[Model]]) -> Classification:
    """The most sensitive of them; internal where there is nothing."""
    return max(map(classification, models), key=LEVELS.index, default="internal")


def touched(operation: Operation) -> set[type[Model]]:
    """The models that pass through the operation; what loads any document may show all of them."""
    if operation.decides_something:
        return _each({*operation.signature.models(), *emitted(operation)})
    into = [t.into for t in operation.triggers if isinstance(t, File)]
    return {model for one in into for model in touched(one)}


def documents_of(kind: type[Event], operations: Sequence[Operation]) -> set[type[Document]]:
    """Whose history the event is in: as its emitters and its consumers load that document."""
    for events, document in _OF.items():
        if issubclass(kind, events):
            return {document}
    return _each(
        {
            declared.head
            for operation in operations
            for declared in operation.declarations
            if declared.wants("head")
            and (kind in emitted(operation) or _of_its_own_document(kind, operation))
        }
    )


def moved_by(operation: Operation, operations: Sequence[Operation]) -> set[type[Document]]:
    """The kinds of document that the operation moves or opens."""
    if operation.decides_something and operation.signature.wants("head"):
        return _each({operation.signature.head}) if emitted(operation) else set()
    return {kind for event in emitted(operation) for kind in documents_of(event, operations)}


def _each(known: Iterable[type[M]]) -> set[type[M]]:
    """Every kind of document in place of any document."""
    every = cast(list[type[M]], kept())
    return {kind for one in known for kind in (every if one is Document else [one])}


def _of_its_own_document(kind: type[Event], operation: Operation) -> bool:
    return any(
        isinstance(trigger, On) and not trigger.document and kind in trigger.events
        for trigger in operation.triggers
    )
