"""The stack under all others."""

from collections.abc import Sequence
from typing import Any

from aws_cdk import CfnOutput, RemovalPolicy, Stack
from aws_cdk import aws_sns as sns
from constructs import Construct

from functions.runtime.operation import Operation
from functions.runtime.triggers import File
from infra.platform.buckets import Buckets
from infra.platform.buses import Buses
from infra.platform.doors import FileDoors
from infra.platform.keys import Keys
from infra.platform.people import People
from infra.platform.scan import MalwareScan
from infra.platform.secrets import Secrets
from infra.platform.tables import Tables
from infra.platform.teams import Teams, plain
from infra.stages import Stage


class Platform(Stack):
    """Composition only; other stacks refer to its parts weakly, never by exports."""

    def __init__(
        self,
        scope: Construct,
        id: str,
        *,
        stage: Stage,
        operations: Sequence[Operation],
        **props: Any,
    ) -> None:
        super().__init__(scope, id, **props)
        removal = RemovalPolicy.RETAIN if stage.retain else RemovalPolicy.DESTROY
        self.stage = stage
        self.queues_path = f"/tieout/{stage.name}/queues"
        self.keys = Keys(self, "Keys", removal=removal)
        stored = self.keys.stored
        self.tables = Tables(self, "Tables", key=stored, removal=removal, protect=stage.retain)
        self.buckets = Buckets(self, "Buckets", key=stored, lock=stage.lock, removal=removal)
        if stage.malware_scan:
            MalwareScan(self, "Scan", bucket=self.buckets.intake, key=stored, stage=stage)
        self.buses = Buses(
            self,
            "Buses",
            stage=stage.name,
            clients=stage.clients,
            archive_days=stage.archive_days,
        )
        self.people = People(self, "People", stage=stage, operations=operations, removal=removal)
        self.secrets = Secrets(self, "Secrets", systems=stage.systems, key=stored, removal=removal)
        self.alarms = sns.Topic(self, "Alarms", master_key=self.keys.messages, enforce_ssl=True)
        owners = {operation.owner for operation in operations} | set(stage.teams)
        self.teams = Teams(self, "Teams", owners=owners, key=self.keys.messages)
        self.doors = FileDoors(
            self,
            "Doors",
            clients=stage.clients,
            folders=sorted(
                {
                    trigger.folder
                    for operation in operations
                    for trigger in operation.triggers
                    if isinstance(trigger, File)
                }
            ),
            intake=self.buckets.intake,
            key=stored,
        )
        for name, value in self._facts().items():
            CfnOutput(self, name, value=value)

    def _facts(self) -> dict[str, str]:
        """What people and scripts need to know; a client's name is said without its dashes."""
        facts = {
            "LedgerTable": self.tables.ledger.table_name,
            "KeysTable": self.tables.keys.table_name,
            "DocumentsBucket": self.buckets.documents.bucket_name,
            "IntakeBucket": self.buckets.intake.bucket_name,
            "FailuresBucket": self.buckets.failures.bucket_name,
            "AuditBucket": self.buckets.audit.bucket_name,
            "AuditKey": self.keys.audit.key_arn,
            "InternalBus": self.buses.internal.event_bus_name,
            "InboundBus": self.buses.inbound.event_bus_name,
            "UserPoolId": self.people.pool.user_pool_id,
            "WebClientId": self.people.web.user_pool_client_id,
            "AlarmTopic": self.alarms.topic_arn,
            "QueuesPath": self.queues_path,
            "StoredKey": self.keys.stored.key_arn,
        }
        for name, client in self.people.machines.items():
            facts[f"Client{plain(name)}"] = client.user_pool_client_id
        for name, topic in self.teams.topics.items():
            facts[f"Team{plain(name)}"] = topic.topic_arn
        for name, role in self.doors.roles.items():
            facts[f"FileRole{plain(name)}"] = role.role_arn
        for name, secret in self.secrets.systems.items():
            facts[f"Secret{plain(name)}"] = secret.secret_arn
        return facts
