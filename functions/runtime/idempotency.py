"""The record of an API call: its payload's hash and its answer, for thirty days."""

from datetime import datetime, timedelta
from typing import Any

from pydantic_core import PydanticSerializationError

from functions.runtime import keys
from functions.runtime.commit import Planned
from functions.runtime.decision import Caller
from functions.runtime.errors import Mismatch
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from functions.runtime.ports import Clause, Item, Key, Put
from functions.runtime.replies import Response, respond
from schemas.base import Model, canonical_json, digest

KEPT = timedelta(days=30)


class CallRecord:
    """One API call, under H(tenant, client, operation, key)."""

    def __init__(
        self,
        kernel: Kernel,
        operation: Operation,
        caller: Caller,
        key: str,
        asked: Model,
        now: datetime,
    ) -> None:
        self.cause = f"api:{digest(key)[:24]}"
        """What is caused by this call; the key itself is the caller's, whatever it holds."""
        self.key: Key = keys.idempotency(caller.tenant, caller.client, operation.name, key)
        self.now = now
        self.payload = payload_hash(kernel, caller, asked)

    def planned(self, status: int, answer: str) -> Planned:
        """The write that keeps this answer; it holds unless the key was used before."""
        item: Item = {
            "pk": self.key.pk,
            "sk": self.key.sk,
            "payload": self.payload,
            "status": status,
            "answer": answer,
            "expires": int((self.now + KEPT).timestamp()),
        }
        clause = Clause("absent or <", "expires", int(self.now.timestamp()))
        return Planned("idempotency", Put(item, (clause,), "keys"))

    def replay(self, kept: Item | None) -> Response | None:
        """The stored answer, if there is one. Raises Mismatch if it was for another payload."""
        if kept is None or int(kept["expires"]) < int(self.now.timestamp()):
            return None
        if kept["payload"] != self.payload:
            raise Mismatch("this Idempotency-Key was used with another payload")
        return respond(int(kept["status"]), str(kept["answer"]), replayed=True)


def payload_hash(kernel: Kernel, caller: Caller, asked: Model) -> str:
    """The hash of what was asked; sensitive values stand in it as their blind index.

    Raises Unavailable if the blind index's key cannot be had, which pydantic would disguise.
    """
    context: dict[str, Any] = {"blind": lambda clear: kernel.sealer.blind(caller.tenant, clear)}
    try:
        said = asked.model_dump(mode="json", context=context, exclude_defaults=True)
    except PydanticSerializationError as wrapped:
        raise wrapped.__cause__ or wrapped from None
    return digest(canonical_json(said))
