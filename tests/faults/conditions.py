"""Which conditions each write of the kernel must carry: read off the write."""

from collections.abc import Sequence

from functions.runtime.ports import ABSENT, Clause, Put, Write

TENANT = "acme#"
APPROVED = ("approved", "in force")


def unguarded(writes: Sequence[Write]) -> list[str]:
    """The writes of a transaction that lack a condition, or leave their tenant (I8)."""
    found = []
    for write in writes:
        key = write.key
        if key.table == "ledger" and not key.pk.startswith((TENANT, "system#")):
            found.append(f"I8 {key.pk} is nobody's")
        if isinstance(write, Put) and not _held(write):
            found.append(f"{key.sk} is written without its condition")
    return found


def _held(put: Put) -> bool:
    kind = put.key.sk.partition("#")[0]
    if put.table == "keys":
        return any(clause.operator == "absent or <" for clause in put.when)
    if kind == "head":
        version = int(put.item["version"])
        wanted = Clause("=", "version", version - 1) if version > 1 else ABSENT[0]
        return wanted in put.when and (put.item["state"] not in APPROVED or _by_another(put))
    if kind in ("event", "mark", "member", "holder", "received"):
        return put.when == ABSENT
    if kind == "effect" and "outcome" not in put.item:
        held = {clause.attribute for clause in put.when}
        return put.when == ABSENT or {"attempt", "lease", "state"} <= held
    return True


def _by_another(put: Put) -> bool:
    """The choke point of approvals: who made it, state and content are conditions (I9)."""
    held = {(clause.operator, clause.attribute) for clause in put.when}
    made_by = {("<>", "maker"), ("<>", "maker_subject")}
    return made_by | {("=", "state"), ("=", "content")} <= held
