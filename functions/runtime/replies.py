"""Answers over HTTP: the same bytes for the same answer, problems as RFC 9457 says."""

from collections.abc import Mapping
from typing import Any

from functions.runtime.decision import Answer
from functions.runtime.errors import TieoutError
from schemas.base import canonical_json

Response = dict[str, Any]

REPLAYED = "Idempotency-Replayed"
_SAFE = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
}


def respond(status: int, body: str, *, replayed: bool = False) -> Response:
    """A response whose body was rendered before, and perhaps stored."""
    kind = "application/problem+json" if status >= 400 else "application/json"
    headers = {"Content-Type": kind, **_SAFE}
    if replayed:
        headers[REPLAYED] = "true"
    return {"statusCode": status, "headers": headers, "body": body, "isBase64Encoded": False}


def answer(said: Answer[Any]) -> Response:
    """What a reading operation answers."""
    return respond(said.status, said.body.model_dump_json(exclude_none=True))


def problem(error: TieoutError) -> Response:
    """An error as a problem; it says whether a retry makes sense, and when."""
    said = respond(error.http_status, canonical_json(error.problem()))
    if error.retryable:
        said["headers"]["Retry-After"] = "1"
    return said


def render(body: Mapping[str, Any]) -> str:
    """The bytes of an answer, as they are stored with its idempotency key."""
    return canonical_json(dict(body))
