"""The Lambda function of one operation, with a role of its own and a log group of its own."""

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from functions.runtime.operation import Operation
from infra.needs import needs_of
from infra.operation.environment import environment
from infra.operation.grants import statements
from infra.platform.stack import Platform
from infra.software import Software

HANDLER = "functions.runtime.entry.handler"


class OperationFunction(Construct):
    """`queue` is the one it takes messages from, if any."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        operation: Operation,
        platform: Platform,
        software: Software,
        queue: sqs.IQueue | None,
    ) -> None:
        super().__init__(scope, id)
        needs = needs_of(operation)
        log_group = logs.LogGroup(
            self,
            "Log",
            retention=platform.stage.log_retention,
            removal_policy=RemovalPolicy.RETAIN if platform.stage.retain else RemovalPolicy.DESTROY,
        )
        allowed = statements(needs, platform, log_group=f"{log_group.log_group_arn}", queue=queue)
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            description=f"Tieout: {operation.name}",
            inline_policies={"operation": iam.PolicyDocument(statements=allowed)},
        )
        self.function = lambda_.Function(
            self,
            "Function",
            description=operation.summary[:256],
            handler=HANDLER,
            runtime=software.runtime,
            architecture=software.architecture,
            code=software.code,
            layers=software.layers,
            role=role,
            log_group=log_group,
            timeout=Duration.seconds(operation.timeout_seconds),
            memory_size=operation.memory_mb,
            environment=environment(operation, needs, platform),
        )
