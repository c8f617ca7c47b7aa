"""Whose file lies in the intake, by its name alone."""

from functions.runtime import callers
from functions.runtime.cases import open_case
from functions.runtime.commit import opened, write_missing
from functions.runtime.decision import Caller
from functions.runtime.errors import Denied
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from schemas.base import document_id
from schemas.case import Action, Category

_DOTS = frozenset({".", ".."})
"""Steps of a name that its URL would lose on the way."""


def sender(kernel: Kernel, operation: Operation, key: str, wanted: str) -> Caller:
    """The client under whose `in/<client>/<wanted>/` it lies, looked up once more if unknown.

    Raises Denied for anything else; a case of the home tenant says that a file lies there.
    """
    door, name, folder, *_ = [*key.split("/"), "", ""]
    if door != "in" or folder != wanted or not _DOTS.isdisjoint(key.split("/")):
        why = Denied(f"{operation.name} takes nothing from there")
        remedy = f"have the file dropped again, directly in in/<client>/{wanted}/"
        raise _kept_aside(kernel, operation, key, why, remedy)
    now = kernel.ports.clock()
    for fresh in (False, True):
        known = kernel.callers(now, fresh=fresh)
        if any(client.name == name for client in known.clients):
            return callers.at_the_intake(name, known)
    denied = Denied(f"no client is known by the name {name}")
    remedy = "add the client to the callers and have the file dropped again"
    raise _kept_aside(kernel, operation, key, denied, remedy)


def _kept_aside(
    kernel: Kernel, operation: Operation, key: str, denied: Denied, remedy: str
) -> Denied:
    """The denial, and a case of the home tenant about the file that lies there."""
    now = kernel.ports.clock()
    home = kernel.given(callers.itself(operation.name, kernel.ports.home), now, {})
    frame = kernel.frame(operation, home, correlation=key[:64], causation=f"s3:{key}"[:200])
    case = open_case(
        frame,
        about=document_id("file", frame.tenant, key),
        entity="*",
        category=Category.DENIAL,
        owner=operation.owner,
        reason=f"{key}: {denied.detail}; the file is kept",
        allowed_actions=(Action.RESOLVE,),
        remedy=remedy,
    )
    write_missing(kernel.ports, opened(case, frame))
    return denied
