"""Show any document as it stands, or as it stood at an instant."""

from functions.runtime.decision import Answer, Given, Head
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from functions.runtime.views import view
from schemas.base import Document
from schemas.commands.reading import DocumentView, ReadDocumentThen

operation = Operation(
    Api(
        "GET",
        "/v1/documents/{id}",
        ReadDocumentThen,
        scope="operations/documents.read",
        tier=Tier.READ,
    ),
    owner="finance-operations",
)


@operation.decides
def read_document(
    query: ReadDocumentThen, document: Head[Document], given: Given
) -> Answer[DocumentView]:
    """Invoices, suppliers, files, policies and cases alike."""
    return Answer(view(document))
