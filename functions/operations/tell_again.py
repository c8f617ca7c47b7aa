"""Put what a person had decided anew back on the queue of the operation that stopped it."""

import json
from typing import Any

from functions.runtime import keys
from functions.runtime.committed import truly
from functions.runtime.errors import Denied
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Grant, Operation
from functions.runtime.triggers import On
from schemas.events.case import CaseRetried, CaseWaived
from schemas.events.envelope import Envelope

operation = Operation(On(CaseRetried, CaseWaived), owner="platform", grants=(Grant.WAKE,), batch=1)


@operation.runs
def tell_again(kernel: Kernel, message: dict[str, Any]) -> str:
    """The original event with the one of the case beside it, both as they were committed.

    Told twice is decided once: the operation marks the event of the case. Raises Denied for an
    event that names none.
    """
    told = Envelope.model_validate(message["detail"])
    document, _, version = str(told.data["because_of"]).rpartition("@")
    if not version.isdigit():
        raise Denied("the case came of no event that could be told again")
    original = keys.event(told.tenant, document, int(version))
    again = keys.event(told.tenant, told.document, told.version)
    found = kernel.ports.store.read([original, again])
    if not truly(told, found.get(again, {})) or original not in found:
        raise Denied("no such event was ever committed")
    event = json.loads(str(found[original]["envelope"]))
    body = {
        "source": event["source"],
        "detail-type": event["type"],
        "detail": event,
        "again": json.loads(str(found[again]["envelope"])),
    }
    kernel.ports.queue.send(str(told.data["raised_by"]), json.dumps(body))
    return f"{told.data['raised_by']} is told {event['id']} again"
