"""What puts messages on an operation's queue: one EventBridge rule for each of its triggers."""

from collections.abc import Sequence
from typing import Any

from aws_cdk import Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from functions.runtime.triggers import Every, File, Inbound, On, Trigger
from infra.operation.queue import ConsumerQueue
from infra.platform.stack import Platform


class Rules(Construct):
    """No input transformer anywhere, so that queue and DLQ hold the same body.

    Schedules and dropped files arrive on the account's default bus; a schedule's event says the
    scheduled time in `time`.
    """

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        triggers: Sequence[Trigger],
        platform: Platform,
        queue: ConsumerQueue,
    ) -> None:
        super().__init__(scope, id)
        self._platform, self._queue = platform, queue
        for trigger in triggers:
            match trigger:
                case On():
                    self._own_events(trigger)
                case Inbound():
                    self._inbound(trigger)
                case File():
                    self._files(trigger)
                case Every():
                    every = events.Schedule.rate(Duration.minutes(trigger.minutes))
                    self._rule(f"Every{trigger.minutes}", schedule=every)

    def _own_events(self, trigger: On) -> None:
        pattern = events.EventPattern(
            source=sorted({kind.SOURCE for kind in trigger.events}),
            detail_type=sorted(kind.detail_type() for kind in trigger.events),
            detail=_asking(trigger),
        )
        name = "".join(sorted(kind.__name__ for kind in trigger.events))[:64]
        self._rule(f"On{name}", pattern=pattern, bus=self._platform.buses.internal)

    def _inbound(self, trigger: Inbound) -> None:
        sources = sorted(client.source for client in self._platform.stage.clients if client.source)
        if sources:
            pattern = events.EventPattern(source=sources, detail_type=[trigger.event])
            bus = self._platform.buses.inbound
            self._rule(f"Inbound{trigger.event}", pattern=pattern, bus=bus)

    def _files(self, trigger: File) -> None:
        bucket = self._platform.buckets.intake.bucket_name
        scans = self._platform.stage.malware_scan
        told = _scanned if scans else _created
        self._rule(f"File{trigger.folder}", pattern=told(bucket, f"in/*/{trigger.folder}/*"))

    def _rule(
        self,
        id: str,
        *,
        pattern: events.EventPattern | None = None,
        schedule: events.Schedule | None = None,
        bus: events.IEventBus | None = None,
    ) -> None:
        target = targets.SqsQueue(self._queue.live, dead_letter_queue=self._queue.dead)
        events.Rule(
            self, id, event_pattern=pattern, schedule=schedule, event_bus=bus, targets=[target]
        )


def _asking(trigger: On) -> dict[str, Any] | None:
    """An event that leaves the named field empty is not even delivered: most of them do."""
    return {"data": {trigger.document: [{"exists": True}]}} if trigger.document else None


def _created(bucket: str, keys: str) -> events.EventPattern:
    return events.EventPattern(
        source=["aws.s3"],
        detail_type=["Object Created"],
        detail={"bucket": {"name": [bucket]}, "object": {"key": [{"wildcard": keys}]}},
    )


def _scanned(bucket: str, keys: str) -> events.EventPattern:
    """Every result: what is not clean becomes a refused file with its case."""
    return events.EventPattern(
        source=["aws.guardduty"],
        detail_type=["GuardDuty Malware Protection Object Scan Result"],
        detail={"s3ObjectDetails": {"bucketName": [bucket], "objectKey": [{"wildcard": keys}]}},
    )
