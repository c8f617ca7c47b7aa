"""Answers in NetSuite's form: JSON, and errors as in docs.oracle.com, section_156570709583."""

import json
from decimal import Decimal
from typing import Any

from functions.runtime.ports import Reply

Entity = dict[str, Any]

_TITLES = {
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    429: "Too Many Requests",
    500: "Internal Server Error",
}
_PREFIX = "Error while accessing a resource. "


class Refusal(Exception):
    """NetSuite says no: 400 with a code, words, and perhaps the place in the body."""

    def __init__(self, message: str, path: str = "", code: str = "USER_ERROR") -> None:
        super().__init__(_PREFIX + message)
        self.path = path
        self.code = code


def answer(status: int, body: object = None, **headers: str) -> Reply:
    """An answer, with JSON if there is a body; underscores in header names stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content = {"content-type": "application/vnd.oracle.resource+json; type=singular-resource"}
    text = b"" if body is None else json.dumps(body, default=_number).encode()
    return Reply(status, {**content, **named}, text)


def error(status: int, code: str, detail: str, path: str = "", **headers: str) -> Reply:
    """An error body with one detail."""
    told = {"detail": detail, "o:errorCode": code} | ({"o:errorPath": path} if path else {})
    body = {
        "type": "https://www.rfc-editor.org/rfc/rfc9110.html#section-15",
        "title": _TITLES.get(status, "Error"),
        "status": status,
        "o:errorDetails": [told],
    }
    return answer(status, body, **headers)


def _number(value: object) -> float:
    """NetSuite's numbers are written as doubles: 119.0, never 119.00."""
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value)} is not shown")
