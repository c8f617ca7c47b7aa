"""A queue behind a catch-all rule: whoever listens to a bus hears what a consumer would."""

import itertools
import json
from typing import Any

from local.deployment import Deployment

_names = itertools.count(1)


class Tap:
    """What a bus delivered since the tap was opened, in the order of arrival."""

    def __init__(self, deployment: Deployment, bus: str, sources: list[Any]) -> None:
        self._sqs: Any = deployment.client("sqs")
        name, events = f"tap-{next(_names)}", deployment.client("events")
        self._url = self._sqs.create_queue(QueueName=name)["QueueUrl"]
        arn = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=["QueueArn"])
        pattern = json.dumps({"source": sources})
        events.put_rule(Name=name, EventBusName=bus, EventPattern=pattern)
        target = {"Id": name, "Arn": arn["Attributes"]["QueueArn"]}
        events.put_targets(Rule=name, EventBusName=bus, Targets=[target])
        self._bodies: list[str] = []

    def bodies(self) -> list[str]:
        """Every message so far, exactly as a consumer's queue got it."""
        while True:
            found = self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10)
            for message in found.get("Messages", []):
                self._bodies.append(message["Body"])
                handle = message["ReceiptHandle"]
                self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=handle)
            if not found.get("Messages"):
                return self._bodies

    def events(self, document: str = "") -> list[dict[str, Any]]:
        """The envelopes so far, of one document or of all."""
        told = [json.loads(body)["detail"] for body in self.bodies()]
        return [event for event in told if not document or event["document"] == document]
