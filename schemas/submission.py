"""What a partner's event on the inbound bus says, besides the business fact itself."""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, StringConstraints

from schemas.attached import AttachedObject
from schemas.base import Model


def _printable(name: str) -> str:
    if not name.isprintable():
        raise ValueError("control characters are not allowed in a submission id")
    return name


SubmissionId = Annotated[
    str, StringConstraints(min_length=1, max_length=128), AfterValidator(_printable)
]


class Submission(Model):
    """A partner's event; sent again under the same `submission_id` it counts once."""

    submission_id: SubmissionId

    def command(self, content: Model | None) -> Model:
        """What is asked by it, with the content of the object that it refers to."""
        return self


class AttachedSubmission(Submission):
    """An event that leaves what it may not say itself in an attached object.

    `HOLDS` is what that object must hold, as JSON.
    """

    HOLDS: ClassVar[type[Model]]

    attached: AttachedObject | None = None
