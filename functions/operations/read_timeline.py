"""Tell the story of a document: every hop, who decided, and what other systems answered."""

from functions.runtime.decision import Answer, Given, Head, History
from functions.runtime.items import GENESIS, chain_hash
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
from schemas.base import Document
from schemas.commands.reading import Hop, ReadDocument, Timeline
from schemas.events.envelope import Envelope

operation = Operation(
    Api(
        "GET",
        "/v1/documents/{id}/timeline",
        ReadDocument,
        scope="operations/documents.read",
        tier=Tier.READ,
    ),
    owner="finance-operations",
)


@operation.decides
def read_timeline(
    query: ReadDocument, document: Head[Document], history: History, given: Given
) -> Answer[Timeline]:
    """Every event in order; the chain of hashes is checked on the way (R-SEC-17, R-OBS-23)."""
    hops = tuple(_hop(event) for event in history.events)
    intact = _intact(history.events) and history.events[-1].hash == document.hash
    return Answer(
        Timeline(
            id=document.id,
            state=document.state,
            intact=intact,
            hops=hops,
            attempts=tuple(dict(attempt) for attempt in history.attempts),
        )
    )


def _intact(events: tuple[Envelope, ...]) -> bool:
    before = GENESIS
    for place, event in enumerate(events, start=1):
        if event.version != place or event.previous_hash != before:
            return False
        if event.hash != chain_hash(event):
            return False
        before = event.hash
    return bool(events)


def _hop(event: Envelope) -> Hop:
    return Hop(
        event_id=event.id,
        type=event.type,
        at=event.occurred_at,
        state=event.state,
        actor=event.actor.model_dump(),
        causation=event.causation,
        correlation=event.correlation,
        policies=event.policies,
        data=event.data,
        previous_hash=event.previous_hash,
        hash=event.hash,
    )
