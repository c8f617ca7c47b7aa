"""A partner who announces its invoices on the inbound bus, for a house or a rig."""

import hashlib
import json
from typing import Any

from tests.company import IBAN, invoice
from tests.house import House

SOURCE = "partner.portal"
NAME = "attached/portal/r-2026-0001.json"
SUBMIT = "payables.submit_invoice"
MEANS: dict[str, Any] = {"payment_means": [{"code": "58", "account": IBAN}]}


def attach(house: House, said: Any = None, key: str = NAME) -> dict[str, str]:
    """Leave an object in the intake bucket; answers how an event refers to it."""
    content = said if isinstance(said, bytes) else json.dumps(MEANS if said is None else said)
    body = content if isinstance(content, bytes) else content.encode()
    house.world.store.put_object(key, body, bucket="intake")
    version = house.world.store.objects["intake"][key][-1].version
    return {"key": key, "version_id": version, "sha256": hashlib.sha256(body).hexdigest()}


def detail(attached: dict[str, str] | None, **changes: Any) -> dict[str, Any]:
    """An event about the company's invoice, without account numbers; None leaves a field out."""
    whole: dict[str, Any] = {**invoice(payment_means=None), "submission_id": "s-1"}
    whole |= {"attached": attached, **changes}
    return {name: said for name, said in whole.items() if said is not None}


def announce(house: House, said: dict[str, Any], source: str = SOURCE) -> None:
    """The event as the bus's rule puts it on the queue; each gets an id of its own."""
    event = {"id": house.world.ids(), "source": source, "detail-type": "InvoiceSubmitted"}
    house.world.queue.put(SUBMIT, json.dumps({**event, "detail": said}))
