"""The heartbeat: an event that we send ourselves, to know that events are still announced."""

from typing import ClassVar

from pydantic import Field

from schemas.base import Document
from schemas.governance import Classification


class Heartbeat(Document):
    """One day's heartbeats, one after another: each is sent when the one before was heard."""

    KIND: ClassVar[str] = "beat"
    CLASSIFICATION: ClassVar[Classification] = "internal"
    RETAINED_YEARS: ClassVar[int] = 1

    entity: str = "*"
    beat: int = Field(ge=1)
