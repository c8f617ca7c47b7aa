"""Which conditions each write of the kernel must carry: read off the write."""

from collections.abc import Sequence

from functions.runtime.memory import Crossing
from functions.runtime.ports import ABSENT, Clause, Put, Write

TENANTS = ("acme", "beta")
CALLERS = "acme#policy#callers#*"
"""Who may call is the home tenant's policy, for all."""
APPROVED = ("approved", "in force")


def unguarded(writes: Sequence[Write]) -> list[str]:
    """The writes of a transaction that lack a condition, or leave their tenant (I8)."""
    found = []
    for write in writes:
        key = write.key
        if key.table == "ledger" and key.pk.partition("#")[0] not in (*TENANTS, "system"):
            found.append(f"I8 {key.pk} is nobody's")
        if isinstance(write, Put) and not _held(write):
            found.append(f"{key.sk} is written without its condition")
    return found


def tenants_of(crossing: Crossing) -> set[str]:
    """The tenants whose items a call of the store reads or writes."""
    called, args = crossing.name, crossing.args
    if called == "store.read":
        found = [key.pk for key in args[0]]
    elif called == "store.write":
        found = [write.key.pk for write in args[0]]
    elif called in ("store.query", "store.index"):
        found = [args[0]]
    else:
        found = []
    return {pk.partition("#")[0] for pk in found if pk != CALLERS} & set(TENANTS)


def _held(put: Put) -> bool:
    kind = put.key.sk.partition("#")[0]
    if put.table == "keys":
        return any(clause.operator == "absent or <" for clause in put.when)
    if kind == "head":
        version = int(put.item["version"])
        wanted = Clause("=", "version", version - 1) if version > 1 else ABSENT[0]
        approves = put.item["kind"] == "policy" and put.item["state"] in APPROVED
        return wanted in put.when and (not approves or _by_another(put))
    if kind in ("event", "mark", "member", "holder", "received"):
        return put.when == ABSENT
    if kind == "interchange":
        return put.when == (Clause("absent or <", "until", put.item["at"]),)
    if kind == "token":
        return put.when == (Clause("absent or <", "wait", f"{put.item['wait']}~"),)
    if kind == "effect" and "outcome" not in put.item:
        held = {clause.attribute for clause in put.when}
        return put.when == ABSENT or {"attempt", "lease", "state"} <= held
    return True


def _by_another(put: Put) -> bool:
    """The choke point of approvals: who made it, state and content are conditions (I9)."""
    held = {(clause.operator, clause.attribute) for clause in put.when}
    made_by = {("<>", "maker"), ("<>", "maker_subject")}
    return made_by | {("=", "state"), ("=", "content")} <= held
