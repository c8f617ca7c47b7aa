"""Who would notice: the operations and the clients that lean on an interface."""

from collections.abc import Sequence

from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, File, Inbound, On
from infra.needs import needs_of
from infra.platform.people import machine_scopes
from infra.stages import STAGES, Client
from schemas.events.envelope import Event
from schemas.policies.base import Policy
from schemas.policies.callers import Callers
from schemas.policies.resilience import Resilience

PEOPLE = "people"
"""Whoever signs in through the user pool; policy says what each may do."""


def of_event(kind: type[Event], operations: Sequence[Operation]) -> list[str]:
    """The operations that it sets off."""
    return [
        operation.name
        for operation in operations
        if any(isinstance(t, On) and kind in t.events for t in operation.triggers)
    ]


def of_route(operation: Operation, route: Api, operations: Sequence[Operation]) -> list[str]:
    """The clients whose tokens carry its scope, and people."""
    if operation.people_only:
        return [PEOPLE]
    open_to_machines = machine_scopes(operations)
    named = [
        client.name
        for client in clients()
        if route.scope in (open_to_machines if client.scopes is None else client.scopes)
    ]
    return [*named, PEOPLE]


def of_folder(_folder: File) -> list[str]:
    """The clients that drop files."""
    return [client.name for client in clients() if client.files]


def of_inbound(_event: Inbound) -> list[str]:
    """The clients that put events on the inbound bus."""
    return [client.name for client in clients() if client.source]


def of_policy(policy: type[Policy], operations: Sequence[Operation]) -> list[str]:
    """The operations that decide by it, and those for which the kernel does."""
    return [operation.name for operation in operations if _decides_by(operation, policy)]


def _decides_by(operation: Operation, policy: type[Policy]) -> bool:
    if operation.decides_something and policy in operation.signature.policies.values():
        return True
    if policy is Callers:
        return any(isinstance(t, Api | Inbound | File) for t in operation.triggers)
    return policy is Resilience and bool(needs_of(operation).systems)


def clients() -> Sequence[Client]:
    """The machines of the production stage."""
    return STAGES["prod"].clients
