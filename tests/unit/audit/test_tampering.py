"""Each tampering is named; and missed as soon as the one check that sees it is taken away."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from functions.audit import chains, sequence
from functions.audit.found import Tampering, Verdict
from functions.audit.seals import Seal
from functions.audit.sequence import Sealed
from functions.audit.signatures import fingerprint
from functions.audit.verify import History, verify
from functions.runtime.items import chain_hash
from functions.runtime.memory import World
from schemas.events.envelope import Envelope
from tests.unit.audit.histories import Items, chain, exported, said, sealed, sealed_company

Tamper = Callable[[Items, Sealed], Sealed]
HOUSE = sealed_company()


def judged(tamper: Tamper, without: object = None) -> Verdict:
    """The verdict on a copy that was tampered with, by all checks but one."""
    items = exported(HOUSE)
    seals = tamper(items, sealed(HOUSE))
    return verify(
        seals,
        History().read(items, by_itself=without is not chains.event_found),
        patience=timedelta(),
        chain_checks=[one for one in chains.CHECKS if one is not without],
        seal_checks=[one for one in sequence.CHECKS if one is not without],
    )


def put(item: dict[str, Any], envelope: dict[str, Any]) -> None:
    """An event that is well formed in itself, also as its own hash goes."""
    whole = Envelope.model_validate({**envelope, "hash": ""})
    whole = whole.model_copy(update={"hash": chain_hash(whole)})
    item |= {"envelope": whole.model_dump_json(), "hash": whole.hash, "id": whole.id}


def edit(items: Items, seals: Sealed) -> Sealed:
    event = chain(items)[0]
    event["envelope"] = str(event["envelope"]).replace("DE01", "DE02")
    return seals


def edit_body(items: Items, seals: Sealed) -> Sealed:
    event = chain(items)[0]
    event["body"] = str(event["body"]).replace("200.00", "900.00")
    return seals


def insert(items: Items, seals: Sealed) -> Sealed:
    """One more at the end, as if it had happened long ago, and the head moved to it."""
    last = chain(items)[-1]
    told, added = said(last), dict(last)
    version = told["version"] + 1
    added["sk"] = f"event#{version:010}"
    new = {"version": version, "id": f"{told['document']}@{version}", "previous_hash": told["hash"]}
    put(added, told | new)
    items.append(added)
    head = next(i for i in items if i["sk"] == "head" and i["pk"] == last["pk"])
    head |= {"version": version, "hash": added["hash"]}
    return seals


def insert_a_twin(items: Items, seals: Sealed) -> Sealed:
    items.append(dict(chain(items)[0]))
    return seals


def reorder(items: Items, seals: Sealed) -> Sealed:
    first, second = chain(items)[:2]
    first["sk"], second["sk"] = second["sk"], first["sk"]
    return seals


def truncate(items: Items, seals: Sealed) -> Sealed:
    """The end of a chain, and the head put back to what is left."""
    *_, left, last = chain(items)
    items.remove(last)
    head = next(i for i in items if i["sk"] == "head" and i["pk"] == last["pk"])
    head |= {"version": said(left)["version"], "hash": left["hash"]}
    return seals


def remove(items: Items, seals: Sealed) -> Sealed:
    gone = chain(items)[0]["pk"]
    items[:] = [item for item in items if item["pk"] != gone]
    return seals


def leave_the_head(items: Items, seals: Sealed) -> Sealed:
    """An event that no seal has seen yet is taken away."""
    last = chain(items)[-1]
    head = next(i for i in items if i["sk"] == "head" and i["pk"] == last["pk"])
    head["version"] = int(head["version"]) + 1
    return seals


def lose_the_head(items: Items, seals: Sealed) -> Sealed:
    items.remove(head_of(items))
    return seals


def edit_the_head(items: Items, seals: Sealed) -> Sealed:
    """What everybody reads, under the version and the hash of an event that is left alone."""
    head = head_of(items)
    head["body"] = str(head["body"]).replace("200.00", "900.00")
    return seals


def change_the_maker(items: Items, seals: Sealed) -> Sealed:
    """So that they could agree to what they made themselves."""
    head_of(items)["maker"] = "somebody else"
    return seals


def head_of(items: Items) -> dict[str, Any]:
    last = chain(items)[-1]
    return next(i for i in items if i["sk"] == "head" and i["pk"] == last["pk"])


def take_the_middle(items: Items, seals: Sealed) -> Sealed:
    items.remove(chain(items)[1])
    return seals


def rewrite(items: Items, seals: Sealed) -> Sealed:
    """A chain made anew from its second event on, with every hash right."""
    before = said(chain(items)[0])["hash"]
    for event in chain(items)[1:]:
        told = said(event)
        told["previous_hash"], told["correlation"] = before, "another"
        put(event, told)
        before = event["hash"]
    head = next(i for i in items if i["sk"] == "head" and i["pk"] == chain(items)[0]["pk"])
    head["hash"] = before
    return seals


def relink(items: Items, seals: Sealed) -> Sealed:
    """An event that no seal holds by itself, made anew."""
    event = chain(items)[1]
    put(event, said(event) | {"correlation": "another"})
    return seals


def forge(items: Items, seals: Sealed) -> Sealed:
    """A seal of a made-up statement, under the name of the right key."""
    last = seals.seals[-1]
    other = last.statement.model_copy(update={"until": "2026-01-01T00:00:00.000001Z"})
    return seals._replace(seals=[*seals.seals[:-1], last.model_copy(update={"statement": other})])


def forge_with_another_key(items: Items, seals: Sealed) -> Sealed:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return seals._replace(keys={fingerprint(pem): pem})


def exchange_the_leaves(items: Items, seals: Sealed) -> Sealed:
    root = seals.seals[0].statement.root
    fewer = "\n".join(seals.leaves[root].splitlines()[1:])
    return seals._replace(leaves={**seals.leaves, root: fewer})


def lose_a_seal(items: Items, seals: Sealed) -> Sealed:
    return seals._replace(seals=[s for s in seals.seals if s.statement.sequence != 1])


def lose_the_newest_seal(items: Items, seals: Sealed) -> Sealed:
    return seals._replace(seals=seals.seals[:-1], next_expected=3)


def lose_the_newest_seal_unknown(items: Items, seals: Sealed) -> Sealed:
    last = seals.seals[-1].statement.until
    return seals._replace(seals=seals.seals[:-1], at=last, late_after=last)


def lose_every_seal(items: Items, seals: Sealed) -> Sealed:
    return seals._replace(seals=[])


def begin_anew(items: Items, seals: Sealed) -> Sealed:
    """A seal that the right key signed, but which follows no other: from another deployment."""
    from base64 import b64encode

    statement = seals.seals[1].statement.model_copy(update={"previous": "0" * 64})
    made = World().vault.sign(statement.text.encode())
    signature = b64encode(made.signature).decode()
    other = Seal(statement=statement, key=fingerprint(made.public_key), signature=signature)
    return seals._replace(seals=[seals.seals[0], other])


FIVE = [
    (edit, Tampering.EDITED, chains.event_found),
    (insert, Tampering.INSERTED, chains.uncovered),
    (reorder, Tampering.REORDERED, chains.out_of_place),
    (truncate, Tampering.TRUNCATED, chains.cut_off),
    (forge, Tampering.FORGED, sequence.unsigned),
]
MORE = [
    (edit_body, Tampering.EDITED, chains.event_found),
    (insert_a_twin, Tampering.INSERTED, chains.doubled),
    (remove, Tampering.TRUNCATED, chains.cut_off),
    (leave_the_head, Tampering.TRUNCATED, chains.beheaded),
    (lose_the_head, Tampering.TRUNCATED, chains.beheaded),
    (edit_the_head, Tampering.EDITED, chains.misstated),
    (change_the_maker, Tampering.EDITED, chains.misstated),
    (take_the_middle, Tampering.TRUNCATED, chains.gaps),
    (rewrite, Tampering.REWRITTEN, chains.rewritten),
    (relink, Tampering.REWRITTEN, chains.unlinked),
    (forge_with_another_key, Tampering.FORGED, sequence.unsigned),
    (exchange_the_leaves, Tampering.FORGED, sequence.unrooted),
    (lose_a_seal, Tampering.TRUNCATED, sequence.missing),
    (lose_the_newest_seal, Tampering.TRUNCATED, sequence.ended_early),
    (lose_the_newest_seal_unknown, Tampering.TRUNCATED, sequence.ended_early),
    (lose_every_seal, Tampering.TRUNCATED, sequence.ended_early),
    (begin_anew, Tampering.FORGED, sequence.unchained),
]


def test_nothing_is_found_where_nothing_was_done() -> None:
    assert judged(lambda items, seals: seals).found == ()


@pytest.mark.parametrize(("tamper", "what", "check"), FIVE + MORE)
def test_what_was_done_is_named(tamper: Tamper, what: Tampering, check: object) -> None:
    found = judged(tamper).found
    assert what in {one.what for one in found}, found
    assert what not in {one.what for one in judged(tamper, without=check).found}


@pytest.mark.parametrize("tamper", [remove, truncate, rewrite, insert])
def test_where_it_was_done_is_named(tamper: Tamper) -> None:
    document = chain(exported(HOUSE))[0]["pk"]
    assert {one.where for one in judged(tamper).found} == {document}


def test_findings_repeat_nothing_of_what_was_said() -> None:
    told = " ".join(one.why for tamper, *_ in FIVE + MORE for one in judged(tamper).found)
    assert "Nordlicht" not in told
    assert json.dumps("200.00") not in told


def large(items: Items) -> str:
    """The first event's body put where bodies are that are too large; answers its name there."""
    event = chain(items)[0]
    name = f"acme/{said(event)['content']}"
    del event["body"]
    event["body_ref"] = name
    return name


def test_a_large_body_is_held_against_its_hash() -> None:
    items = exported(HOUSE)
    body = str(chain(items)[0]["body"])
    name = large(items)
    for bodies, found in (
        (None, set()),
        ({name: body}, set()),
        ({name: body.replace("200.00", "900.00")}, {Tampering.EDITED}),
        ({}, {Tampering.TRUNCATED}),
    ):
        assert {one.what for one in History(bodies).read(items).found} == found


def test_a_large_body_of_another_tenant_is_another_body() -> None:
    items = exported(HOUSE)
    name = large(items)
    chain(items)[0]["body_ref"] = name.replace("acme/", "other/")
    assert {one.what for one in History().read(items).found} == {Tampering.EDITED}


@pytest.mark.parametrize("leaf", ['[["a"],{},"x",1]', "[" * 100_000, "3", '["a","b","1","c"]'])
def test_leaves_that_are_none_are_named(leaf: str) -> None:
    seals = sealed(HOUSE)
    root = seals.seals[0].statement.root
    seals = seals._replace(leaves={**seals.leaves, root: leaf})
    found = verify(seals, History().read(exported(HOUSE))).found
    assert (Tampering.TRUNCATED, "has no leaves") in {(one.what, one.why) for one in found}


@pytest.mark.parametrize(
    "item",
    [
        {"pk": "acme#inv_x", "sk": "head"},
        {"pk": "acme#inv_x", "sk": "head", "version": "x", "hash": None},
        {"pk": "acme#inv_x", "sk": "event#1"},
        {"sk": "event#1"},
    ],
)
def test_an_item_that_is_neither_head_nor_event_is_named(item: dict[str, Any]) -> None:
    assert {one.what for one in History().read([item]).found} == {Tampering.EDITED}
