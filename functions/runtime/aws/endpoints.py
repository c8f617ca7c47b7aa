"""Where the services of AWS answer, and how those with a JSON protocol name a call."""

from collections.abc import Mapping
from typing import NamedTuple

SUFFIXES = {
    "cn-": "amazonaws.com.cn",
    "eu-isoe-": "cloud.adc-e.uk",
    "eusc-": "amazonaws.eu",
    "us-iso-": "c2s.ic.gov",
    "us-isob-": "sc2s.sgov.gov",
    "us-isof-": "csp.hci.ic.gov",
}
"""How hosts end, by the beginning of a region's name; all others end in amazonaws.com."""


class Protocol(NamedTuple):
    """AWS JSON: `target` and a dot precede the operation in the header X-Amz-Target.

    `setting` ends the name of the variable that moves the endpoint of this service alone.
    """

    target: str
    version: str
    setting: str


PROTOCOLS: Mapping[str, Protocol] = {
    "dynamodb": Protocol("DynamoDB_20120810", "1.0", "DYNAMODB"),
    "events": Protocol("AWSEvents", "1.1", "EVENTBRIDGE"),
    "kms": Protocol("TrentService", "1.1", "KMS"),
    "secretsmanager": Protocol("secretsmanager", "1.1", "SECRETS_MANAGER"),
    "sqs": Protocol("AmazonSQS", "1.0", "SQS"),
    "ssm": Protocol("AmazonSSM", "1.1", "SSM"),
    "states": Protocol("AWSStepFunctions", "1.0", "SFN"),
}
"""By the name in the service's host, for which its requests are signed too."""


def endpoint(environ: Mapping[str, str], service: str) -> str:
    """The service's URL in this region, or the one that the environment names instead."""
    named = _named(environ, PROTOCOLS[service].setting)
    return named or f"https://{service}.{_region(environ)}/"


def bucket_url(environ: Mapping[str, str], bucket: str) -> str:
    """The URL under which a bucket has its objects; elsewhere than on AWS it is in the path."""
    named = _named(environ, "S3")
    return f"{named}{bucket}/" if named else f"https://{bucket}.s3.{_region(environ)}/"


def topics_url(environ: Mapping[str, str]) -> str:
    """The URL of SNS, which has no JSON protocol."""
    return _named(environ, "SNS") or f"https://sns.{_region(environ)}/"


def _named(environ: Mapping[str, str], setting: str) -> str:
    url = environ.get(f"AWS_ENDPOINT_URL_{setting}") or environ.get("AWS_ENDPOINT_URL")
    return f"{url.rstrip('/')}/" if url else ""


def _region(environ: Mapping[str, str]) -> str:
    region = environ["AWS_REGION"]
    ends = (end for start, end in SUFFIXES.items() if region.startswith(start))
    return f"{region}.{next(ends, 'amazonaws.com')}"
