"""Three buckets: bodies of documents, the file door, what the stream could not announce.

A fourth one takes the access logs of the three.
"""

from typing import cast

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct


class Buckets(Construct):
    """All private, versioned, encrypted with our key, and closed to plain HTTP."""

    def __init__(self, scope: Construct, id: str, *, key: kms.IKey, removal: RemovalPolicy) -> None:
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

    def _bucket(self, id: str) -> s3.Bucket:
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
            server_access_logs_bucket=self._access,
            server_access_logs_prefix=f"{id.lower()}/",
            lifecycle_rules=[
                s3.LifecycleRule(abort_incomplete_multipart_upload_after=Duration.days(7))
            ],
            removal_policy=self._removal,
        )


def _announce(bucket: s3.Bucket) -> None:
    """Have S3 tell EventBridge; the L2 property would bring a function of CDK's own along."""
    resource = cast(s3.CfnBucket, bucket.node.default_child)
    resource.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
        event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(
            event_bridge_enabled=True
        )
    )
