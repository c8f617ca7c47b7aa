"""What is stored leaves out what stands by default, so a default means the same for ever.

A default that changes would change every stored document that left it out. A new one that says
something is written down here; one that is here is never changed: give the field a new name.
"""

import json
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from schemas.documents import DOCUMENTS
from schemas.invoice import Invoice
from tests.company import company, submit

SAYING = {
    "Heartbeat.entity": "*",
    "IntakeFile.entity": "*",
    "Invoice.test": False,
    "Invoice.place": 0,
    "PaymentTerms.end_of_month": False,
    "Compared.differing": 0,
    "Compared.unnamed": 0,
    "Compared.unsettled_count": 0,
    "Side.count": 0,
    "Redrive.entity": "*",
    "Restore.entity": "*",
    "Supplier.status": "active",
    "Supplier.entities": "*",
}


def _models(kind: Any, seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """A model and all that its fields are made of."""
    if isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in seen:
        seen.add(kind)
        for field in kind.model_fields.values():
            _models(field.annotation, seen)
    for part in get_args(kind):
        _models(part, seen)
    return seen


def _saying(kinds: set[type[BaseModel]]) -> Iterator[tuple[str, Any]]:
    """Defaults that are not just nothing, nor a model of nothing but defaults."""
    for kind in kinds:
        for name, field in kind.model_fields.items():
            default = None if field.is_required() else field.get_default(call_default_factory=True)
            nothing = default in (None, (), "", {}) and default is not False
            if not nothing and not isinstance(default, BaseModel):
                yield f"{kind.__name__}.{name}", default


def test_no_default_of_a_stored_document_changes() -> None:
    kinds: set[type[BaseModel]] = set()
    for kind in DOCUMENTS.values():
        _models(kind, kinds)
    assert dict(_saying(kinds)) == SAYING


def test_what_stands_by_default_is_not_stored_and_comes_back() -> None:
    house = company()
    head = house.head(str(submit(house)[1]["id"]))
    kept = json.loads(str(head["body"]))
    assert not {"notes", "attachments", "test", "place"} & kept.keys()
    whole = Invoice.model_validate(kept)
    assert (whole.notes, whole.test, whole.place) == ((), False, 0)
