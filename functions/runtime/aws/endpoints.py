"""Where the services of AWS answer, and how their JSON protocols name a call."""

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
}
"""By the name in the service's host, for which its requests are signed too."""


def endpoint(environ: Mapping[str, str], service: str) -> str:
    """The service's URL in this region, or the one that the environment names instead."""
    alone = f"AWS_ENDPOINT_URL_{PROTOCOLS[service].setting}"
    named = environ.get(alone) or environ.get("AWS_ENDPOINT_URL")
    if named:
        return named.rstrip("/") + "/"
    region = environ["AWS_REGION"]
    suffix = next((end for start, end in SUFFIXES.items() if region.startswith(start)), None)
    return f"https://{service}.{region}.{suffix or 'amazonaws.com'}/"
