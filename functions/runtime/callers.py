"""The caller at each door: what the door verified, and what policy says of it."""

from collections.abc import Mapping
from typing import Any

from functions.runtime.decision import Caller
from functions.runtime.errors import Denied
from schemas.actor import Actor
from schemas.policies.callers import Callers, Client, Person

ADMINISTRATORS = "tieout-administrators"
"""The user pool's group whose members may propose and approve policies of the home tenant."""
POLICY_ADMINISTRATOR = "policy-administrator"
OF_THE_DEPLOYMENT = frozenset({"operator", "restore-administrator"})
"""Roles about queues and tables, in which every tenant's documents lie side by side."""


def at_the_api(claims: Mapping[str, Any], callers: Callers, home: str) -> Caller:
    """A person if the token has a username, a machine if it speaks for itself, else denied."""
    subject, client = str(claims.get("sub", "")), str(claims.get("client_id", ""))
    if claims.get("username") and subject:
        return _at_home(_person(subject, _groups(claims), callers, home), home)
    if client and subject == client:
        return _at_home(_machine(client, callers.clients, "api"), home)
    raise Denied("the token is neither a person's nor a client's own")


def at_the_intake(name: str, callers: Callers) -> Caller:
    """The client under whose prefix a file was dropped: only its role may write there."""
    for client in callers.clients:
        if client.name == name:
            return _of_client(client, "file")
    raise Denied(f"no client is known by the name {name}")


def at_the_bus(source: str, callers: Callers) -> Caller:
    """The client pinned to this source by the inbound bus; the source is all it can say."""
    return _machine(source, callers.clients, "bus")


def itself(operation: str, tenant: str, door: str = "queue") -> Caller:
    """Tieout acting on its own events."""
    actor = Actor.model_validate({"kind": "system", "id": operation, "door": door})
    return Caller(actor, tenant, "tieout", frozenset({"*"}))


def _at_home(caller: Caller, home: str) -> Caller:
    """Whoever may not touch all of the home tenant has no role of the deployment."""
    if caller.tenant == home and caller.may_touch("*"):
        return caller
    return caller._replace(roles=caller.roles - OF_THE_DEPLOYMENT)


def _person(subject: str, groups: list[str], callers: Callers, home: str) -> Caller:
    known = next((p for p in callers.people if subject in p.subjects), None)
    administrator = ADMINISTRATORS in groups
    if known is None and not administrator:
        raise Denied("this person is not among the callers")
    person = known or Person(person=subject, tenant=home, subjects=(subject,), entities=("*",))
    # The pool is the home tenant's: its group says nothing about another tenant's policies.
    granted = [POLICY_ADMINISTRATOR] if administrator and person.tenant == home else []
    actor = Actor(kind="person", id=person.person, door="api")
    return Caller(
        actor,
        person.tenant,
        person.person,
        frozenset(person.entities),
        frozenset((*person.roles, *granted)),
        frozenset(person.subjects) - {person.person},
        subject,
    )


def _machine(principal: str, clients: tuple[Client, ...], door: str) -> Caller:
    for client in clients:
        if principal in client.principals:
            return _of_client(client, door)
    raise Denied("this client is not among the callers")


def _of_client(client: Client, door: str) -> Caller:
    actor = Actor.model_validate({"kind": "machine", "id": client.name, "door": door})
    return Caller(
        actor, client.tenant, client.name, frozenset(client.entities), frozenset(client.roles)
    )


def _groups(claims: Mapping[str, Any]) -> list[str]:
    groups = claims.get("cognito:groups", [])
    return groups.strip("[]").replace(",", " ").split() if isinstance(groups, str) else list(groups)
