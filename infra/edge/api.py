"""The REST API, imported as one document, with throttles by tier."""

from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import Aws, RemovalPolicy
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from functions.runtime.operation import Operation
from functions.runtime.triggers import Tier
from infra.openapi import gateway_document, routes
from infra.stages import Stage


class FrontDoor(Construct):
    """Routes, authorizer and integrations come from the operations."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        operations: Sequence[Operation],
        functions: Mapping[str, lambda_.IFunction],
        pool: str,
    ) -> None:
        super().__init__(scope, id)
        invoke = {name: _invocation(stage, function) for name, function in functions.items()}
        self.api = apigateway.SpecRestApi(
            self,
            "Api",
            api_definition=apigateway.ApiDefinition.from_inline(
                gateway_document(operations, invoke=invoke, pool=pool)
            ),
            endpoint_types=[apigateway.EndpointType.REGIONAL],
            disable_execute_api_endpoint=stage.domain is not None,
            cloud_watch_role=stage.access_logs,
            deploy_options=apigateway.StageOptions(**self._deployment(stage, operations)),
        )
        self._permissions(operations, functions)

    def _deployment(self, stage: Stage, operations: Sequence[Operation]) -> dict[str, Any]:
        options: dict[str, Any] = {
            "stage_name": stage.name,
            "metrics_enabled": True,
            "throttling_rate_limit": stage.throttles[Tier.STANDARD].rate,
            "throttling_burst_limit": stage.throttles[Tier.STANDARD].burst,
            "method_options": throttles(stage, operations),
        }
        return {**options, **self._logging(stage)} if stage.access_logs else options

    def _logging(self, stage: Stage) -> dict[str, Any]:
        log = logs.LogGroup(
            self,
            "Access",
            retention=stage.log_retention,
            removal_policy=RemovalPolicy.RETAIN if stage.retain else RemovalPolicy.DESTROY,
        )
        return {
            "logging_level": apigateway.MethodLoggingLevel.ERROR,
            "access_log_destination": apigateway.LogGroupLogDestination(log),
            "access_log_format": apigateway.AccessLogFormat.json_with_standard_fields(
                caller=False,
                http_method=True,
                ip=True,
                protocol=True,
                request_time=True,
                resource_path=True,
                response_length=True,
                status=True,
                user=True,
            ),
        }

    def _permissions(
        self, operations: Sequence[Operation], functions: Mapping[str, lambda_.IFunction]
    ) -> None:
        for operation, route in routes(operations):
            lambda_.CfnPermission(
                self,
                f"May-{operation.name}-{route.method}",
                action="lambda:InvokeFunction",
                function_name=functions[operation.name].function_arn,
                principal="apigateway.amazonaws.com",
                source_arn=self.api.arn_for_execute_api(route.method, _pattern(route.path), "*"),
            )


def throttles(
    stage: Stage, operations: Sequence[Operation]
) -> dict[str, apigateway.MethodDeploymentOptions]:
    """The stage's limits for each route, by its tier."""
    return {
        f"{route.path}/{route.method}": apigateway.MethodDeploymentOptions(
            throttling_rate_limit=stage.throttles[route.tier].rate,
            throttling_burst_limit=stage.throttles[route.tier].burst,
        )
        for _, route in routes(operations)
    }


def _pattern(path: str) -> str:
    return "/".join("*" if part.startswith("{") else part for part in path.split("/"))


def _invocation(stage: Stage, function: lambda_.IFunction) -> str:
    return (
        f"arn:{Aws.PARTITION}:apigateway:{stage.region}:lambda:path/2015-03-31/functions/"
        f"{function.function_arn}/invocations"
    )
