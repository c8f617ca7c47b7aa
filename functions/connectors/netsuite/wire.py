"""JSON as NetSuite's REST record service speaks it; pure.

Amounts are JSON numbers there, so they are written and read digit for digit: never as a float.
Errors: "Error Handling in REST Web Services" (docs.oracle.com, section_156570709583).
"""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from functions.runtime.ports import Reply

Wire: TypeAlias = "Mapping[str, Wire] | Sequence[Wire] | Decimal | str | bool"
Entity = dict[str, Any]

RAW_MAX = 16_000
"""Characters that are kept of an answer."""


def rendered(value: Wire) -> str:
    """JSON text in which a Decimal is a number with exactly its digits."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, Mapping):
        members = (f"{json.dumps(name)}: {rendered(each)}" for name, each in value.items())
        return "{" + ", ".join(members) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(rendered(each) for each in value) + "]"
    return json.dumps(value)


def entity_of(reply: Reply) -> Entity:
    """The JSON object of a body, its numbers exact; empty if there is none."""
    try:
        return as_object(json.loads(reply.body, parse_float=Decimal))
    except (ValueError, ArithmeticError):
        return {}


def as_object(value: object) -> Entity:
    """The value if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def identifier(value: object) -> str:
    """The internal id of a reference: `{"id": "7"}`, or the bare id of a list field; or nothing."""
    found = value.get("id") if isinstance(value, dict) else value
    return found if isinstance(found, str) else ""


def error_of(reply: Reply) -> tuple[str, str]:
    """`o:errorCode` and `detail` of the first error detail; no code if it is no error of theirs.

    The code is a category: business rules, duplicates, locks and missing permissions are all
    USER_ERROR, and only words in `detail` tell them apart. So nothing is decided by it.
    """
    details = entity_of(reply).get("o:errorDetails")
    first = as_object(details[0]) if isinstance(details, list) and details else {}
    code, detail = first.get("o:errorCode"), first.get("detail")
    return (
        code if isinstance(code, str) else "",
        detail if isinstance(detail, str) else "",
    )


def raw_of(reply: Reply) -> str:
    """The body as text, cut to what is kept of it."""
    return reply.body.decode("utf-8", "replace")[:RAW_MAX]
