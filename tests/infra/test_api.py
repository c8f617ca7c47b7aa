"""The API that the gateway imports, its throttles and its firewall."""

import json
from typing import Any

import pytest

from functions.runtime.triggers import Api
from infra.openapi import routes
from tests.infra import made_up
from tests.infra.house import Json, Templates


def body(templates: Templates) -> Json:
    (api,) = templates.of("AWS::ApiGateway::RestApi")
    document: Json = api["Body"]
    return document


def methods(templates: Templates) -> list[tuple[str, str, Json]]:
    return [
        (method.upper(), path, described)
        for path, found in body(templates)["paths"].items()
        for method, described in found.items()
    ]


def test_routes_are_those_of_the_operations(templates: Templates) -> None:
    wanted = {(route.method, route.path) for _, route in routes(templates.operations)}
    assert {(method, path) for method, path, _ in methods(templates)} == wanted


def test_no_route_is_open(templates: Templates) -> None:
    scopes: dict[tuple[str, str], str] = {
        (route.method, route.path): route.scope for _, route in routes(templates.operations)
    }
    for method, path, described in methods(templates):
        assert described["security"] == [{"pool": [scopes[method, path]]}]
    (scheme,) = body(templates)["components"]["securitySchemes"].values()
    assert scheme["x-amazon-apigateway-authtype"] == "cognito_user_pools"
    assert "Pool" in str(scheme["x-amazon-apigateway-authorizer"]["providerARNs"])


def test_a_write_needs_an_idempotency_key(templates: Templates) -> None:
    for method, _, described in methods(templates):
        required = [one["name"] for one in described["parameters"] if one["in"] == "header"]
        assert required == ([] if method == "GET" else ["Idempotency-Key"])
        assert described["x-amazon-apigateway-request-validator"] == "parameters"


def test_bodies_are_left_to_the_kernel(templates: Templates) -> None:
    assert "requestBody" not in json.dumps(body(templates))
    validators = body(templates)["x-amazon-apigateway-request-validators"]
    assert validators == {
        "parameters": {"validateRequestParameters": True, "validateRequestBody": False}
    }


def test_the_gateways_own_answers_are_problems(templates: Templates) -> None:
    answers = body(templates)["x-amazon-apigateway-gateway-responses"]
    assert {"DEFAULT_4XX", "DEFAULT_5XX", "UNAUTHORIZED", "THROTTLED"} <= answers.keys()
    for answer in answers.values():
        header = answer["responseParameters"]["gatewayresponse.header.Content-Type"]
        assert header == "'application/problem+json'"
        template = answer["responseTemplates"]["application/json"]
        said = json.loads(template.replace("$context.error.messageString", '"said"'))
        assert {"type", "title", "detail", "retryable"} <= said.keys()
        assert said.get("status") == answer.get("statusCode")


def test_each_route_calls_its_own_function_and_may(templates: Templates) -> None:
    permissions = templates.of("AWS::Lambda::Permission")
    assert len(permissions) == len(list(routes(templates.operations)))
    for permission in permissions:
        assert permission["Principal"] == "apigateway.amazonaws.com"
        assert "execute-api" in str(permission["SourceArn"])
    for _, path, described in methods(templates):
        function = described["operationId"].rpartition(".")[2].title().replace("_", "")
        uri = described["x-amazon-apigateway-integration"]["uri"]
        assert function in str(uri), path


def test_throttles_follow_the_tier(templates: Templates) -> None:
    (stage,) = templates.of("AWS::ApiGateway::Stage")
    found = {(one["HttpMethod"], one["ResourcePath"]): one for one in stage["MethodSettings"]}
    assert found["*", "/*"]["ThrottlingRateLimit"] > 0
    for _, route in routes(templates.operations):
        setting = found[route.method, "/" + route.path.replace("/", "~1")]
        limit = templates.stage.throttles[route.tier]
        assert setting["ThrottlingRateLimit"] == limit.rate
        assert setting["ThrottlingBurstLimit"] == limit.burst
    assert not [one for one in found.values() if one.get("DataTraceEnabled")]


def test_the_firewall_counts_what_invoices_look_like(templates: Templates) -> None:
    if not templates.stage.firewall:
        assert not templates.of("AWS::WAFv2::WebACL")
        return
    (acl,) = templates.of("AWS::WAFv2::WebACL")
    assert len(templates.of("AWS::WAFv2::WebACLAssociation")) == 1
    counted = {
        override["Name"]
        for rule in acl["Rules"]
        for override in managed(rule).get("RuleActionOverrides", [])
        if override["ActionToUse"] == {"Count": {}}
    }
    assert counted == {"SizeRestrictions_BODY", "CrossSiteScripting_BODY", "SQLi_BODY"}
    rates = [rule for rule in acl["Rules"] if "RateBasedStatement" in rule["Statement"]]
    assert [rule["Action"] for rule in rates] == [{"Block": {}}]


def managed(rule: Json) -> dict[str, Any]:
    found: dict[str, Any] = rule["Statement"].get("ManagedRuleGroupStatement", {})
    return found


def test_access_is_logged_where_the_engine_can(templates: Templates) -> None:
    (stage,) = templates.of("AWS::ApiGateway::Stage")
    assert ("AccessLogSetting" in stage) == templates.stage.access_logs
    assert bool(templates.of("AWS::ApiGateway::Account")) == templates.stage.access_logs


def test_two_operations_cannot_claim_one_route() -> None:
    with pytest.raises(ValueError, match="belongs to"):
        list(routes([made_up.operation, made_up.operation]))


def test_every_api_operation_has_a_route(templates: Templates) -> None:
    wanted = {
        operation.name
        for operation in templates.operations
        if any(isinstance(trigger, Api) for trigger in operation.triggers)
    }
    assert {described["operationId"] for _, _, described in methods(templates)} == wanted
