"""Who may call: clients and people, and what each may touch (R-SEC-01, R-SEC-03)."""

from typing import ClassVar, Self

from pydantic import model_validator

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

    @model_validator(mode="after")
    def nobody_is_two(self) -> Self:
        """One name is one caller, one principal or subject is one caller's."""
        names = [*(c.name for c in self.clients), *(p.person for p in self.people)]
        ids = [i for c in self.clients for i in c.principals]
        subjects = [i for p in self.people for i in p.subjects]
        for what in (names, ids, subjects):
            twice = {one for one in what if what.count(one) > 1}
            if twice:
                raise ValueError(f"said of two callers: {', '.join(sorted(twice))}")
        return self
