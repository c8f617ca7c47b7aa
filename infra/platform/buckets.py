"""Buckets: bodies of documents, the file door, what the stream could not announce, the audit.

One more takes the access logs of all of them.
"""

from typing import cast

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.stages import Lock


class Buckets(Construct):
    """All private, versioned, encrypted with our key, and closed to plain HTTP."""

    def __init__(
        self, scope: Construct, id: str, *, key: kms.IKey, lock: Lock, removal: RemovalPolicy
    ) -> None:
        super().__init__(scope, id)
        self._key, self._removal = key, removal
        self._access = s3.Bucket(
            self,
            "Access",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            # The log service can write under no key of ours.
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            lifecycle_rules=[s3.LifecycleRule(expiration=Duration.days(400))],
            removal_policy=removal,
        )
        self.documents = self._bucket("Documents")
        self.intake = self._bucket("Intake")
        _announce(self.intake)
        self.failures = self._bucket("Failures")
        self.audit = self._bucket("Audit", lock=_retention(lock))
        self.audit.add_to_resource_policy(_nobody_removes(self.audit))

    def _bucket(self, id: str, *, lock: s3.ObjectLockRetention | None = None) -> s3.Bucket:
        return s3.Bucket(
            self,
            id,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            encryption=s3.BucketEncryption.KMS,
            encryption_key=self._key,
            bucket_key_enabled=True,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            versioned=True,
            object_lock_enabled=True if lock else None,
            object_lock_default_retention=lock,
            server_access_logs_bucket=self._access,
            server_access_logs_prefix=f"{id.lower()}/",
            lifecycle_rules=[
                s3.LifecycleRule(abort_incomplete_multipart_upload_after=Duration.days(7))
            ],
            removal_policy=self._removal,
        )


def _retention(lock: Lock) -> s3.ObjectLockRetention:
    days = Duration.days(365 * lock.years)
    if lock.compliance:
        return s3.ObjectLockRetention.compliance(days)
    return s3.ObjectLockRetention.governance(days)


def _nobody_removes(bucket: s3.Bucket) -> iam.PolicyStatement:
    """Also binds administrators: what is locked goes only when its retention is over."""
    return iam.PolicyStatement(
        sid="NobodyRemoves",
        effect=iam.Effect.DENY,
        principals=[iam.AnyPrincipal()],
        actions=[
            "s3:BypassGovernanceRetention",
            "s3:DeleteObject",
            "s3:DeleteObjectVersion",
            "s3:PutObjectLegalHold",
            "s3:PutObjectRetention",
        ],
        resources=[bucket.arn_for_objects("*")],
    )


def _announce(bucket: s3.Bucket) -> None:
    """Have S3 tell EventBridge; the L2 property would bring a function of CDK's own along."""
    resource = cast(s3.CfnBucket, bucket.node.default_child)
    resource.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
        event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(
            event_bridge_enabled=True
        )
    )
