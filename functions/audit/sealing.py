"""Making the next seal, so that a crash anywhere leaves one seal of each number.

begun: the statement is fixed, by a conditional write. signed: so is the signature, for no two
signatures over one text are equal. kept: the object is in the bucket that nobody can change, and
the batches that it covers are gone. Whoever comes next finishes what was begun.
"""

import json
from base64 import b64encode
from collections.abc import Sequence

from functions.audit import seals
from functions.audit.collecting import batches, forget, heads_of
from functions.audit.seals import Seal, SealedHead, Statement
from functions.audit.signatures import fingerprint
from functions.runtime import keys
from functions.runtime.commit import Planned, write
from functions.runtime.errors import Missing, Unavailable
from functions.runtime.kernel import Kernel
from functions.runtime.ports import ABSENT, Bucket, Clause, Item, Put
from schemas.base import iso

BATCHES_MAX = 1_000
BEFORE_ALL = "1970-01-01T00:00:00.000000Z"
BUCKET: Bucket = "audit"


def seal_what_moved(kernel: Kernel, scheduled: str) -> str:
    """The seal that was due at this instant; one of no documents says that none moved."""
    before = _finished(kernel, _begun(kernel))
    if before and scheduled and scheduled <= before.until:
        return f"seal {before.sequence} reaches further"
    count = 0
    while True:
        found = list(batches(kernel, BATCHES_MAX))
        said = _begin(kernel, before, heads_of(found), [str(one["sk"]) for one in found])
        before = _finished(kernel, said)
        count += said["count"] if isinstance(said["count"], int) else 0
        if len(found) < BATCHES_MAX:
            return f"sealed {count} documents"


def _begun(kernel: Kernel) -> Item | None:
    """The newest seal: as the table knows it, or as the bucket does after a table's restore."""
    store, home = kernel.ports.store, kernel.ports.home
    at = keys.newest_seal(home)
    newest = store.read([at]).get(at)
    sequence = int(newest["sequence"]) if newest else 0
    last = store.read([keys.seal(home, sequence)]).get(keys.seal(home, sequence))
    while kept := _kept(kernel, sequence + 1):
        sequence += 1
        last = _item(kernel, kept.statement, {"state": "kept", "seal": kept.model_dump_json()})
        _write(kernel, last, sequence, [])
    return last


def _kept(kernel: Kernel, sequence: int) -> Seal | None:
    try:
        text = kernel.ports.store.get_object(seals.seal_name(sequence), bucket=BUCKET)
    except Missing:
        return None
    return Seal.model_validate_json(text)


def _begin(
    kernel: Kernel, before: Statement | None, heads: Sequence[SealedHead], names: Sequence[str]
) -> Item:
    said = seals.statement_after(before, heads, since=BEFORE_ALL, until=iso(kernel.ports.clock()))
    if heads:
        text = seals.leaves(heads).encode()
        kernel.ports.store.put_object(seals.leaves_name(said.root), text, bucket=BUCKET)
    item = _item(kernel, said, {"state": "begun", "batches": json.dumps(names)})
    _write(kernel, item, said.sequence, [Clause("=", "sequence", said.sequence - 1)])
    return item


def _item(kernel: Kernel, said: Statement, more: Item) -> Item:
    key = keys.seal(kernel.ports.home, said.sequence)
    return {
        "pk": key.pk,
        "sk": key.sk,
        "statement": said.text,
        "until": said.until,
        "count": said.count,
        "leaves": seals.leaves_name(said.root) if said.count else "",
        **more,
    }


def _write(kernel: Kernel, item: Item, sequence: int, when: Sequence[Clause]) -> None:
    """A seal, and that it is the newest. Raises Unavailable if another run was faster."""
    at = keys.newest_seal(kernel.ports.home)
    newest: Item = {"pk": at.pk, "sk": at.sk, "sequence": sequence}
    first = ABSENT if sequence == 1 and when else tuple(when)
    planned = [Planned("newest", Put(newest, first)), Planned("seal", Put(item, ABSENT))]
    if write(kernel.ports, planned):
        raise Unavailable("another run makes this seal")


def _finished(kernel: Kernel, item: Item | None) -> Statement | None:
    """The statement of a seal that is kept from now on."""
    if item is None:
        return None
    said = Statement.model_validate_json(str(item["statement"]))
    if item["state"] == "begun":
        item = _signed(kernel, item, said)
    if item["state"] == "signed":
        _keep(kernel, item, said)
    return said


def _signed(kernel: Kernel, item: Item, said: Statement) -> Item:
    made = kernel.ports.vault.sign(said.text.encode())
    seal = Seal(
        statement=said,
        key=fingerprint(made.public_key),
        signature=b64encode(made.signature).decode(),
    )
    signed: Item = {
        **item,
        "state": "signed",
        "seal": seal.model_dump_json(),
        "public_key": made.public_key,
    }
    _moved(kernel, signed, "begun")
    return signed


def _keep(kernel: Kernel, item: Item, said: Statement) -> None:
    store, seal = kernel.ports.store, Seal.model_validate_json(str(item["seal"]))
    public = seals.key_name(seal.key)
    try:
        store.get_object(public, bucket=BUCKET)
    except Missing:
        store.put_object(public, str(item["public_key"]).encode(), bucket=BUCKET)
    text = seal.model_dump_json().encode()
    store.put_object(seals.seal_name(said.sequence), text, bucket=BUCKET)
    forget(kernel, json.loads(str(item["batches"])))
    _moved(kernel, {**item, "state": "kept", "batches": "[]"}, "signed")


def _moved(kernel: Kernel, item: Item, state: str) -> None:
    if write(kernel.ports, [Planned("seal", Put(item, (Clause("=", "state", state),)))]):
        raise Unavailable("another run makes this seal")
