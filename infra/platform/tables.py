"""The two tables of the kernel."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from constructs import Construct

INDEX = "listed"


class Tables(Construct):
    """`ledger`: documents and their history, with a stream; `keys`: idempotency, expiring."""

    def __init__(
        self, scope: Construct, id: str, *, key: kms.IKey, removal: RemovalPolicy, protect: bool
    ) -> None:
        super().__init__(scope, id)
        self._key, self._removal, self._protect = key, removal, protect
        self.ledger = self._table("Ledger", stream=dynamodb.StreamViewType.NEW_IMAGE)
        self.ledger.add_global_secondary_index(
            index_name=INDEX,
            partition_key=_text("gpk"),
            sort_key=_text("gsk"),
            projection_type=dynamodb.ProjectionType.KEYS_ONLY,
        )
        self.keys = self._table("Keys", ttl="expires")

    def _table(
        self, id: str, *, stream: dynamodb.StreamViewType | None = None, ttl: str | None = None
    ) -> dynamodb.Table:
        return dynamodb.Table(
            self,
            id,
            partition_key=_text("pk"),
            sort_key=_text("sk"),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED,
            encryption_key=self._key,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            stream=stream,
            time_to_live_attribute=ttl,
            removal_policy=self._removal,
            deletion_protection=self._protect,
        )


def _text(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)
