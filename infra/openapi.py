"""The API as the document that the gateway imports (OpenAPI 3.0.1), from the operations."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from functions.runtime.errors import PROBLEMS
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api

Json = dict[str, Any]

TITLE = "Tieout"
POOL = "pool"
CHECKED = "parameters"
KEY_HEADER = "Idempotency-Key"

_GATEWAY_PROBLEMS: Mapping[str, tuple[int | None, str, str]] = {
    "ACCESS_DENIED": (403, "denied", "Denied by a control"),
    "BAD_REQUEST_PARAMETERS": (400, "invalid", "The message is not valid"),
    "DEFAULT_4XX": (None, "invalid", "The request was refused"),
    "DEFAULT_5XX": (None, "unavailable", "Temporarily unavailable"),
    "EXPIRED_TOKEN": (401, "denied", "The token has expired"),
    "MISSING_AUTHENTICATION_TOKEN": (404, "missing", "Not found"),
    "REQUEST_TOO_LARGE": (413, "invalid", "The message is too large"),
    "THROTTLED": (429, "unavailable", "Too many requests"),
    "UNAUTHORIZED": (401, "denied", "No valid token"),
    "WAF_FILTERED": (403, "denied", "Refused by the firewall"),
}
"""What the gateway answers by itself: status (None keeps the gateway's), problem type, title."""
_RETRYABLE = frozenset({"DEFAULT_5XX", "THROTTLED"})


def routes(operations: Sequence[Operation]) -> Iterator[tuple[Operation, Api]]:
    """Every route with its operation. Raises ValueError where two operations claim one."""
    seen: dict[tuple[str, str], str] = {}
    for operation in operations:
        for trigger in operation.triggers:
            if isinstance(trigger, Api):
                place = (trigger.method, trigger.path)
                if other := seen.get(place):
                    raise ValueError(f"{place} belongs to {other} and to {operation.name}")
                seen[place] = operation.name
                yield operation, trigger


def gateway_document(
    operations: Sequence[Operation], *, invoke: Mapping[str, str], pool: str
) -> Json:
    """What API Gateway imports: routes, scopes, required headers, integrations; no bodies.

    `invoke` is the invocation URI by operation name, `pool` the ARN of the user pool.
    """
    paths: Json = {}
    for operation, route in routes(operations):
        paths.setdefault(route.path, {})[route.method.lower()] = {
            "operationId": operation.name,
            "parameters": _parameters(route),
            "security": [{POOL: [route.scope]}],
            "responses": {"default": {"description": "see the published contract"}},
            "x-amazon-apigateway-request-validator": CHECKED,
            "x-amazon-apigateway-integration": {
                "type": "aws_proxy",
                "httpMethod": "POST",
                "uri": invoke[operation.name],
                "passthroughBehavior": "when_no_match",
            },
        }
    return {
        "openapi": "3.0.1",
        "info": {"title": TITLE, "version": "1"},
        "paths": paths,
        "components": {"securitySchemes": {POOL: _authorizer(pool)}},
        "x-amazon-apigateway-request-validators": {
            CHECKED: {"validateRequestParameters": True, "validateRequestBody": False}
        },
        "x-amazon-apigateway-gateway-responses": {
            name: _gateway_problem(name) for name in _GATEWAY_PROBLEMS
        },
    }


def _parameters(route: Api) -> list[Json]:
    parts = [part[1:-1] for part in route.path.split("/") if part.startswith("{")]
    found = [_parameter(name, "path") for name in parts]
    return found if route.method == "GET" else [*found, _parameter(KEY_HEADER, "header")]


def _parameter(name: str, place: str) -> Json:
    return {"name": name, "in": place, "required": True, "schema": {"type": "string"}}


def _authorizer(pool: str) -> Json:
    return {
        "type": "apiKey",
        "name": "Authorization",
        "in": "header",
        "x-amazon-apigateway-authtype": "cognito_user_pools",
        "x-amazon-apigateway-authorizer": {"type": "cognito_user_pools", "providerARNs": [pool]},
    }


def _gateway_problem(name: str) -> Json:
    status, kind, title = _GATEWAY_PROBLEMS[name]
    members = {"type": PROBLEMS + kind, "title": title, "retryable": name in _RETRYABLE}
    said = json.dumps(members | ({"status": status} if status else {}))
    # The gateway puts its own words in, quoted already.
    template = said.removesuffix("}") + ', "detail": $context.error.messageString}'
    answer: Json = {
        "responseParameters": {"gatewayresponse.header.Content-Type": "'application/problem+json'"},
        "responseTemplates": {"application/json": template},
    }
    return answer | ({"statusCode": status} if status else {})
