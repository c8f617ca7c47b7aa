"""The commands of the exception desk: each names the version of the case that was looked at."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from schemas.base import Code
from schemas.commands.reading import ReadDocument
from schemas.reason import Reason


class AboutCase(ReadDocument):
    """A case as a person saw it: one that has moved since is not acted on."""

    version: Annotated[int, Field(strict=True, ge=1)]


class AssignCase(AboutCase):
    """Another team takes the case over, or a person of the team looks after it."""

    owner: Code | None = None
    assignee: Code | None = None
    reason: Reason

    @model_validator(mode="after")
    def to_somebody(self) -> Self:
        """A case is given to a team, to a person, or to both."""
        if self.owner is None and self.assignee is None:
            raise ValueError("name the team or the person who takes it")
        return self


class SettleCase(AboutCase):
    """What the case is about was settled elsewhere; the reason says how."""

    reason: Reason


class RetryCase(AboutCase):
    """The cause was removed: the document is to be decided anew."""

    reason: Reason


class RequestWaiver(AboutCase):
    """The broken rules are to be overlooked, for this reason."""

    reason: Reason


class ApproveWaiver(AboutCase):
    """Another person agrees to exactly what was asked for."""
