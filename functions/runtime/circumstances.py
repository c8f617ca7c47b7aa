"""What stands in a document's way beside its own state: its case, its effects, closed systems."""

from typing import Any

from functions.runtime import keys
from functions.runtime.decision import Circumstances, Head, Stop
from functions.runtime.items import read_head
from functions.runtime.kernel import Kernel
from schemas.case import ExceptionCase

FINAL = ("done", "refused")


def circumstances(kernel: Kernel, tenant: str, head: Head[Any]) -> Circumstances:
    """Read off the ledger: nothing of it is kept with the document."""
    return Circumstances(
        case=_case(kernel, tenant, head),
        effects=tuple(_effects(kernel, tenant, head.id)),
        down=tuple(_down(kernel, tenant, head.id)),
    )


def _case(kernel: Kernel, tenant: str, head: Head[Any]) -> Head[ExceptionCase] | None:
    if isinstance(head.body, ExceptionCase):
        return head
    named = getattr(head.body, "case", None)
    if not named:
        return None
    key = keys.head(tenant, str(named))
    item = kernel.ports.store.read([key]).get(key)
    return read_head(item, ExceptionCase, kernel.ports.store) if item else None


def _effects(kernel: Kernel, tenant: str, document: str) -> list[Stop]:
    """Outside effects whose outcome is not known yet; attempts at them have an outcome."""
    found = kernel.ports.store.query(keys.partition(tenant, document), "effect#").items
    return [
        Stop(str(item["system"]), str(item["began"]))
        for item in found
        if "outcome" not in item and item["state"] not in FINAL
    ]


def _down(kernel: Kernel, tenant: str, document: str) -> list[Stop]:
    """Systems that do not answer, and are waited for."""
    store, found = kernel.ports.store, []
    for listed in store.index(keys.SYSTEMS_DUE).items:
        pk = str(listed["pk"])
        waits = store.query(pk, f"wait#{tenant}#{document}#", limit=1).items
        found += [Stop(pk.removeprefix("system#"), str(item["since"])) for item in waits]
    return found
