"""Who may call: clients and people, and what each may touch (R-SEC-01, R-SEC-03)."""

from typing import ClassVar

from schemas.base import Code, Model
from schemas.policies.base import Policy


class Client(Model):
    """A system that calls. `principals` are its ids at the doors: token clients, IAM roles."""

    name: Code
    tenant: Code
    principals: tuple[str, ...]
    entities: tuple[str, ...]
    roles: tuple[Code, ...] = ()


class Person(Model):
    """A person. `subjects` are the ids that identity providers give to this one person."""

    person: Code
    tenant: Code
    subjects: tuple[str, ...]
    entities: tuple[str, ...]
    roles: tuple[Code, ...] = ()


class Callers(Policy):
    """All clients and people. The deployment ships none: administrators come from the user pool."""

    NAME: ClassVar[str] = "callers"

    clients: tuple[Client, ...] = ()
    people: tuple[Person, ...] = ()
