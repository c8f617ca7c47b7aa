"""How a document is shown: never its ciphertext."""

from typing import Any

from functions.runtime.decision import Head, Listing
from schemas.commands.reading import DocumentPage, DocumentView
from schemas.sensitive import without_ciphertext


def view(head: Head[Any]) -> DocumentView:
    """One document as it stands."""
    content = without_ciphertext(head.body.model_dump(mode="json", exclude_none=True))
    return DocumentView(
        id=head.id,
        kind=head.body.KIND,
        version=head.version,
        state=head.state,
        entity=head.entity,
        received_at=head.received_at,
        hash=head.hash,
        content=content,
    )


def page(found: Listing[Any]) -> DocumentPage:
    """A page of documents."""
    return DocumentPage(items=tuple(map(view, found.heads)), after=found.after or None)
