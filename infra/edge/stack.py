"""The last stack: it alone knows which functions the API calls."""

from collections.abc import Mapping, Sequence
from typing import Any

from aws_cdk import CfnOutput, Stack
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from functions.runtime.operation import Operation
from infra.edge.api import FrontDoor
from infra.edge.dashboard import Overview
from infra.edge.figures import FigureAlarms
from infra.edge.firewall import Firewall
from infra.edge.own_domain import OwnHost
from infra.openapi import routes
from infra.platform.stack import Platform


class Edge(Stack):
    """Composition only."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        operations: Sequence[Operation],
        functions: Mapping[str, lambda_.IFunction],
        platform: Platform,
        **props: Any,
    ) -> None:
        super().__init__(scope, id, **props)
        stage = platform.stage
        called = {operation.name for operation, _ in routes(operations)}
        door = FrontDoor(
            self,
            "Door",
            stage=stage,
            operations=operations,
            functions={name: functions[name] for name in sorted(called)},
            pool=platform.people.pool.user_pool_arn,
        )
        CfnOutput(self, "ApiUrl", value=door.api.url)
        CfnOutput(self, "ApiId", value=door.api.rest_api_id)
        if stage.firewall:
            Firewall(self, "Firewall", door=door.api.deployment_stage)
        if stage.domain:
            OwnHost(self, "Host", domain=stage.domain, api=door.api)
        Overview(self, "Overview", stage=stage.name, operations=operations, functions=functions)
        FigureAlarms(self, "Figures", stage=stage.name, topic=platform.alarms)
