"""Malware protection of the intake bucket: what is dropped is scanned and tagged before we read it.

GuardDuty user guide, "Malware Protection for S3": the plan, the role's statements, the tag.
"""

from collections.abc import Iterator

from aws_cdk import Aws, Stack
from aws_cdk import aws_guardduty as guardduty
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.acknowledged import acknowledge_scanned
from infra.stages import Stage

SERVICE = "malware-protection-plan.guardduty.amazonaws.com"
TAG = "GuardDutyMalwareScanStatus"
CLEAN = "NO_THREATS_FOUND"
ONLY_CLEAN = {"StringEquals": {f"s3:ExistingObjectTag/{TAG}": CLEAN}}
"""Condition of whoever reads what was dropped."""
SCANNED = ("in/", "attached/")
PROBE = "malware-protection-resource-validation-object"


class MalwareScan(Construct):
    """A plan works without a detector of the account; its results are events and tags."""

    def __init__(
        self, scope: Construct, id: str, *, bucket: s3.IBucket, key: kms.IKey, stage: Stage
    ) -> None:
        super().__init__(scope, id)
        ours = {"StringEquals": {"aws:SourceAccount": Aws.ACCOUNT_ID}}
        allowed = list(_allowed(Stack.of(self), bucket, key))
        role = iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal(SERVICE, conditions=ours),
            description="Tieout: the malware scan of the intake bucket",
            inline_policies={"scan": iam.PolicyDocument(statements=allowed)},
        )
        plan = guardduty.CfnMalwareProtectionPlan
        plan(
            self,
            "Plan",
            role=role.role_arn,
            protected_resource=plan.CFNProtectedResourceProperty(
                s3_bucket=plan.S3BucketProperty(
                    bucket_name=bucket.bucket_name, object_prefixes=list(SCANNED)
                )
            ),
            actions=plan.CFNActionsProperty(tagging=plan.CFNTaggingProperty(status="ENABLED")),
        )
        acknowledge_scanned(self, stage)


def _allowed(stack: Stack, bucket: s3.IBucket, key: kms.IKey) -> Iterator[iam.PolicyStatement]:
    rule = stack.format_arn(
        service="events",
        resource="rule",
        resource_name="DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3*",
    )
    objects = [bucket.arn_for_objects(f"{prefix}*") for prefix in SCANNED]
    managed = {"StringLike": {"events:ManagedBy": SERVICE}}
    through = {"StringLike": {"kms:ViaService": f"s3.{stack.region}.amazonaws.com"}}
    change = ["events:PutRule", "events:DeleteRule", "events:PutTargets", "events:RemoveTargets"]
    look = ["events:DescribeRule", "events:ListTargetsByRule"]
    told = ["s3:PutBucketNotification", "s3:GetBucketNotification", "s3:ListBucket"]
    read = ["s3:GetObject", "s3:GetObjectVersion"]
    tag = [f"s3:{do}Object{what}Tagging" for do in ("Get", "Put") for what in ("", "Version")]
    yield iam.PolicyStatement(actions=change, resources=[rule], conditions=managed)
    yield iam.PolicyStatement(actions=look, resources=[rule])
    yield iam.PolicyStatement(actions=told, resources=[bucket.bucket_arn])
    yield iam.PolicyStatement(actions=[*read, *tag], resources=objects)
    yield iam.PolicyStatement(actions=["s3:PutObject"], resources=[bucket.arn_for_objects(PROBE)])
    yield iam.PolicyStatement(
        actions=["kms:GenerateDataKey", "kms:Decrypt"],
        resources=[key.key_arn],
        conditions=through,
    )
