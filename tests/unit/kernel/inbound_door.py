"""An operation behind the inbound bus, and its queue, for tests of that door."""

import json
from typing import Any

from functions.runtime.decision import Commit, Given
from functions.runtime.dispatch import dispatch
from functions.runtime.errors import Invalid
from functions.runtime.kernel import Kernel
from functions.runtime.memory import memory_ports
from functions.runtime.operation import Operation
from functions.runtime.seal import Sealer
from functions.runtime.triggers import Inbound
from schemas.base import Code, document_id
from schemas.case import Category, ExceptionCase
from schemas.policies.entities import Entities
from schemas.sensitive import Sealed
from schemas.submission import Submission
from tests.house import LOG, House
from tests.unit.kernel.frames import Noted


class Note(Submission):
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
        self.kernel = Kernel.over(memory_ports(house.world))

    def send(self, source: str = "partner.portal", **detail: Any) -> bool:
        """Deliver one event; EventBridge gives each a new id."""
        whole = {k: v for k, v in {**SUBMISSION, **detail}.items() if v is not None}
        return self.send_text(json.dumps(whole), source)

    def send_text(self, detail: str, source: str = "partner.portal") -> bool:
        """The same with the detail as its text."""
        self.sent += 1
        named = {"id": str(self.sent), "source": source, "detail-type": "NoteSubmitted"}
        body = f'{json.dumps(named)[:-1]}, "detail": {detail}}}'
        record = {"messageId": "m", "receiptHandle": "r", "eventSource": "aws:sqs"}
        records = {"Records": [{**record, "body": body}]}
        said = dispatch(self.kernel, operation, records, LOG)
        return not said["batchItemFailures"]

    def cool(self) -> None:
        """The next event finds a process that has read nothing yet."""
        self.kernel = Kernel.over(memory_ports(self.house.world))

    def kept(self) -> list[str]:
        """What is kept of refused events, opened."""
        objects = self.house.world.store.objects["documents"]
        sealer = Sealer(self.house.world.vault)
        return [
            sealer.open(name.split("/")[1], Sealed.model_validate_json(versions[-1].body))
            for name, versions in objects.items()
            if name.startswith("refused/")
        ]

    def heads(self, kind: str = "note_") -> list[dict[str, Any]]:
        return [item for item in self.house.items("head") if kind in str(item["pk"])]

    def cases(self) -> list[dict[str, Any]]:
        return [json.loads(str(item["body"])) for item in self.heads("case_")]
