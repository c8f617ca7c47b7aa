"""One operation with all that surrounds it."""

from aws_cdk import Tags
from aws_cdk import aws_kms as kms
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from functions.runtime.operation import Operation
from functions.runtime.triggers import Stream
from infra.needs import needs_of
from infra.operation.alarms import Alarms
from infra.operation.function import OperationFunction
from infra.operation.mappings import map_queue, map_stream
from infra.operation.queue import ConsumerQueue
from infra.operation.rules import Rules
from infra.platform.stack import Platform
from infra.software import Software


class OperationConstruct(Construct):
    """`function` is what the API's stack refers to, weakly."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        operation: Operation,
        platform: Platform,
        software: Software,
        key: kms.IKey,
    ) -> None:
        super().__init__(scope, id)
        needs = needs_of(operation)
        queue = self._queue(operation, platform, key) if needs.queue else None
        self.function = OperationFunction(
            self,
            "Code",
            operation=operation,
            platform=platform,
            software=software,
            queue=queue.live if queue else None,
        ).function
        if queue:
            map_queue(
                self,
                operation=operation,
                function=self.function,
                queue=queue.live,
                stage=platform.stage,
            )
        for trigger in operation.triggers:
            if isinstance(trigger, Stream):
                map_stream(
                    self,
                    function=self.function,
                    window_seconds=trigger.window_seconds,
                    platform=platform,
                )
        Alarms(
            self,
            "Alarms",
            operation=operation,
            function=self.function,
            queue=queue,
            topic=platform.alarms,
        )
        Tags.of(self).add("tieout:operation", operation.name)
        Tags.of(self).add("tieout:owner", operation.owner)

    def _queue(self, operation: Operation, platform: Platform, key: kms.IKey) -> ConsumerQueue:
        queue = ConsumerQueue(self, "Queue", timeout_seconds=operation.timeout_seconds, key=key)
        Rules(self, "Rules", triggers=operation.triggers, platform=platform, queue=queue)
        ssm.StringParameter(
            self,
            "Url",
            parameter_name=f"{platform.queues_path}/{operation.name}",
            string_value=queue.live.queue_url,
        )
        return queue
