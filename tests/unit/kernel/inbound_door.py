"""An operation behind the inbound bus, and its queue, for tests of that door."""

import json
from typing import Any

from functions.runtime.decision import Commit, Given
from functions.runtime.dispatch import dispatch
from functions.runtime.errors import Invalid
from functions.runtime.kernel import Kernel
from functions.runtime.memory import memory_ports
from functions.runtime.operation import Operation
from functions.runtime.triggers import Inbound
from schemas.base import Code, Model, document_id
from schemas.case import Category, ExceptionCase
from schemas.policies.entities import Entities
from tests.house import LOG, House
from tests.unit.kernel.frames import Noted


class Note(Model):
    """A partner notes something."""

    entity: Code
    number: Code
    text: str = ""


operation = Operation(Inbound("NoteSubmitted", Note), owner="tests")


@operation.decides
def note(command: Note, entities: Entities, given: Given) -> Commit[Noted]:
    """Keep it under its number."""
    if not entities.known(command.entity) and command.entity == "XX01":
        raise Invalid("no such entity")
    body = ExceptionCase(
        entity=command.entity,
        category=Category.SCHEMA,
        owner="tests",
        about=command.number,
        reason=command.text,
    )
    identity = document_id("note", given.tenant, command.number)
    return Commit(Noted(note=command.text), body, "noted", id=identity)


SUBMISSION = {"submission_id": "s-1", "entity": "DE01", "number": "N1", "text": "hello"}


class Door:
    """The inbound queue of the test's operation."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.sent = 0

    def send(self, source: str = "partner.portal", **detail: Any) -> bool:
        """Deliver one event; EventBridge gives each a new id."""
        self.sent += 1
        event = {
            "id": str(self.sent),
            "source": source,
            "detail-type": "NoteSubmitted",
            "detail": {k: v for k, v in {**SUBMISSION, **detail}.items() if v is not None},
        }
        record = {"messageId": "m", "receiptHandle": "r", "eventSource": "aws:sqs"}
        kernel = Kernel.over(memory_ports(self.house.world))
        records = {"Records": [{**record, "body": json.dumps(event)}]}
        said = dispatch(kernel, operation, records, LOG)
        return not said["batchItemFailures"]

    def heads(self, kind: str = "note_") -> list[dict[str, Any]]:
        return [item for item in self.house.items("head") if kind in str(item["pk"])]

    def cases(self) -> list[dict[str, Any]]:
        return [json.loads(str(item["body"])) for item in self.heads("case_")]
