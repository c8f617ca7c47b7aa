"""Hand an auditor all there is about a document, with the proof that none of it was changed."""

from functions.audit.bundle import Bundle, dossier
from functions.audit.seals import Seal
from functions.runtime.decision import Answer, Given, Head, History, Proofs
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from schemas.base import Document
from schemas.commands.reading import ReadDocument

operation = Operation(
    Api(
        "GET",
        "/v1/documents/{id}/bundle",
        ReadDocument,
        scope="operations/bundles.read",
        tier=Tier.READ,
    ),
    owner="finance-controls",
    roles=("auditor",),
)


@operation.decides
def read_bundle(
    query: ReadDocument,
    document: Head[Document],
    history: History,
    proofs: Proofs,
    given: Given,
) -> Answer[Bundle]:
    """`python -m functions.audit verify --bundle` checks it without us."""
    events = [
        {
            "pk": f"{given.tenant}#{document.id}",
            "sk": f"event#{event.version:010}",
            "envelope": event.model_dump_json(),
        }
        for event in history.events
    ]
    seals = [(Seal.model_validate_json(seal), leaves) for seal, leaves in proofs.seals]
    return Answer(
        Bundle(
            documents=(
                dossier(
                    given.tenant, document.id, events, seals, proofs.policies, history.attempts
                ),
            )
        )
    )
