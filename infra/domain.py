"""The stack of one domain: its operations, and the workflows that they are steps of."""

from collections.abc import Sequence
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_kms as kms
from constructs import Construct

from functions.runtime.operation import Operation
from infra.operation.construct import OperationConstruct
from infra.operation.workflow import Workflow
from infra.platform.stack import Platform
from infra.software import Bundles, Software
from infra.workflows import definitions


class Domain(Stack):
    """`functions` by operation name, for the API."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        operations: Sequence[Operation],
        platform: Platform,
        assets: Bundles,
        **props: Any,
    ) -> None:
        super().__init__(scope, id, **props)
        software = Software.of(self, platform.stage, assets)
        # Seen by its ARN only: a queue must not write into the policy of another stack's key.
        key = kms.Key.from_key_arn(self, "MessagesKey", platform.keys.messages.key_arn)
        self.functions = {
            operation.name: OperationConstruct(
                self,
                _words(operation.name.rpartition(".")[2]),
                operation=operation,
                platform=platform,
                software=software,
                key=key,
            ).function
            for operation in operations
        }
        for name in sorted({one.workflow for one in operations if one.workflow}):
            Workflow(
                self,
                _words(f"{name}_workflow"),
                name=name,
                definition=definitions()[name],
                operations=operations,
                functions=self.functions,
                platform=platform,
            )


def _words(name: str) -> str:
    return name.title().replace("_", "")
