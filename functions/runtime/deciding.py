"""The decision that opens a document, under the policies of the legal entity that it is for."""

from typing import Any

from pydantic import ValidationError

from functions.runtime.decision import Caller, Commit, Given
from functions.runtime.errors import Denied
from functions.runtime.items import Frame
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from functions.runtime.parse import invalid
from functions.runtime.policies import EVERYWHERE
from schemas.base import Model
from schemas.policies.base import Policy


def decide_new(
    kernel: Kernel,
    operation: Operation,
    caller: Caller,
    asked: Model,
    correlation: str,
    causation: str,
    taken: str = "",
) -> tuple[Commit[Any], Frame]:
    """The decision that opens a document, whatever the door.

    Where it is the decision that finds the legal entity, that entity's own policies decide: who
    leaves it out is not measured by what holds for all.
    Raises Denied for a foreign entity, Invalid where no document can be made of what was said.
    """
    entity = str(getattr(asked, "entity", None) or EVERYWHERE)
    policies, given = _circumstances(kernel, operation, caller, entity, taken)
    decided = _decided(operation, asked, policies, given)
    owner = str(getattr(decided.body, "entity", EVERYWHERE))
    if entity == EVERYWHERE != owner:
        policies, own = _circumstances(kernel, operation, caller, owner, taken)
        if own.policies != given.policies:
            given, decided = own, _decided(operation, asked, policies, own)
            owner = str(getattr(decided.body, "entity", EVERYWHERE))
    if not caller.may_touch(owner):
        raise Denied(f"this caller may not act for {owner}")
    return decided, kernel.frame(operation, given, correlation=correlation, causation=causation)


def _circumstances(
    kernel: Kernel, operation: Operation, caller: Caller, entity: str, taken: str
) -> tuple[dict[str, Policy], Given]:
    signature, now = operation.signature, kernel.ports.clock()
    kinds = list(signature.policies.values())
    kernel.shelf.refresh(kernel.ports.store, caller.tenant, kinds, entity, now)
    policies, versions = kernel.policies(signature, caller.tenant, entity, now)
    return policies, kernel.given(caller, now, versions)._replace(taken=taken)


def _decided(
    operation: Operation, asked: Model, policies: dict[str, Policy], given: Given
) -> Commit[Any]:
    try:
        decided: Commit[Any] = operation.signature.call({"asked": asked, "given": given}, policies)
    except ValidationError as wrong:
        raise invalid(wrong) from None
    return decided
