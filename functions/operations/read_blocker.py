"""Name the one prerequisite that a document waits for, whose it is, and what to press."""

from functions.operations.blocking import blocker
from functions.runtime.decision import Answer, Circumstances, Given, Head, History
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from schemas.base import Document
from schemas.blocker import Blocker
from schemas.commands.reading import ReadDocument

operation = Operation(
    Api(
        "GET",
        "/v1/documents/{id}/blocker",
        ReadDocument,
        scope="operations/documents.read",
        tier=Tier.READ,
    ),
    owner="finance-operations",
)


@operation.decides
def read_blocker(
    query: ReadDocument,
    document: Head[Document],
    circumstances: Circumstances,
    history: History,
    given: Given,
) -> Answer[Blocker]:
    """Derived from how things stand now; nothing is kept that could be out of date."""
    return Answer(blocker(document, circumstances, history))
