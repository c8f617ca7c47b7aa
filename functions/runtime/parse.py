"""Bytes into a model, with every finding at once and nothing smuggled in.

JSON here is RFC 8259 read strictly (I-JSON, RFC 7493): no duplicate names, no NaN or Infinity, no
lone surrogates, no numbers that are not what they look like; depth and size are capped first.
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from functions.runtime.errors import Invalid
from schemas.base import Model
from schemas.finding import Finding

M = TypeVar("M", bound=Model)
DEPTH = 32
NAME_LIMIT = 40
_ACCOUNT_LIKE = re.compile(r"(?:[0-9][ .-]?){5}")
_PART = re.compile(r'"(?:[^"\\]|\\.)*"|[][{}]')


def json_object(body: bytes, limit: int) -> dict[str, Any]:
    """The object in a body. Raises Invalid: too large (413), not UTF-8, not JSON, not an object."""
    if len(body) > limit:
        raise Invalid(f"the body is larger than {limit} bytes", status=413)
    try:
        text = body.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_no_duplicates, parse_constant=_no_constant)
    except UnicodeDecodeError as wrong:
        raise Invalid(
            "the body is not UTF-8", findings=[_at("JSON-ENCODING", wrong.start)]
        ) from None
    except json.JSONDecodeError as wrong:
        finding = Finding(
            code="JSON", message=wrong.msg, where=f"line {wrong.lineno} column {wrong.colno}"
        )
        raise Invalid("the body is not JSON", findings=[finding]) from None
    except RecursionError:
        raise Invalid("the body is nested too deeply") from None
    except ValueError as wrong:
        raise Invalid(str(wrong)) from None
    if not isinstance(value, dict):
        raise Invalid("the body is not a JSON object")
    if _depth(value) > DEPTH:
        raise Invalid("the body is nested too deeply")
    return value


def outline(message: str) -> dict[str, Any]:
    """What a message says at its first level; each object or list in it is the text that it is.

    Whatever a sender put there, however deep or strange, is not read. Raises ValueError.
    """
    shown: list[str] = []
    depth = begun = done = 0
    for part in _PART.finditer(message):
        if part[0] in "[{":
            depth += 1
            begun = part.start() if depth == 2 else begun
        elif part[0] in "]}":
            depth -= 1
            if depth == 1:
                shown += [message[done:begun], json.dumps(message[begun : part.end()])]
                done = part.end()
    said: dict[str, Any] = json.loads("".join((*shown, message[done:])))
    return said


def model(kind: type[M], values: Mapping[str, Any]) -> M:
    """The values as a model. Raises Invalid with one finding per field; values are not echoed."""
    try:
        return kind.model_validate(values)
    except ValidationError as wrong:
        raise invalid(wrong) from None


def invalid(wrong: ValidationError) -> Invalid:
    """What pydantic found, as findings; no value is repeated."""
    found = [
        Finding(
            code=error["type"],
            message=error["msg"],
            where=".".join(_shown(step) for step in error["loc"]),
        )
        for error in wrong.errors(include_url=False, include_input=False, include_context=False)
    ]
    return Invalid("the message breaks its contract", findings=found)


def _shown(step: str | int) -> str:
    """A step of a path; a name that is long, or might be an account number, is not repeated."""
    if isinstance(step, int):
        return str(step)
    return "?" if len(step) > NAME_LIMIT or _ACCOUNT_LIKE.search(step) else step


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    known = dict(pairs)
    if len(known) < len(pairs):
        twice = next(name for name, times in Counter(n for n, _ in pairs).items() if times > 1)
        raise ValueError(f"the name {_shown(twice)!r} occurs twice in one object")
    return known


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _depth(value: dict[str, Any]) -> int:
    level: list[Any]
    depth, level = 0, [value]
    while level:
        depth += 1
        parts = (one.values() if type(one) is dict else one for one in level)
        level = [i for part in parts for i in part if type(i) is dict or type(i) is list]
    return depth


def _at(code: str, position: int) -> Finding:
    return Finding(code=code, message="not valid here", where=f"byte {position}")
