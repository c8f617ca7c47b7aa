"""What a document says and the canonical invoice has no field for: kept, and never acted on."""

from typing import Annotated

from pydantic import Field

from schemas.base import KeptText, Model, Text

BESIDE_MAX = 2_000
"""How many of them a document or a line keeps; a document that says more is refused for it."""


class Beside(Model):
    """A value under the name that its format gives it.

    `name` is the path of local names in XML, an attribute behind `@`, or tag and element in EDI.
    It starts at the document, or at the line that keeps it. What is longer than `KeptText` stands
    there by its digest; the whole of it is in the file that was received.
    """

    name: Text
    value: KeptText


Besides = Annotated[
    tuple[Beside, ...], Field(max_length=BESIDE_MAX, exclude_if=lambda said: not said)
]
"""Written only where there is something: most documents and nearly all lines say nothing more."""
