"""The command to add evidence to a document."""

from typing import Annotated

from pydantic import StringConstraints

from schemas.attached import AttachedObject
from schemas.base import Code
from schemas.commands.reading import ReadDocument
from schemas.reason import Reason

CONTENT_LIMIT = 900_000
"""Characters of base64, so that the whole body stays below the API's million."""
MediaType = Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-z0-9][a-z0-9.+-]{0,99}$")]
Base64 = Annotated[
    str,
    StringConstraints(min_length=4, max_length=CONTENT_LIMIT, pattern=r"^[A-Za-z0-9+/]+={0,2}$"),
]


class AddEvidence(ReadDocument):
    """What proves something about a document: the thing itself, what it is and what it shows.

    What is too large for a body is left under the client's own `attached/` prefix.
    """

    purpose: Code
    description: Reason
    media_type: MediaType
    content: Base64 | AttachedObject
