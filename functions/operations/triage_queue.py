"""Tell what lies in a dead-letter queue, why, and what a redrive would do (R-RES-06)."""

from functions.runtime.decision import Answer, Given
from functions.runtime.letters import DeadLetters
from functions.runtime.operation import Grant, Operation
from functions.runtime.triage import grouped
from functions.runtime.triggers import Api, Tier
from schemas.base import iso
from schemas.commands.triage import LetterGroup, ReadLetters, Triage

operation = Operation(
    Api(
        "GET",
        "/v1/queues/{queue}/letters",
        ReadLetters,
        scope="operations/queues.read",
        tier=Tier.CONTROLLED,
    ),
    owner="platform",
    grants=(Grant.LETTERS,),
    roles=("operator",),
    memory_mb=1024,
)


@operation.decides
def triage_queue(query: ReadLetters, letters: DeadLetters, given: Given) -> Answer[Triage]:
    """Nothing is consumed and nothing is done; by cause, what is to be fixed first."""
    groups = tuple(
        LetterGroup(
            verdict=group.verdict,
            cause=group.cause,
            count=len(group.letters),
            letters=tuple(one.id for one in group.letters),
            oldest=iso(min(one.sent for one in group.letters)),
            steps=group.steps,
        )
        for group in grouped(letters.found)
    )
    count = len(letters.found)
    return Answer(Triage(queue=query.queue, count=count, whole=letters.whole, groups=groups))
