"""The HTTP adapter: size and shape → caller → load → decide → commit → respond, in this order."""

import base64
from collections.abc import Mapping
from typing import Any, NamedTuple

from functions.runtime import callers
from functions.runtime.accept import accept
from functions.runtime.decision import Caller
from functions.runtime.errors import Denied, Invalid, TieoutError
from functions.runtime.kernel import Kernel
from functions.runtime.operation import Operation
from functions.runtime.parse import json_object, model
from functions.runtime.replies import Response, answer, problem
from functions.runtime.triggers import Api
from schemas.base import Model

BODY_LIMIT = 1_000_000
KEY_LIMIT = 255
ABOUT_LIMIT = 200
CORRELATION = "x-correlation-id"


class Call(NamedTuple):
    """A request as it came through the gateway; header names in lower case."""

    headers: Mapping[str, str]
    claims: Mapping[str, Any]
    values: Mapping[str, str]
    body: bytes
    about: str
    """What the path names: an id, or a name and a version."""

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> "Call":
        """Read an API Gateway proxy event (REST API, payload version 1.0)."""
        headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
        body = event.get("body") or ""
        encoded = event.get("isBase64Encoded")
        claims = (event.get("requestContext") or {}).get("authorizer", {}).get("claims", {})
        named = event.get("pathParameters") or {}
        values = {**(event.get("queryStringParameters") or {}), **named}
        raw = base64.b64decode(body) if encoded else body.encode("utf-8", "surrogatepass")
        about = "/".join(named.values()).encode("utf-8", "replace").decode()
        return cls(headers, claims, values, raw, about)


def on_http(kernel: Kernel, operation: Operation, event: Mapping[str, Any]) -> Response:
    """Answer one request; errors are problems (RFC 9457)."""
    try:
        return _controlled(kernel, operation, Call.of(event))
    except TieoutError as error:
        return problem(error)


def _controlled(kernel: Kernel, operation: Operation, call: Call) -> Response:
    """What a control refuses leaves one record, under the caller's tenant once it is known."""
    caller: Caller | None = None
    try:
        trigger = next(t for t in operation.triggers if isinstance(t, Api))
        now = kernel.ports.clock()
        known = kernel.callers(now, fresh=operation.approves)
        caller = callers.at_the_api(call.claims, known, kernel.ports.home)
        _scope(call, trigger)
        _role(operation, caller)
        return _decide(kernel, operation, trigger, caller, call)
    except Denied as denied:
        tenant = caller.tenant if caller else kernel.ports.home
        who = caller.actor.id if caller else str(call.claims.get("sub", "nobody"))
        kernel.record_denial(tenant, who, operation, call.about[:ABOUT_LIMIT], denied)
        raise


def _decide(
    kernel: Kernel, operation: Operation, trigger: Api, caller: Caller, call: Call
) -> Response:
    asked = _asked(trigger, call)
    signature = operation.signature
    if trigger.method == "GET":
        from functions.runtime.transition import read  # accepting never needs this module

        return answer(read(kernel, operation, caller, asked))
    key = call.headers.get("idempotency-key", "")
    if not 0 < len(key) <= KEY_LIMIT or not key.isprintable():
        raise Invalid(f"a write needs an Idempotency-Key of 1 to {KEY_LIMIT} characters")
    correlation = _correlation(kernel, call)
    if signature.wants("head"):
        from functions.runtime.transition import transition  # nor this

        return transition(kernel, operation, caller, asked, key, correlation)
    return accept(kernel, operation, caller, asked, key, correlation)


def _asked(trigger: Api, call: Call) -> Model:
    body = json_object(call.body, BODY_LIMIT) if call.body and trigger.method != "GET" else {}
    twice = sorted(set(body) & set(call.values))
    if twice:
        raise Invalid(f"said in the path and in the body: {', '.join(twice)}")
    return model(trigger.asks, {**body, **call.values})


def _correlation(kernel: Kernel, call: Call) -> str:
    said = call.headers.get(CORRELATION, "")
    if not said:
        return kernel.ports.new_id()
    if len(said) > 64 or not said.isascii() or not said.isprintable():
        raise Invalid("X-Correlation-Id is at most 64 printable ASCII characters")
    return said


def _scope(call: Call, trigger: Api) -> None:
    """The gateway has checked the scope; a route wired wrongly must still be refused here."""
    if trigger.scope not in str(call.claims.get("scope", "")).split():
        raise Denied(f"the token lacks the scope {trigger.scope}")


def _role(operation: Operation, caller: Caller) -> None:
    if operation.people_only and caller.actor.kind != "person":
        raise Denied("only a person may do this")
    if operation.roles and not caller.roles & set(operation.roles):
        raise Denied(f"needs one of the roles {', '.join(operation.roles)}")
