"""What NetSuite's answers mean; pure. What is not understood is never taken for a success."""

from datetime import datetime
from typing import NamedTuple

from functions.connectors.calls import wait_seconds
from functions.connectors.netsuite.translate import RecordType
from functions.connectors.netsuite.wire import Entity, entity_of, error_of, identifier, raw_of
from functions.runtime.errors import Rejected, Unavailable, UnknownOutcome
from functions.runtime.ports import Reply

NOT_THERE = "NONEXISTENT_ID"
"""404 with this code, "The record instance does not exist": nothing is under the external id."""
AT_THE_DOOR = frozenset({401, 403, 404, 405, 406, 407, 413, 415})
"""Refused before a record was made: nothing was posted, and it is not the bill's fault."""


class Held(NamedTuple):
    """A record that NetSuite holds under our reference, and the answer that showed it."""

    type: RecordType
    entity: Entity
    raw: str

    @property
    def number(self) -> str:
        """`<record type>/<internal id>`, the address of the record; or nothing."""
        found = identifier(self.entity)
        return f"{self.type}/{found}" if found else ""


def refusal(reply: Reply, now: datetime) -> Rejected | None:
    """None if a record was made (204), or NetSuite's refusal. Raises for all else.

    429 is surely not processed: the account's limit of concurrent requests turns it away before it
    is handled ("Concurrency Governance and Session Management", docs.oracle.com,
    subsect_1559222360). 202 belongs to asynchronous requests, and none was sent.
    """
    if reply.status == 204:
        return None
    if reply.status == 429:
        wait = wait_seconds(reply, now)
        raise Unavailable("NetSuite limits our concurrent requests", wait_seconds=wait)
    if reply.status in AT_THE_DOOR:
        raise Unavailable(f"NetSuite turned us away with {reply.status} before it took the bill")
    if reply.status == 400:
        code, detail = error_of(reply)
        if code:
            return Rejected(f"{code}: {detail}"[:255], code=code[:40], raw=raw_of(reply))
        raise UnknownOutcome("NetSuite answered 400 without an error body of its own")
    raise UnknownOutcome(f"NetSuite answered {reply.status} after the bill was sent")


def held(reply: Reply, kind: RecordType) -> Held | None:
    """What is under our reference; None only if NetSuite itself says that nothing is.

    Raises Rejected if NetSuite refuses to show it, as it does with a record that a workflow locked
    (airbyte#79190): it may be there, and only a person can look. Raises Unavailable for all else:
    a 404 of a gateway or of a wrong address is not "not there".
    """
    code, detail = error_of(reply)
    if reply.status == 200:
        if entity := entity_of(reply):
            return Held(kind, entity, raw_of(reply))
        raise Unavailable(f"the {kind} that NetSuite shows could not be read")
    if reply.status == 404 and code == NOT_THERE:
        return None
    if reply.status == 400 and code:
        raise Rejected(f"{code}: {detail}"[:255], code=code[:40], raw=raw_of(reply))
    raise Unavailable(f"NetSuite answered {reply.status} to the question for a {kind}")
