"""Quarantine: from a table that was restored nothing leaves until two people have let it.

A restored table has forgotten what was done since its restore point: what it says was never sent
may be in the ERP. The ledger therefore names the table that it is in. Another table, or one that
DynamoDB says was restored, is found by whatever looks first, and every effect waits as for a
system whose circuit is open. Once it is lifted, each first attempt asks before it sends, for as
long as that table is the ledger: clients may send again what was forgotten at any time.
"""

from collections.abc import Mapping, MutableMapping
from datetime import datetime, timedelta

from functions.runtime import circuit, keys
from functions.runtime.commit import Planned, write
from functions.runtime.decision import Waiting
from functions.runtime.errors import Unavailable
from functions.runtime.identity import Identity
from functions.runtime.ports import Clause, Item, Ports, Put, Store
from schemas.base import iso

LEDGER = keys.LEDGER
CLOCKS = timedelta(minutes=5)
"""How wrong the clock of whoever found the restore may have been."""
SHOWN = 100


def in_force(ports: Ports, identity: Identity, kept: Item | None) -> Item:
    """The record of the table that this is; it is quarantined here, if nobody has done it yet."""
    origin = identity.origin(ports)
    if kept is not None and kept["table"] == origin.identity:
        return kept
    now, version = iso(ports.clock()), int(kept["version"]) if kept else 0
    restored = kept is not None or bool(origin.restored_to)
    found: Item = {"state": "open", "since": now, "found": now, **_listed(now)}
    new: Item = {"state": "closed", "since": "", "found": ""}
    record: Item = {
        **_key(),
        **(found if restored else new),
        "table": origin.identity,
        "restored_to": origin.restored_to,
        "version": version + 1,
    }
    stood = _write(ports, record, version)
    if stood is not None and stood["table"] != origin.identity:
        raise Unavailable("processes do not agree on which table is the ledger")
    return stood or record


def barred(
    ports: Ports, identity: Identity, circuits: MutableMapping[str, Item | None], system: str
) -> str:
    """What an effect at this system has to wait for now: the ledger, the system, or nothing."""
    record = in_force(ports, identity, circuits[LEDGER])
    circuits[LEDGER] = record
    if circuit.is_open(record):
        return LEDGER
    return system if circuit.is_open(circuits[system]) else ""


def forgot(circuits: Mapping[str, Item | None], effect: Item, lease_seconds: int) -> str:
    """Until when an attempt may have been sent that the table has forgotten; empty if none can.

    `effect` was told so before if it names the table. A sender that worked on the old table died
    with its lease at the latest.
    """
    record = circuits[LEDGER]
    if record is None or not record["found"] or effect.get("asked_in") == record["table"]:
        return ""
    found = datetime.fromisoformat(str(record["found"]))
    return iso(found + CLOCKS + timedelta(seconds=lease_seconds))


def waiting(store: Store) -> Waiting:
    """Whose effects wait for the release, the first hundred of them."""
    page = store.query(keys.system(LEDGER).pk, "wait#", limit=SHOWN + 1)
    documents = tuple(dict.fromkeys(_document(item) for item in page.items[:SHOWN]))
    return Waiting(documents, len(page.items) > SHOWN)


def _document(waiter: Item) -> str:
    return str(waiter["sk"]).removeprefix("wait#").rpartition("#")[0]


def lift(ports: Ports, record: Item) -> bool:
    """Let effects leave this table. False if the record moved meanwhile."""
    version = int(record["version"])
    kept = {name: value for name, value in record.items() if name not in _listed("")}
    lifted: Item = {"state": "closed", "since": iso(ports.clock()), "version": version + 1}
    return _write(ports, {**kept, **lifted}, version) is None


def _listed(now: str) -> Item:
    """Among the systems that are waited for: whoever asks what blocks a document sees it."""
    return {"gpk": keys.SYSTEMS_DUE, "gsk": f"{now}#{LEDGER}"}


def _key() -> Item:
    key = keys.system(LEDGER)
    return {"pk": key.pk, "sk": key.sk}


def _write(ports: Ports, record: Item, version: int) -> Item | None:
    """None if it was written; otherwise what stands there."""
    clause = Clause("absent or =", "version", version)
    stood = write(ports, [Planned(LEDGER, Put(record, (clause,)))])
    return stood.get(LEDGER)
