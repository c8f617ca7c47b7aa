"""OData V2 in JSON as SAP Gateway speaks it: dates, literals, bodies; pure."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from functions.runtime.ports import Reply

Entity = dict[str, Any]

RAW_MAX = 16_000
"""Characters that are kept of an answer."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATE = re.compile(r"/Date\((-?\d{1,15})(?:[+-]\d{4})?\)/")


def wire_date(day: date) -> str:
    """A day as Edm.DateTime: milliseconds of its midnight in UTC."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return f"/Date({(midnight - _EPOCH) // timedelta(milliseconds=1)})/"


def day_of(wire: object) -> date | None:
    """The day of an Edm.DateTime, or None for anything else."""
    if not isinstance(wire, str) or not (match := _DATE.fullmatch(wire)):
        return None
    try:
        return (_EPOCH + timedelta(milliseconds=int(match[1]))).date()
    except OverflowError:
        return None


def literal(text: str) -> str:
    """Text as an Edm.String literal of a $filter: in quotes, a quote doubled."""
    return "'" + text.replace("'", "''") + "'"


def member(reply: Reply, name: str) -> Entity:
    """The object under one name of the body (`d`, `error`); empty if there is none."""
    try:
        body = json.loads(reply.body)
    except ValueError:
        return {}
    return as_object(as_object(body).get(name))


def as_object(value: object) -> Entity:
    """The value if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def number_of(entity: Entity) -> str:
    """`<SupplierInvoice>/<FiscalYear>`, the key of a supplier invoice, or nothing."""
    number, year = entity.get("SupplierInvoice"), entity.get("FiscalYear")
    if not isinstance(number, str) or not isinstance(year, str) or not number or not year:
        return ""
    return f"{number}/{year}"
