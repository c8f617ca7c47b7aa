"""What must hold after every run, whatever failed in it. Numbers are those of the fault matrix.

I2 (journals balance) and I3 (payments within the obligation) have no operation here yet; SAP's own
check of balance stands in for I2. I9 and I10 are read off the history of events.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from functions.runtime.items import GENESIS, chain_hash
from functions.runtime.ports import Item
from schemas.events.envelope import Envelope
from tests.faults.erps import ERPS
from tests.faults.rig import Broken, Rig

FORGOTTEN = timedelta(days=31)
"""No idempotency key is kept so long."""
LATER = timedelta(hours=1)
"""Past every lease and every settle time."""
WAITS = {"waiting", "rejected"}
"""What is rejected while it waits is released with the others, and decides nothing."""
TERMINAL = {"posted", "rejected", "cancelled", "resolved", "refused"}


def require(truth: object, what: str) -> None:
    """Raises Broken."""
    if not truth:
        raise Broken(what)


def check(rig: Rig) -> None:
    """All invariants; a rig that comes here is at rest."""
    histories = _histories(rig)
    posted_once(rig)
    announced(rig)
    for document, events in histories.items():
        chained(rig, document, events)
        ended(events)
    approved_by_another(rig)
    answered_alike(rig)
    nothing_left(rig)
    effects_final(rig)
    marks_true(rig)
    within_tenants(rig)
    require(not rig.unguarded, f"a write without its condition: {rig.unguarded[:3]}")


def posted_once(rig: Rig) -> None:
    """I1, I15: an invoice that is posted is in the ERP's books once, under the number that we tell,
    and no ERP would pay it; no other is there."""
    posted = [str(item["id"]) for item in rig.items("head") if item["state"] == "posted"]
    held = [bill for erp in ERPS for bill in erp.standing(rig)]
    references = Counter(bill.reference for bill in held)
    twice = [reference for reference, count in references.items() if count > 1]
    require(not twice, f"I1 posted twice: {twice}")
    require(len(held) == len(posted), f"I1 {len(held)} in the ERP, {len(posted)} posted")
    require(all(bill.withheld for bill in held), "I15 a bill that the ERP could pay as well")
    require(not any(erp.found_to_pay(rig) for erp in ERPS), "I15 a payment run finds something")
    told = {(data["reference"], data["erp_number"]) for data in told_of(rig, "InvoicePosted")}
    known = {(bill.reference, bill.number) for bill in held}
    require(told == known, f"I1 told {told}, held {known}")


def announced(rig: Rig) -> None:
    """I4, I7: every event of every document was published, with one content under one id.

    An id is a tenant's: two tenants have policies of the same name.
    """
    said: dict[tuple[str, str], str] = {}
    for entry in rig.world.bus.published:
        envelope = json.loads(entry["detail"])
        before = said.setdefault((envelope["tenant"], envelope["id"]), envelope["hash"])
        require(before == envelope["hash"], f"I4 two contents under {envelope['id']}")
    for item in rig.items("event#"):
        known = str(item["pk"]).partition("#")[0], str(item["id"])
        require(said.get(known) == item["hash"], f"I4 never announced: {item['id']}")


def chained(rig: Rig, document: str, events: list[Envelope]) -> None:
    """I5: versions without a gap, each hash over the one before, the last one in the head.

    `document` is its partition.
    """
    before = GENESIS
    for version, event in enumerate(events, start=1):
        require(event.version == version, f"I5 gap in {document} at {version}")
        require(event.previous_hash == before, f"I5 chain of {document} broken at {version}")
        require(event.hash == chain_hash(event), f"I5 {document}@{version} was edited")
        before = event.hash
    head = rig.world.store.tables["ledger"].items[document, "head"]
    require(head["hash"] == before, f"I5 head of {document} is not its last event")
    require(head["version"] == len(events), f"I5 head of {document} counts otherwise")


def ended(events: list[Envelope]) -> None:
    """I10: a terminal state is never left, and never reached twice."""
    for event in events[:-1]:
        over = event.state in TERMINAL and event.kind != "file"
        require(not over, f"I10 {event.document} moved after it was {event.state}")


def approved_by_another(rig: Rig) -> None:
    """I9: nobody approved what he proposed."""
    for item in rig.items("head"):
        if item["kind"] == "policy":
            for version in json.loads(str(item["body"])).get("approved", ()):
                require(version["proposed_by"] != version["approved_by"], "I9 maker is checker")


def answered_alike(rig: Rig) -> None:
    """I6: once a call has taken effect it gets the same bytes, however often it is made."""
    for (operation, _), answers in rig.answers.items():
        kept = [place for place, (status, body) in enumerate(answers) if _kept(status, body)]
        after = set(answers[kept[0] :]) if kept else set()
        require(len(after) <= 1, f"I6 {operation} answered differently: {after}")


def _kept(status: int, body: str) -> bool:
    return status < 300 or '"case":"case_' in body


def nothing_left(rig: Rig) -> None:
    """I7, I13, I14: no message, dead letter, waiter or due work is left without a reason."""
    require(not rig.unfinished(), f"I13 unfinished: {rig.unfinished()}")
    dead = {name: len(letters) for name, letters in rig.world.queue.dead.items() if letters}
    require(not dead, f"I7 dead letters: {dead}")
    waits = {name for name, state in rig.states().items() if state in WAITS}
    for waiter in rig.items("wait#"):
        document = str(waiter["sk"]).split("#")[2]
        require(document in waits, f"I14 {waiter['pk']} {waiter['sk']} waits for nothing")


def effects_final(rig: Rig) -> None:
    """I1, I13: the effect of a posted invoice is done, and its mark is there."""
    marks = {str(item["sk"]).split("#")[2].split("@")[0] for item in rig.items("mark#")}
    for item in rig.items("effect#"):
        if "outcome" not in item:
            document = str(item["pk"]).partition("#")[2]
            done = item["state"] == "done" and rig.head(document)["state"] == "posted"
            require(done or item["state"] == "refused", f"I13 {item['sk']} is {item['state']}")
            require(document in marks, f"I11 no mark at {document}")


def marks_true(rig: Rig) -> None:
    """I4: only what was committed is ever decided."""
    events = {item["id"] for item in rig.items("event#")}
    for item in rig.items("mark#"):
        told = str(item["sk"]).split("#", 2)[2]
        require(told in events, f"I4 {told} was decided and never committed")


def told_again(rig: Rig) -> None:
    """I6, I11, I12: every message once more, latest first, and every call: nothing changes."""
    before = standing(rig)
    rig.world.clock.advance(LATER)
    for name, body in reversed(rig.told):
        rig.world.queue.put(name, body)
    rig.settle()
    for operation, event in list(rig.asked.values()):
        rig.invoke(operation, event)
    for function, payload in list(rig.stepped.values()):
        rig.step_again(function, payload)
    rig.rest()
    after = standing(rig)
    changed = sorted(
        key for key in before.keys() | after.keys() if before.get(key) != after.get(key)
    )
    require(not changed, f"I11 telling it again changed {changed[:4]}")
    check(rig)


def within_tenants(rig: Rig) -> None:
    """I8: no invocation for one tenant read or wrote anything of another."""
    for operation, tenants in rig.touched:
        require(len(tenants) < 2, f"I8 {operation} went from tenant to tenant")


def told_much_later(rig: Rig) -> None:
    """F7: the same once more when no key is remembered any more: no other document, no other bill.

    What a calendar moves by then (a reminder, an expiry) may have moved.
    """
    rig.world.clock.advance(FORGOTTEN)
    rig.settle()
    before = standing(rig)
    for name, body in rig.told:
        rig.world.queue.put(name, body)
    rig.settle()
    for operation, event in list(rig.asked.values()):
        rig.invoke(operation, event)
    rig.settle()
    after = standing(rig)
    for key, item in before.items():
        lasting = key[1] == "books" or key[1].startswith(("mark#", "effect#", "event#"))
        require(not lasting or after.get(key) == item, f"I11 {key} changed after a month")
    require(rig.documents() == _documents(before), "I11 another document after a month")


def _documents(kept: dict[tuple[str, str], Item]) -> set[str]:
    return {str(item["id"]) for (_, sk), item in kept.items() if sk == "head"}


def standing(rig: Rig) -> dict[tuple[str, str], Item]:
    """All that is kept but circuits and how long one waits, which time moves, and denials."""
    items = rig.world.store.tables["ledger"].items.items()
    kept = {
        key: {**item, "since": 0} if key[1].startswith("wait#") else item
        for key, item in items
        if "#denial#" not in key[0] and key[0][:7] != "system#"
    }
    books: dict[tuple[str, str], Item] = {
        (erp.name, "books"): {"bills": len(erp.standing(rig))} for erp in ERPS
    }
    return {**kept, **books}


def told_of(rig: Rig, name: str) -> Iterator[dict[str, Any]]:
    """The data of every event of a kind."""
    for item in rig.items("event#"):
        envelope = Envelope.model_validate_json(str(item["envelope"]))
        if envelope.type.startswith(f"{name}."):
            yield envelope.data


def _histories(rig: Rig) -> dict[str, list[Envelope]]:
    """The events of each document, by its partition."""
    found: dict[str, list[Envelope]] = {str(item["pk"]): [] for item in rig.items("head")}
    for item in sorted(rig.items("event#"), key=lambda one: str(one["sk"])):
        envelope = Envelope.model_validate_json(str(item["envelope"]))
        require(str(item["pk"]) in found, f"I5 {envelope.id} has no head")
        found[str(item["pk"])].append(envelope)
    return found
