"""Two buses: ours, and the inbound one where each principal is pinned to its own source."""

from collections.abc import Sequence
from typing import Any, cast

from aws_cdk import Aws, Duration, Stack
from aws_cdk import aws_events as events
from constructs import Construct

from infra.stages import Client


class Buses(Construct):
    """The internal bus keeps an archive for replay; the inbound one keeps nothing."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: str,
        clients: Sequence[Client],
        archive_days: int | None,
    ) -> None:
        super().__init__(scope, id)
        self.internal = events.EventBus(self, "Internal", event_bus_name=f"tieout-{stage}")
        if archive_days:
            self.internal.archive(
                "Archive",
                event_pattern=events.EventPattern(account=[Aws.ACCOUNT_ID]),
                retention=Duration.days(archive_days),
            )
        name = f"tieout-{stage}-inbound"
        self.inbound = events.EventBus(self, "Inbound", event_bus_name=name)
        resource = cast(events.CfnEventBus, self.inbound.node.default_child)
        resource.policy = self._policy(name, clients)

    def _policy(self, bus: str, clients: Sequence[Client]) -> dict[str, Any]:
        arn = Stack.of(self).format_arn(service="events", resource="event-bus", resource_name=bus)
        partners = [client for client in clients if client.source]
        statements = [_deny(arn, "UnknownSource", _not_among(partners))]
        for number, client in enumerate(partners):
            owner = _owner(client)
            statements += [
                {
                    "Sid": f"Partner{number}",
                    "Effect": "Allow",
                    "Principal": {"AWS": owner},
                    "Action": "events:PutEvents",
                    "Resource": arn,
                    "Condition": {"StringEquals": {"events:source": client.source}},
                },
                _deny(arn, f"OnlyPartner{number}", _not_by(client, owner)),
            ]
        return {"Version": "2012-10-17", "Statement": statements}


def _deny(arn: str, sid: str, condition: dict[str, Any]) -> dict[str, Any]:
    """Also binds principals of our own account, whom an Allow alone would not pin."""
    return {
        "Sid": sid,
        "Effect": "Deny",
        "Principal": "*",
        "Action": "events:PutEvents",
        "Resource": arn,
        "Condition": condition,
    }


def _not_among(partners: Sequence[Client]) -> dict[str, Any]:
    sources = [client.source for client in partners] or ["nobody"]
    return {"StringNotEquals": {"events:source": sources}}


def _not_by(client: Client, owner: str) -> dict[str, Any]:
    source = {"StringEquals": {"events:source": client.source}}
    if owner.startswith("arn:"):
        return {**source, "ArnNotEquals": {"aws:PrincipalArn": owner}}
    return {
        "StringEquals": {"events:source": client.source},
        "StringNotEquals": {"aws:PrincipalAccount": owner},
    }


def _owner(client: Client) -> str:
    return client.principal or Aws.ACCOUNT_ID
