"""Where the services of AWS answer, and how their JSON protocols name a call."""

from collections.abc import Mapping
from typing import NamedTuple

PARTITIONS = {
    "cn-": "amazonaws.com.cn",
    "eusc-": "amazonaws.eu",
    "us-iso-": "c2s.ic.gov",
    "us-isob-": "sc2s.sgov.gov",
    "us-isof-": "csp.hci.ic.gov",
    "eu-isoe-": "cloud.adc-e.uk",
}
"""The suffix of hosts by the beginning of a region's name; all others are amazonaws.com."""


class Protocol(NamedTuple):
    """AWS JSON: `target` and a dot precede the operation in the header X-Amz-Target."""

    target: str
    version: str


PROTOCOLS: Mapping[str, Protocol] = {
    "dynamodb": Protocol("DynamoDB_20120810", "1.0"),
    "events": Protocol("AWSEvents", "1.1"),
    "kms": Protocol("TrentService", "1.1"),
    "secretsmanager": Protocol("secretsmanager", "1.1"),
    "sqs": Protocol("AmazonSQS", "1.0"),
    "ssm": Protocol("AmazonSSM", "1.1"),
}
"""By the service's name in hosts, which is also the one that requests are signed for."""


def endpoint(environ: Mapping[str, str], service: str) -> str:
    """The service's URL in this region, or the one that the environment names instead."""
    named = environ.get(f"AWS_ENDPOINT_URL_{service.upper().replace('SECRETSM', 'SECRETS_M')}")
    if named := named or environ.get("AWS_ENDPOINT_URL"):
        return named.rstrip("/") + "/"
    region = environ["AWS_REGION"]
    suffix = next((s for start, s in PARTITIONS.items() if region.startswith(start)), "")
    return f"https://{service}.{region}.{suffix or 'amazonaws.com'}/"
