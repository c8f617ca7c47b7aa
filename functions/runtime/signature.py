"""A decision's signature, read once: what it is asked, what it loads, what it may emit."""

import inspect
import types
import typing
from collections.abc import Callable, Mapping
from typing import Any

from functions.runtime.decision import (
    Aliased,
    Await,
    Begin,
    Circumstances,
    Commit,
    Finish,
    Given,
    Head,
    History,
    Listing,
    Proofs,
    Receipt,
    Refusal,
    Waiting,
)
from functions.runtime.letters import DeadLetters
from schemas.base import Document, Model
from schemas.events.envelope import Event
from schemas.policies.base import Policy


class Signature:
    """The arguments of a decision by what the kernel must bring for them."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.asked: type[Model] | None = None
        self._heads: tuple[type[Document], ...] = ()
        self.head_optional = False
        self.listing: type[Document] | None = None
        self.policies: dict[str, type[Policy]] = {}
        self.names: dict[str, str] = {}
        self.emits: frozenset[type[Event]] = frozenset()
        self.steers: type[Begin | Await | Finish] | None = None
        annotations = typing.get_type_hints(function)
        returned = annotations.pop("return")
        for name in inspect.signature(function).parameters:
            self._read(name, annotations[name])
        for answer in _alternatives(returned):
            if typing.get_origin(answer) is Commit:
                self.emits |= frozenset(_alternatives(typing.get_args(answer)[0]))
            elif answer in (Begin, Await, Finish):
                self.steers = answer

    def _read(self, name: str, annotation: Any) -> None:
        for part in _alternatives(annotation):
            self._read_one(name, part)
        if type(None) in _alternatives(annotation):
            self.head_optional = True

    def _read_one(self, name: str, part: Any) -> None:
        origin = typing.get_origin(part)
        if origin is Head:
            self.names["head"] = name
            self._heads += (typing.get_args(part)[0],)
        elif origin is Listing:
            self.names["listing"], self.listing = name, typing.get_args(part)[0]
        elif part in _PLAIN:
            self.names[_PLAIN[part]] = name
        elif isinstance(part, type) and issubclass(part, Policy):
            self.policies[name] = part
        elif isinstance(part, type) and issubclass(part, Model):
            self.names["asked"], self.asked = name, part
        elif part is not type(None):
            raise TypeError(f"{self.function.__name__}: what is {name}: {part}?")

    @property
    def head(self) -> type[Document]:
        """The kind of document whose head is loaded. Raises TypeError if there is none."""
        if not self._heads:
            raise TypeError(f"{self.function.__name__} takes no head")
        return self._heads[0]

    def head_of(self, kind: str) -> type[Document] | None:
        """The model of a head of that kind; None if the decision takes no such document."""
        return next((head for head in self._heads if kind == head.KIND), None)

    def wants(self, role: str) -> bool:
        """Whether the decision takes an argument of this role."""
        return role in self.names

    def models(self) -> list[type[Model]]:
        """Everything that is parsed or written when the decision is taken."""
        known = [self.asked, *self._heads, self.listing, *self.policies.values(), *self.emits]
        return [kind for kind in known if kind is not None]

    def call(self, brought: Mapping[str, Any], policies: Mapping[str, Policy]) -> Any:
        """The decision's answer, given by role what it named in its signature."""
        arguments = {name: brought[role] for role, name in self.names.items()}
        named = {name: policies[name] for name in self.policies}
        return self.function(**arguments, **named)


_PLAIN: dict[Any, str] = {
    Given: "given",
    Aliased: "aliased",
    History: "history",
    Circumstances: "circumstances",
    DeadLetters: "letters",
    Proofs: "proofs",
    Waiting: "waiting",
    str: "system",
    Receipt: "outcome",
    Refusal: "outcome",
}


def _alternatives(annotation: Any) -> tuple[Any, ...]:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return typing.get_args(annotation)
    return (annotation,)
