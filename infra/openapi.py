"""The API as the document that the gateway imports (OpenAPI 3.0.1), from the operations."""

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

_GATEWAY_PROBLEMS = {
    "ACCESS_DENIED": ("denied", "Denied by a control"),
    "BAD_REQUEST_PARAMETERS": ("invalid", "The message is not valid"),
    "DEFAULT_4XX": ("invalid", "The request was refused"),
    "DEFAULT_5XX": ("unavailable", "Temporarily unavailable"),
    "EXPIRED_TOKEN": ("denied", "The token has expired"),
    "MISSING_AUTHENTICATION_TOKEN": ("missing", "Not found"),
    "REQUEST_TOO_LARGE": ("invalid", "The message is too large"),
    "THROTTLED": ("unavailable", "Too many requests"),
    "UNAUTHORIZED": ("denied", "No valid token"),
    "WAF_FILTERED": ("denied", "Refused by the firewall"),
}
_STATUSES = {"MISSING_AUTHENTICATION_TOKEN": 404, "EXPIRED_TOKEN": 401}
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
    kind, title = _GATEWAY_PROBLEMS[name]
    retry = str(name in _RETRYABLE).lower()
    template = (
        f'{{"type":"{PROBLEMS}{kind}","title":"{title}","status":$context.status,'
        f'"detail":$context.error.messageString,"retryable":{retry}}}'
    )
    said: Json = {
        "responseParameters": {"gatewayresponse.header.Content-Type": "'application/problem+json'"},
        "responseTemplates": {"application/json": template},
    }
    return {**said, "statusCode": _STATUSES[name]} if name in _STATUSES else said
