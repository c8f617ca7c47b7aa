"""Customer-managed keys: what is stored, what is on its way, what is sensitive, what is signed."""

from aws_cdk import Aws, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from constructs import Construct


class Keys(Construct):
    """`stored` for tables, buckets, secrets; `messages` for queues; `fields` for account numbers.

    `audit` signs seals; its public half is all that an auditor needs (`kms get-public-key`).

    CDK adds nothing to the key of a rule's target or of its DLQ, and without the statement below
    EventBridge drops the events in silence (aws-cdk#33169). It names the account, never the ARN
    of a rule, which would be a cycle between the stacks.
    """

    def __init__(self, scope: Construct, id: str, *, removal: RemovalPolicy) -> None:
        super().__init__(scope, id)
        self.stored = self._key("Stored", "Tables, buckets and secrets", removal)
        self.messages = self._key("Messages", "Queues and the alarm topic", removal)
        self.fields = self._key("Fields", "Sensitive fields", removal)
        self.audit = kms.Key(
            self,
            "Audit",
            description="Tieout: signature of seals",
            key_spec=kms.KeySpec.ECC_NIST_P256,
            key_usage=kms.KeyUsage.SIGN_VERIFY,
            removal_policy=removal,
        )
        for service in ("events", "cloudwatch"):
            self.messages.add_to_resource_policy(_lets(f"{service}.amazonaws.com"))

    def _key(self, id: str, purpose: str, removal: RemovalPolicy) -> kms.Key:
        return kms.Key(
            self,
            id,
            description=f"Tieout: {purpose}",
            enable_key_rotation=True,
            removal_policy=removal,
        )


def _lets(service: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        principals=[iam.ServicePrincipal(service)],
        actions=["kms:Decrypt", "kms:GenerateDataKey*"],
        resources=["*"],
        conditions={"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}},
    )
