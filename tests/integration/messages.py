"""One undecided message for every consumer, and what its being done can be seen by."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from functions.runtime import circuit, keys
from local.simulators.sap.faults import Fault
from schemas.base import iso
from schemas.policies.resilience import Resilience
from tests.company import PORTAL, invoice, supplier
from tests.house import HOME
from tests.integration.calls import CALLS, accepted, number
from tests.integration.cloud import Cloud

BATCH = Path(__file__).parents[1] / "fixtures/ubl/batch_of_four.xml"


class Work(NamedTuple):
    """A message that was never delivered; `wrong` is one that must change nothing of ours."""

    body: str
    done: Callable[[Cloud], bool]
    wrong: str = ""


def _state(document: str, *states: str) -> Callable[[Cloud], bool]:
    head = keys.head(HOME, document)
    return lambda cloud: cloud.ports.store.read([head])[head]["state"] in states


def _forged(body: str) -> str:
    told = json.loads(body)
    told["detail"]["data"]["gross"] = "999999.00"
    return json.dumps(told)


def _validate(cloud: Cloud) -> Work:
    document = accepted(cloud)
    return _left(cloud, "payables.validate_invoice", _state(document, "validated"))


def _post(cloud: Cloud) -> Work:
    document = accepted(cloud)
    return _left(cloud, "payables.post_invoice", _state(document, "posted"))


def _left(cloud: Cloud, name: str, done: Callable[[Cloud], bool], saying: str = "") -> Work:
    """What this operation was told last that says so, with everything else at rest."""
    cloud.settle(but=name)
    told = cloud.take(name)
    last = [body for body in told if saying in body][-1]
    for body in told:
        if body == last:
            continue
        assert cloud.serve(name, body)
    return Work(last, done, _forged(last))


def _waiting(cloud: Cloud) -> tuple[str, str]:
    """An invoice that waits for a supplier; answers it and the supplier's VAT number."""
    vat = f"DE{int(number()[2:]):09}"
    known, name = number(), {"name": "Late AG", "tax_ids": [{"scheme": "VAT", "value": vat}]}
    body = invoice(number=known, supplier=name)
    status, said, _ = cloud.call("POST", "/v1/invoices", body, claims=PORTAL, key=known)
    assert status == 201, said
    cloud.settle()
    return str(said["id"]), vat


def _resolve(cloud: Cloud) -> Work:
    _, vat = _waiting(cloud)
    before = cloud.cases("resolved")
    supplier(cloud, f"S-3{number()[2:]}", vat)
    return _left(
        cloud,
        "operations.resolve_case",
        lambda cloud: cloud.cases("resolved") == before + 1,
        saying='"resolves"',
    )


def _release(cloud: Cloud) -> Work:
    _, vat = _waiting(cloud)
    supplier(cloud, f"S-3{number()[2:]}", vat)

    def released(cloud: Cloud) -> bool:
        return bool(cloud.take("payables.validate_invoice"))

    return _left(cloud, "operations.release_waiting", released)


def _wake(cloud: Cloud) -> Work:
    cloud.sap.order(Fault("server_error", status=503))
    accepted(cloud)
    cloud.settle()
    cloud.world.clock.pause(120)
    body = json.dumps({"time": iso(cloud.world.clock())})
    return Work(body, lambda cloud: len(cloud.take("payables.post_invoice")) == 1)


def _probe(cloud: Cloud) -> Work:
    key = circuit.key("sap")
    known = cloud.ports.store.read([key]).get(key)
    circuit.failed(cloud.ports, "sap", known, Resilience(failures_to_open=1))
    body = json.dumps({"time": iso(cloud.world.clock())})
    return Work(body, lambda cloud: cloud.ports.store.read([key])[key]["state"] == "closed")


def _republish(cloud: Cloud) -> Work:
    body = json.dumps({"tenant": HOME, "document": cloud.stopped})
    return Work(body, lambda cloud: bool(cloud.take("operations.relay")), "{}")


def _relay(cloud: Cloud) -> Work:
    body = json.dumps({"events": [[f"{HOME}#{cloud.stopped}", "event#0000000001"]]})
    return Work(body, lambda cloud: bool(cloud.take("payables.validate_invoice")), "{}")


def _file(cloud: Cloud) -> Work:
    content = BATCH.read_bytes() + f"<!-- {number()} -->".encode()
    key = f"in/portal/invoices/{number()}.xml"
    body = cloud.drop(key, content, notify=False)
    wrong = cloud.drop("in/nobody/invoices/a.xml", content, notify=False)
    return Work(body, lambda cloud: key in cloud.acknowledged(), wrong)


def _told_again(cloud: Cloud) -> Work:
    call = CALLS["operations.retry_case"](cloud)
    status, said, _ = cloud.call("POST", call.path, call.body, claims=call.claims, key=number())
    assert status == 200, said
    return _left(
        cloud,
        "operations.tell_again",
        lambda cloud: len(cloud.take("payables.validate_invoice")) == 1,
    )


def _notify(cloud: Cloud) -> Work:
    """A case that is open, and its owner was never told."""
    accepted(cloud, issue_date="1990-01-01")

    def told(cloud: Cloud) -> bool:
        return any("mark#operations.notify_owner" in sk for _, _, sk in cloud.everything())

    return _left(cloud, "operations.notify_owner", told)


MESSAGES: Mapping[str, Callable[[Cloud], Work]] = {
    "operations.probe_systems": _probe,
    "operations.relay": _relay,
    "operations.release_waiting": _release,
    "operations.republish": _republish,
    "operations.resolve_case": _resolve,
    "operations.notify_owner": _notify,
    "operations.tell_again": _told_again,
    "operations.wake": _wake,
    "payables.post_invoice": _post,
    "payables.receive_invoice_file": _file,
    "payables.validate_invoice": _validate,
}
