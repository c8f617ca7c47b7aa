"""The published contract of the API: OpenAPI 3.1, with the schemas that the kernel parses by."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from pydantic.json_schema import models_json_schema

from functions.runtime.http import BODY_LIMIT, KEY_LIMIT
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api
from infra.openapi import KEY_HEADER, TITLE, routes
from infra.publish.models import answered, open_to_more
from schemas.base import Model
from schemas.finding import Finding

Json = dict[str, Any]

REF = "#/components/schemas/{model}"
WRITES = (400, 401, 403, 404, 409, 413, 422, 429, 502, 503, 504)
CORRELATION_HEADER = "X-Correlation-Id"
CORRELATES = {"type": "string", "maxLength": 64, "pattern": "^[ -~]*$"}
READS = (400, 401, 403, 404, 429, 502, 503, 504)
_ACCEPTED: Json = {
    "type": "object",
    "required": ["id", "state", "version"],
    "properties": {
        "id": {"type": "string"},
        "state": {"type": "string"},
        "version": {
            "type": ["integer", "string"],
            "description": "the document's; of a policy that of its content, which is text",
        },
        "duplicate": {"type": "boolean"},
    },
}


def openapi(operations: Sequence[Operation]) -> Json:
    """Every route with its parameters, body, answers and problems."""
    found = list(routes(operations))
    asked = {route.asks for _, route in found}
    said = {Finding} | {model for operation, _ in found if (model := answered(operation))}
    schemas: Json = {
        **open_to_more(_schemas(said)),
        **_schemas(asked),
        "Accepted": _ACCEPTED,
        "Problem": _problem(),
    }
    paths: Json = {}
    for operation, route in found:
        described = _route(operation, route, schemas)
        paths.setdefault(route.path, {})[route.method.lower()] = described
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "version": "1"},
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {"token": _token(found)}},
    }


def _schemas(models: Collection[type[Model]]) -> Json:
    ordered = sorted(models, key=lambda model: model.__name__)
    _, named = models_json_schema([(m, "validation") for m in ordered], ref_template=REF)
    schemas: Json = named["$defs"]
    return schemas


def _route(operation: Operation, route: Api, schemas: Json) -> Json:
    whole = schemas[route.asks.__name__]
    in_path = {part[1:-1] for part in route.path.split("/") if part.startswith("{")}
    writes = route.method != "GET"
    described: Json = {
        "operationId": operation.name,
        "summary": operation.summary,
        "security": [{"token": [route.scope]}],
        "x-owner": operation.owner,
        **({"deprecated": True} if operation.deprecated else {}),
        "parameters": list(_parameters(whole, in_path, writes)),
        "responses": _responses(operation, WRITES if writes else READS),
    }
    body = _without(whole, in_path)
    if writes and body["properties"]:
        described["requestBody"] = {
            "required": True,
            "description": f"at most {BODY_LIMIT} bytes",
            "content": {"application/json": {"schema": body}},
        }
    return described


def _without(schema: Json, names: set[str]) -> Json:
    kept = {name: part for name, part in schema["properties"].items() if name not in names}
    required = [name for name in schema.get("required", ()) if name in kept]
    return {**schema, "properties": kept, "required": required}


def _parameters(schema: Json, in_path: set[str], writes: bool) -> Iterator[Json]:
    required = schema.get("required", ())
    for name, part in schema["properties"].items():
        if name in in_path:
            yield {"name": name, "in": "path", "required": True, "schema": part}
        elif not writes:
            yield {"name": name, "in": "query", "required": name in required, "schema": part}
    if writes:
        key = {"type": "string", "minLength": 1, "maxLength": KEY_LIMIT}
        yield {"name": KEY_HEADER, "in": "header", "required": True, "schema": key}
        yield {"name": CORRELATION_HEADER, "in": "header", "required": False, "schema": CORRELATES}


def _responses(operation: Operation, problems: Sequence[int]) -> Json:
    said = answered(operation)
    schema = {"$ref": REF.format(model=said.__name__ if said else "Accepted")}
    good = {"description": "done", "content": {"application/json": {"schema": schema}}}
    refused = {"$ref": REF.format(model="Problem")}
    problem = {"content": {"application/problem+json": {"schema": refused}}}
    answers: Json = {"200": good} if said else {"200": good, "201": good}
    for status in problems:
        answers[str(status)] = {"description": "a problem (RFC 9457)", **problem}
    return answers


def _problem() -> Json:
    text = {"type": "string"}
    return {
        "type": "object",
        "required": ["type", "title", "detail", "retryable"],
        "properties": {
            **{name: text for name in ("type", "title", "detail")},
            "status": {"type": "integer"},
            "retryable": {"type": "boolean"},
            "findings": {"type": "array", "items": {"$ref": REF.format(model="Finding")}},
        },
    }


def _token(found: Sequence[tuple[Operation, Api]]) -> Json:
    scopes = {route.scope: operation.summary for operation, route in found}
    url = "https://sign-in.invalid/oauth2"
    return {
        "type": "oauth2",
        "description": "the addresses are those of the deployment's user pool",
        "flows": {
            "clientCredentials": {"tokenUrl": f"{url}/token", "scopes": scopes},
            "authorizationCode": {
                "authorizationUrl": f"{url}/authorize",
                "tokenUrl": f"{url}/token",
                "scopes": scopes,
            },
        },
    }
