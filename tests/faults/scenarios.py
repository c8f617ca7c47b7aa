"""What happens in a house on a day, with everything that may happen meanwhile."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from functions.runtime.items import chain_hash
from local.simulators.sap.faults import Fault
from schemas.events.envelope import Envelope
from tests import company
from tests.faults.invariants import require
from tests.faults.rig import Rig

FIXTURES = Path(__file__).parent.parent / "fixtures"
MEMBERS = 3
QUICK: dict[str, Any] = {"failures_to_open": 2, "release_first": 1}


@dataclass(frozen=True)
class Scenario:
    """`meanwhile` are acts of others that may fall into the middle of any call.

    `without` opens the names of faults that this house is not set up for; a `long` one is left
    to `make faults`.
    """

    name: str
    setup: Callable[[], Rig]
    act: Callable[[Rig], None]
    expect: Callable[[Rig], None]
    meanwhile: dict[str, Callable[[Rig], None]] = field(default_factory=dict)
    without: str = "-"
    long: bool = False


def _house(*, with_supplier: bool = True, **patience: Any) -> Rig:
    rig = Rig()
    furnished(rig, with_supplier=with_supplier, **patience)
    return rig


def furnished(rig: Rig, *, with_supplier: bool = True, **patience: Any) -> None:
    """A small company in this house, at rest; `patience` is its resilience policy."""
    company.policy(rig, "callers", company.CALLERS)
    company.policy(rig, "entities", company.ENTITIES)
    company.policy(rig, "posting", company.POSTING, entity="DE01")
    if patience:
        company.policy(rig, "resilience", patience)
    if with_supplier:
        company.supplier(rig)
    rig.settle()


def submit(rig: Rig, key: str = "k1", **changes: Any) -> dict[str, Any]:
    """The portal submits an invoice, until it is answered."""
    return rig.ask(lambda: company.submit(rig, key, **changes))


def register(rig: Rig, vat: str = "DE811907980", key: str = "arrives") -> None:
    """Master data of the supplier arrives, until it is answered."""
    known = [{"scheme": "VAT", "value": vat}]
    body = {"name": "Nordlicht", "country": "DE", "identifiers": known}
    path = "/v1/suppliers/S-1001"
    rig.ask(lambda: rig.call("PUT", path, body, claims=company.MASTER, key=key))


def _arrive(rig: Rig) -> None:
    """Master data arrives, and those who wait are released, all at once."""
    register(rig)
    rig.bustle()


def _reject(rig: Rig) -> None:
    """A clerk rejects what can still be rejected."""
    for document in rig.states():
        path, body = f"/v1/invoices/{document}/rejection", {"reason": "not ours"}
        rig.call("POST", path, body, claims=company.ANN, key=f"reject {document}")


def _one(rig: Rig) -> None:
    submit(rig)
    rig.rest()


def _all_posted(rig: Rig, count: int = 1) -> None:
    states = sorted(rig.states().values())
    require(states == ["posted"] * count, f"I1 {states}")


def _posted_or_rejected(rig: Rig) -> None:
    states = list(rig.states().values())
    require(states in (["posted"], ["rejected"]), f"I1 {states}")


def _two_keys(rig: Rig) -> None:
    first = submit(rig)
    second = submit(rig, "k2")
    require(first["status"] == 201, f"accepted: {first}")
    require(second["status"] == 200, f"known: {second}")
    require(second["duplicate"], "known")
    require(first["id"] == second["id"], "one document")
    other = submit(rig, "k1", number="R-2")
    require(other["status"] == 422, f"I6 another payload under a known key: {other['status']}")
    clash = submit(rig, "k3", totals={"gross": "1.00", "payable": "1.00"})
    require(clash["status"] == 409, f"another content: {clash['status']}")
    rig.rest()


def _batch() -> bytes:
    """The first invoice of a real batch three times over: other numbers, and days of this house."""
    text = (FIXTURES / "ubl" / "batch_of_four.xml").read_text()
    text = text.replace("2026-11-02", "2026-02-27").replace("DE266182271", "DE136695976")
    start, end = text.index("<Invoice "), text.index("</Invoice>") + len("</Invoice>")
    copies = (text[start:end].replace("00501", f"0050{n}") for n in range(MEMBERS))
    return (text[:start] + "\n".join(copies) + "\n</Batch>\n").encode()


def _file(rig: Rig) -> None:
    rig.drop("in/portal/invoices/batch.xml", _batch())
    rig.rest()


def _file_posted(rig: Rig) -> None:
    _all_posted(rig, MEMBERS)
    require(list(rig.states("file").values()) == ["closed"], "the file is closed")
    members = rig.items("member#")
    require(len(members) == MEMBERS, "I7 every member is claimed once")
    require({item["outcome"] for item in members} == {"accepted"}, "each was accepted")
    kept = [name for name in rig.world.store.objects["intake"] if name.startswith("out/")]
    require(len(kept) == 1, "I7 acknowledged")


def _waiting(rig: Rig) -> None:
    submit(rig)
    rig.rest()
    register(rig)
    rig.rest()


def _withdrawn(rig: Rig) -> None:
    """The supplier's identifier is corrected just when those who waited for it were released."""
    submit(rig)
    rig.rest()
    register(rig)
    rig.relay()
    for message in rig.world.queue.receive("operations.release_waiting"):
        rig.deliver(rig.operation("operations.release_waiting"), message)
    register(rig, "DE136695976", "other")
    rig.rest()
    register(rig, key="again")
    rig.rest()


def _waited(rig: Rig) -> None:
    _all_posted(rig)
    cases = set(rig.states("case").values())
    require(cases <= {"resolved"}, f"I14 the case is {cases}")
    require(not rig.items("wait#"), "I14 nobody waits")


def _same_number(rig: Rig) -> None:
    submit(rig, "k1")
    submit(rig, "k2", issue_date="2026-02-27")
    rig.rest()


def _one_of_two(rig: Rig) -> None:
    states = sorted(rig.states().values())
    require(states == ["on_exception", "posted"], f"I1 {states}")
    require(list(rig.states("case").values()) == ["open"], "a case says so")
    require(len(rig.items("holder#")) == 1, "one holder")


def _outage(rig: Rig) -> None:
    rig.sap.order(Fault("down", seconds=240))
    for number in range(MEMBERS):
        submit(rig, f"k{number}", number=f"R-{number}")
    rig.rest()


def _broken_circuit() -> Rig:
    """SAP is back after an outage, which nobody has noticed yet."""
    rig = _house(failures_to_open=2)
    rig.sap.order(Fault("down", seconds=100))
    for number in range(MEMBERS - 1):
        company.submit(rig, f"k{number}", number=f"R-{number}")
    rig.run(1)
    rig.world.clock.advance(timedelta(seconds=50))
    return rig


def _back(rig: Rig) -> None:
    submit(rig, "k9")
    rig.rest()


def _down_again(rig: Rig) -> None:
    """SAP is down for another minute: what was just released fails, is woken, and waits again."""
    rig.sap.order(Fault("down", seconds=60))
    rig.bustle()
    rig.world.clock.advance(timedelta(seconds=15))
    rig.world.queue.put("operations.wake", "{}")
    rig.bustle()


def _many_posted(rig: Rig) -> None:
    _all_posted(rig, MEMBERS)


def _approve(rig: Rig) -> None:
    content = {"tolerance_minor_units": 2}
    propose = {"entity": "*", "content": content, "effective_from": company.START}
    path = "/v1/policies/validation"
    said = rig.ask(
        lambda: rig.call("POST", f"{path}/proposals", propose, claims=company.ANN, key="p")
    )
    approval, whole = f"{path}/{said['version']}/approval", {"entity": "*"}
    own = rig.ask(lambda: rig.call("POST", approval, whole, claims=company.ANN, key="own"))
    require(own["status"] in (403, 409), f"I9 her own proposal: {own['status']}")
    rig.ask(lambda: rig.call("POST", approval, whole, claims=company.BOB, key="a"))
    rig.rest()


def _propose_other(rig: Rig) -> None:
    content = {"tolerance_minor_units": 9}
    whole = {"entity": "*", "content": content, "effective_from": company.START}
    path = "/v1/policies/validation/proposals"
    rig.call("POST", path, whole, claims=company.ANN, key="p9")


def _approved_once(rig: Rig) -> None:
    heads = [item for item in rig.items("head") if "#policy#validation#" in str(item["pk"])]
    require(len(heads) == 1, "one policy")


def _then(fault: Callable[[], Fault]) -> Callable[[Rig], None]:
    def act(rig: Rig) -> None:
        rig.sap.order(fault())
        _one(rig)

    return act


def _forged(rig: Rig) -> None:
    """Events that were never committed are on the queue, under a right hash or a stolen one."""
    submit(rig)
    table = rig.world.store.tables["ledger"]
    document = next(iter(rig.states()))
    told = table.get((f"acme#{document}", "event#0000000001"))
    assert told is not None
    true = Envelope.model_validate_json(str(told["envelope"]))
    for number, (changes, hashed) in enumerate(
        (({"version": 7}, True), ({"data": {**true.data, "currency": "USD"}}, True), ({}, False)),
        start=7,
    ):
        false = true.model_copy(update={**changes, "id": f"{document}@{number}"})
        if hashed:
            false = false.model_copy(update={"hash": chain_hash(false)})
        message = {"source": "tieout.payables", "detail": false.model_dump()}
        rig.world.queue.put("payables.validate_invoice", json.dumps(message))
    rig.rest()


def _forgery_denied(rig: Rig) -> None:
    _all_posted(rig)
    denied = [i for i in rig.world.store.tables["ledger"].items if "#denial#" in i[0]]
    require(denied, "a forged event is denied, and that is recorded")


SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario("one", _house, _one, _posted_or_rejected, {"a clerk rejects it": _reject}),
        Scenario("two keys", _house, _two_keys, _all_posted),
        Scenario("file", _house, _file, _file_posted),
        Scenario(
            "waiting",
            lambda: _house(with_supplier=False),
            _waiting,
            _waited,
            {"the supplier arrives": register, "the supplier arrives and is told": _arrive},
        ),
        Scenario("withdrawn", lambda: _house(with_supplier=False), _withdrawn, _waited, long=True),
        Scenario("same number", _house, _same_number, _one_of_two),
        Scenario("outage", lambda: _house(**QUICK), _outage, _many_posted, long=True),
        Scenario(
            "back", _broken_circuit, _back, _many_posted, {"SAP goes down again": _down_again}
        ),
        Scenario("approve", _house, _approve, _approved_once, {"other proposal": _propose_other}),
        Scenario("late", _house, _then(lambda: Fault("late_commit", seconds=70)), _all_posted),
        Scenario("vanished", _house, _then(lambda: Fault("server_error")), _all_posted),
        Scenario(
            "prompt",
            lambda: _house(settle_seconds={"sap": 0}),
            _one,
            _all_posted,
            without="sap: commits",
        ),
        # A denial that another delivery is just writing is not written again.
        Scenario("forged", _house, _forged, _forgery_denied, without="contended"),
    )
}
