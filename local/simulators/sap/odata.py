"""OData V2 as SAP Gateway speaks it: bodies, errors, the form of $filter that is used."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

from functions.runtime.ports import Reply

Entity = dict[str, Any]

_CLAUSE = re.compile(r"(\w+) eq (?:(datetime)?'((?:[^']|'')*)')")
_MIDNIGHT = re.compile(r"(\d{4}-\d{2}-\d{2})T00:00:00")
_DATE = re.compile(r"/Date\((-?\d+)\)/")


class Refusal(Exception):
    """SAP says no, with a message class and number."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def answer(status: int, body: object, **headers: str) -> Reply:
    """A JSON answer; underscores in header names stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content = {"content-type": "application/json;charset=utf-8", "dataserviceversion": "2.0"}
    return Reply(status, {**content, **named}, json.dumps(body).encode())


def error(status: int, code: str, message: str, **headers: str) -> Reply:
    """An error body of SAP Gateway (help.sap.com, Error Response Control)."""
    detail = {"code": code, "message": message, "propertyref": "", "severity": "error"}
    body = {
        "code": code,
        "message": {"lang": "en", "value": message},
        "innererror": {
            "application": {
                "component_id": "MM-FIO-IV",
                "service_namespace": "/SAP/",
                "service_id": "API_SUPPLIERINVOICE_PROCESS_SRV",
                "service_version": "0001",
            },
            "transactionid": "4FDF3748112322F4E10000000A420C41",
            "errordetails": [detail],
        },
    }
    return answer(status, {"error": body}, **headers)


def filters(text: str) -> dict[str, str]:
    """`A eq 'x' and B eq datetime'…'` as a mapping of wire values. Raises Refusal."""
    found: dict[str, str] = {}
    position = 0
    while match := _CLAUSE.match(text, position):
        text_value = match[3].replace("''", "'")
        found[match[1]] = _wire_date(text_value) if match[2] else text_value
        position = match.end()
        if text.startswith(" and ", position):
            position += len(" and ")
    if not found or position != len(text) or text.endswith(" and "):
        raise Refusal("/IWBEP/CM_MGW_RT/176", "Invalid filter expression")
    if "IsReversed" in found or "IsReversal" in found:
        raise Refusal("/IWBEP/CM_MGW_RT/176", "The property cannot be used in a filter")
    return found


def _wire_date(literal: str) -> str:
    match = _MIDNIGHT.fullmatch(literal)
    if not match:
        raise Refusal("/IWBEP/CM_MGW_RT/176", "Invalid filter expression")
    midnight = datetime.fromisoformat(match[1]).replace(tzinfo=UTC)
    return f"/Date({int(midnight.timestamp()) * 1000})/"


def day(wire: object) -> date:
    """The day of an Edm.DateTime. Raises Refusal."""
    match = _DATE.fullmatch(wire) if isinstance(wire, str) else None
    if not match:
        raise Refusal("/IWBEP/CM_MGW_RT/021", "A date property has an invalid value")
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(match[1]))).date()
