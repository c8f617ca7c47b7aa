"""What an operator's own credentials reach: the stage's queues, its functions, its redrives."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import boto3

from functions.runtime.aws.connections import Connections
from functions.runtime.aws.letters import AwsLetters
from functions.runtime.aws.queue import AwsQueue
from functions.runtime.aws.wire import Wire, over
from functions.runtime.letters import Letter, Rehearsal, Verdict

TOGETHER = 10
"""Messages that one invocation rehearses, as many as a batch has."""
REDRIVES = "operations.redrive_letters"


@dataclass(frozen=True)
class Operator:
    """One stage; `client` makes a boto3 client of a service."""

    client: Callable[[str], Any]
    letters: AwsLetters
    path: str

    @classmethod
    def of(cls, stage: str, session: boto3.Session, endpoint: str = "") -> "Operator":
        """With the credentials of a session; `endpoint` is that of an emulator."""
        found = session.get_credentials()
        if found is None or session.region_name is None:
            raise LookupError("credentials and a region of AWS are needed")
        kept = found.get_frozen_credentials()
        environ = {
            "AWS_REGION": session.region_name,
            "AWS_ACCESS_KEY_ID": str(kept.access_key),
            "AWS_SECRET_ACCESS_KEY": str(kept.secret_key),
            **({"AWS_SESSION_TOKEN": kept.token} if kept.token else {}),
            **({"AWS_ENDPOINT_URL": endpoint} if endpoint else {}),
        }
        wire, path = Wire(environ, over(Connections())), f"/tieout/{stage}/queues"
        made: dict[str, Any] = {}

        def client(service: str) -> Any:
            if service not in made:
                make: Callable[..., Any] = session.client
                made[service] = make(service, endpoint_url=endpoint or None)
            return made[service]

        return cls(client, AwsLetters(wire, AwsQueue(wire, path)), path)

    def queues(self) -> dict[str, str]:
        """The URL of every consumer's queue, by the name of its operation."""
        pages = self.client("ssm").get_paginator("get_parameters_by_path").paginate(Path=self.path)
        found = [one for page in pages for one in page["Parameters"]]
        return {one["Name"].rpartition("/")[2]: one["Value"] for one in found}

    def lying(self, operation: str) -> int:
        """About how many dead letters an operation has; what is in flight is one of them."""
        counts = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        url = self.letters.urls(operation)[1]
        asked = self.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=counts)
        return sum(int(asked["Attributes"][name]) for name in counts)

    def examined(self, operation: str, limit: int) -> list[tuple[Letter, Rehearsal]]:
        """Its dead letters, each rehearsed in the consumer's own function, as it is deployed."""
        lying = self.letters.read(operation, limit)
        function = self._function(operation) if lying else ""
        told: list[Rehearsal] = []
        for start in range(0, len(lying), TOGETHER):
            bodies = [one.body for one in lying[start : start + TOGETHER]]
            told += self._rehearsed(function, bodies)
        return list(zip(lying, told, strict=True))

    def redrive(self, operation: str, letters: Sequence[str], cause: str, reason: str) -> str:
        """Ask for it as whom AWS knows us, on record; answers the request's own key."""
        request = uuid4().hex
        asked = {
            "queue": operation,
            "letters": list(letters),
            "cause": cause[:255],
            "reason": reason,
            "by": self.client("sts").get_caller_identity()["Arn"],
            "request": request,
        }
        url = self.queues()[REDRIVES]
        self.client("sqs").send_message(QueueUrl=url, MessageBody=json.dumps(asked))
        return request

    def _function(self, operation: str) -> str:
        """The function that its queue is mapped to."""
        url = self.letters.urls(operation)[0]
        asked = self.client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        found = self.client("lambda").list_event_source_mappings(
            EventSourceArn=asked["Attributes"]["QueueArn"]
        )["EventSourceMappings"]
        return str(found[0]["FunctionArn"]) if found else ""

    def _rehearsed(self, function: str, bodies: Sequence[str]) -> list[Rehearsal]:
        if not function:
            return [Rehearsal(Verdict.FIX, "no function is mapped to its queue")] * len(bodies)
        answer = self.client("lambda").invoke(
            FunctionName=function, Payload=json.dumps({"rehearse": bodies}).encode()
        )
        said = json.loads(answer["Payload"].read() or b"null")
        if "FunctionError" in answer:
            return [Rehearsal(Verdict.FIX, _broken(said))] * len(bodies)
        return [
            Rehearsal(Verdict(one["verdict"]), one["cause"], tuple(one["steps"])) for one in said
        ]


def _broken(said: Mapping[str, str] | None) -> str:
    """The consumer's function itself fails: its kind of error, and its words if it cannot start."""
    said = said or {}
    kind, words = said.get("errorType", "an unknown error"), said.get("errorMessage", "")
    if "timed out" in words:
        return "its function fails: it ran out of time"
    return f"its function fails: {kind}"
