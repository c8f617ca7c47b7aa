"""A document and an event of no importance, and who might write them, for tests of the words."""

from datetime import UTC, datetime
from typing import ClassVar

from functions.runtime.items import Frame
from schemas.actor import Actor
from schemas.events.envelope import Event
from schemas.intake_file import Drop, IntakeFile

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Noted(Event):
    """Something was written down."""

    SOURCE: ClassVar[str] = "tieout.tests"
    OWNER: ClassVar[str] = "tests"

    note: str


FILE = IntakeFile(
    client="portal", sha256="0", size_bytes=1, drops=(Drop(key="k", version="v", at="t"),)
)


def frame(actor: Actor, tenant: str = "acme") -> Frame:
    """The circumstances of a decision by this actor."""
    return Frame(tenant, "tests.note", actor, NOW, "correlation", "causation", {})


SYSTEM = frame(Actor(kind="system", id="tests.note", door="queue"))
