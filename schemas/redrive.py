"""A redrive: who put which dead letters back on their queue, and why (R-RES-06)."""

from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints

from schemas.base import Code, Document, Text

QueueName = Annotated[str, StringConstraints(pattern=r"^[a-z]{1,32}\.[a-z_]{1,64}$")]
"""A queue goes by the name of the operation that it belongs to."""
LetterIds = Annotated[
    tuple[Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,100}$")], ...],
    Field(max_length=100),
]
"""The queue's own ids of dead letters; none named is all that lie there."""


class Redrive(Document):
    """Dead letters go back to the queue they came from; what was decided before is found by its
    mark and changes nothing.

    `moved` is what was found and put back, or what a move task found when it was started.
    """

    KIND: ClassVar[str] = "redrive"

    entity: str = "*"
    request: Code
    queue: QueueName
    letters: LetterIds = ()
    cause: Text
    reason: Text
    by: Text
    moved: int | None = None

    def essence(self) -> dict[str, Any]:
        """What was asked for, whatever became of it."""
        return self.model_dump(mode="json", exclude={"moved"})
