"""What people and partners do in a house, in the order of a day or in the middle of a call."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from functions.runtime.items import chain_hash
from functions.runtime.memory import Crossing, Killed
from functions.runtime.ports import Put
from schemas.events.envelope import Envelope
from tests import announced, company
from tests.faults.erps import SAP, Erp
from tests.faults.invariants import require
from tests.faults.rig import Rig
from tests.house import OPERATIONS

FIXTURES = Path(__file__).parent.parent / "fixtures"
MEMBERS = 3
QUICK: dict[str, Any] = {"failures_to_open": 2, "release_first": 1}


def house(erp: Erp = SAP, *, with_supplier: bool = True, **patience: Any) -> Rig:
    """A house that is furnished, in front of this ERP."""
    rig = Rig(erp)
    furnished(rig, with_supplier=with_supplier, **patience)
    return rig


def furnished(rig: Rig, *, with_supplier: bool = True, **patience: Any) -> None:
    """A small company in this house, at rest; `patience` is its resilience policy."""
    company.policy(rig, "callers", company.CALLERS)
    company.policy(rig, "entities", company.ENTITIES)
    company.policy(rig, "posting", dict(rig.erp.posting), entity="DE01")
    if patience:
        company.policy(rig, "resilience", patience)
    if with_supplier:
        company.supplier(rig)
    rig.settle()


def everyone_may(rig: Rig) -> None:
    """From here on everybody who is known has every role, everywhere."""
    roles = sorted({role for operation in OPERATIONS for role in operation.roles})
    widened = {
        kind: [{**one, "roles": roles, "entities": ["*"]} for one in known]
        for kind, known in company.CALLERS.items()
    }
    rig.world.clock.pause(1)
    company.policy(rig, "callers", widened)


def submit(rig: Rig, key: str = "k1", **changes: Any) -> dict[str, Any]:
    """The portal submits an invoice, until it is answered."""
    return rig.ask(lambda: company.submit(rig, key, **changes))


def register(rig: Rig, vat: str = "DE811907980", key: str = "arrives") -> None:
    """Master data of the supplier arrives, until it is answered."""
    known = [{"scheme": "VAT", "value": vat}]
    body = {"name": "Nordlicht", "country": "DE", "identifiers": known}
    path = "/v1/suppliers/S-1001"
    rig.ask(lambda: rig.call("PUT", path, body, claims=company.MASTER, key=key))


def arrive(rig: Rig) -> None:
    """Master data arrives, and those who wait are released, all at once."""
    register(rig)
    rig.bustle()


def reject_all(rig: Rig) -> None:
    """A clerk rejects what can still be rejected."""
    for document in rig.states():
        path, body = f"/v1/invoices/{document}/rejection", {"reason": "not ours"}
        rig.call("POST", path, body, claims=company.ANN, key=f"reject {document}")


def one_invoice(rig: Rig) -> None:
    """One invoice."""
    submit(rig)
    rig.rest()


def two_keys(rig: Rig) -> None:
    """The same invoice under other keys, and other invoices under the same."""
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


def batch(day: str = "2026-02-27") -> bytes:
    """The first invoice of a real batch three times over: other numbers, and this day."""
    text = (FIXTURES / "ubl" / "batch_of_four.xml").read_text()
    due = (date.fromisoformat(day) + timedelta(days=30)).isoformat()
    for old, new in (("2026-11-02", day), ("2026-12-02", due), ("DE266182271", "DE136695976")):
        text = text.replace(old, new)
    start, end = text.index("<Invoice "), text.index("</Invoice>") + len("</Invoice>")
    copies = (text[start:end].replace("00501", f"0050{n}") for n in range(MEMBERS))
    return (text[:start] + "\n".join(copies) + "\n</Batch>\n").encode()


def drop_file(rig: Rig) -> None:
    """A file of several invoices."""
    rig.drop("in/portal/invoices/batch.xml", batch())
    rig.rest()


def drop_again(rig: Rig) -> None:
    """The same bytes under another name."""
    rig.drop("in/portal/invoices/again.xml", batch())
    rig.bustle()


def interchange(text: str = "first") -> bytes:
    """An interchange under one control reference, of a message that no invoice can be read from."""
    note = f"FTX+AAI+++{text}'"
    message = f"UNH+1+INVOIC:D:96A:UN'BGM+380+R-1+9'{note}UNT+4+1'"
    return f"UNB+UNOA:2+NORDLICHT+TIEOUT+260228:0900+77'{message}UNZ+1+77'".encode()


def drop_interchange(rig: Rig) -> None:
    """An interchange, and its control reference once more with other content."""
    rig.drop("in/portal/invoices/first.edi", interchange())
    rig.rest()
    rig.drop("in/portal/invoices/second.edi", interchange("second"))
    rig.rest()


def drop_interchange_again(rig: Rig) -> None:
    """The other content comes at the same time."""
    rig.drop("in/portal/invoices/meanwhile.edi", interchange("second"))
    rig.bustle()


def supplier_comes_late(rig: Rig) -> None:
    """Master data arrives after the invoice."""
    submit(rig)
    rig.rest()
    register(rig)
    rig.rest()


def large_invoice(rig: Rig) -> None:
    """An invoice whose body does not fit into its item."""
    submit(rig, notes=["x" * 3990] * 60)
    rig.rest()
    require(rig.world.store.objects["documents"], "its body is in the bucket")


def identifier_withdrawn(rig: Rig) -> None:
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


def same_number_twice(rig: Rig) -> None:
    """Two documents claim one number of one supplier."""
    submit(rig, "k1")
    submit(rig, "k2", issue_date="2026-02-27")
    rig.rest()


def invoices_in_an_outage(rig: Rig) -> None:
    """The ERP is down for some minutes."""
    rig.order("down", seconds=240)
    for number in range(MEMBERS):
        submit(rig, f"k{number}", number=f"R-{number}")
    rig.rest()


def broken_circuit(erp: Erp = SAP) -> Rig:
    """The ERP is back after an outage, which nobody has noticed yet."""
    rig = house(erp, failures_to_open=2)
    rig.order("down", seconds=100)
    for number in range(MEMBERS - 1):
        company.submit(rig, f"k{number}", number=f"R-{number}")
    rig.run(1)
    rig.world.clock.advance(timedelta(seconds=50))
    return rig


def one_more(rig: Rig) -> None:
    """One more invoice, and time."""
    submit(rig, "k9")
    rig.rest()


def back_after_a_kill(rig: Rig) -> None:
    """The delivery that parks the invoice dies at once."""
    boundary = rig.world.boundary
    usual = boundary.after

    def kill(crossing: Crossing) -> None:
        usual(crossing)
        writes = crossing.args[0] if crossing.name == "store.write" else ()
        parks = any(isinstance(one, Put) and one.key.sk.startswith("wait#") for one in writes)
        if parks:
            boundary.after = usual
            raise Killed

    boundary.after = kill
    one_more(rig)


def down_again(rig: Rig) -> None:
    """The ERP is down for a minute: what was just released fails, is woken, and waits again."""
    rig.order("down", seconds=60)
    rig.bustle()
    rig.world.clock.advance(timedelta(seconds=15))
    rig.world.queue.put("operations.wake", "{}")
    rig.bustle()


def approve_a_policy(rig: Rig) -> None:
    """A policy is proposed, and approved by another; her own approval is refused."""
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


def propose_other(rig: Rig) -> None:
    """Another proposal takes the place of the one that waits."""
    content = {"tolerance_minor_units": 9}
    whole = {"entity": "*", "content": content, "effective_from": company.START}
    path = "/v1/policies/validation/proposals"
    rig.call("POST", path, whole, claims=company.ANN, key="p9")


def approve_pending(rig: Rig) -> None:
    """Bob approves whatever policy waits for it."""
    for head in rig.items("head"):
        pending = json.loads(str(head["body"])).get("pending") if head["kind"] == "policy" else None
        if pending:
            _, _, name, entity = str(head["pk"]).split("#")
            path = f"/v1/policies/{name}/{pending['version']}/approval"
            key = f"approve {pending['version']}"
            rig.call("POST", path, {"entity": entity}, claims=company.BOB, key=key)


def under(*faults: dict[str, Any], **changes: Any) -> Callable[[Rig], None]:
    """One invoice while the ERP fails in these ways, one after the other."""

    def act(rig: Rig) -> None:
        for fault in faults:
            rig.order(**fault)
        submit(rig, **changes)
        rig.rest()

    return act


def announced_invoice(rig: Rig) -> None:
    """A partner announces an invoice, its account attached, and the same invoice once more."""
    attached = announced.attach(rig)
    announced.announce(rig, announced.detail(attached))
    announced.announce(rig, announced.detail(attached))
    rig.rest()
    announced.announce(rig, announced.detail(attached, submission_id="s-2"))
    rig.rest()


def submit_meanwhile(rig: Rig) -> None:
    """The same invoice comes by the API."""
    submit(rig, "meanwhile")


def refused_event(rig: Rig) -> None:
    """A partner announces an invoice whose attached object is not the one it says."""
    attached = announced.attach(rig) | {"sha256": "0" * 64}
    announced.announce(rig, announced.detail(attached))
    rig.rest()


def forged_events(rig: Rig) -> None:
    """Events that were never committed are on the queue, under a right hash or a stolen one."""
    submit(rig)
    table = rig.world.store.tables["ledger"]
    document = next(iter(rig.states()))
    told = table.get((f"acme#{document}", "event#0000000001"))
    assert told is not None
    true = Envelope.model_validate_json(str(told["envelope"]))
    other: dict[str, Any] = {"data": {**true.data, "currency": "USD"}}
    lies: tuple[tuple[dict[str, Any], bool], ...] = (
        ({"version": 7}, True),
        (other, True),
        ({}, False),
    )
    for number, (changes, hashed) in enumerate(lies, start=7):
        false = true.model_copy(update={**changes, "id": f"{document}@{number}"})
        if hashed:
            false = false.model_copy(update={"hash": chain_hash(false)})
        message = {"source": "tieout.payables", "detail": false.model_dump()}
        rig.world.queue.put("payables.validate_invoice", json.dumps(message))
    rig.rest()
