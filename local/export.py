"""`python -m local.export --stage STAGE DIR`: copies of the ledger and of the seals.

On AWS an auditor takes both without us: `aws dynamodb export-table-to-point-in-time` and
`aws s3 sync`. Here the ledger's copy has the same form, but it is of no single instant: take it
while nothing moves. Ciphertext stays ciphertext.
"""

import argparse
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple, cast

import boto3

from infra.stages import STAGES
from schemas.base import iso

Client = Callable[[str], Any]
SEALED = ("seals/", "leaves/", "keys/")


class Copies(NamedTuple):
    """Where they are, and what `verify` must be told besides."""

    seals: Path
    ledger: Path
    public_key: Path
    at: str
    next_sequence: int

    def arguments(self) -> list[str]:
        """Of `python -m functions.audit verify`."""
        said: list[str] = []
        for name, value in self._asdict().items():
            said += [f"--{'export' if name == 'ledger' else name.replace('_', '-')}", str(value)]
        return said


def export(stage: str, folder: Path, client: Client) -> Copies:
    """Copy the seals first: whatever the ledger has more is for the next seal."""
    at = iso(datetime.now(UTC))
    outputs = _outputs(client, f"tieout-{stage}-platform")
    seals, ledger = folder / "seals", folder / "ledger"
    place = {"pk": {"S": f"{STAGES[stage].home_tenant}#seal"}, "sk": {"S": "newest"}}
    table = outputs["LedgerTable"]
    newest = client("dynamodb").get_item(TableName=table, Key=place, ConsistentRead=True)
    sequence = int(newest["Item"]["sequence"]["N"]) if "Item" in newest else 0
    for name, body in _objects(client("s3"), outputs["AuditBucket"]):
        (seals / name).parent.mkdir(parents=True, exist_ok=True)
        (seals / name).write_bytes(body)
    ledger.mkdir(parents=True, exist_ok=True)
    with (ledger / "items.jsonl").open("w", encoding="utf-8") as lines:
        for item in _items(client("dynamodb"), table):
            lines.write(json.dumps({"Item": item}) + "\n")
    key = folder / "public-key.pem"
    key.write_text(_pem(client("kms").get_public_key(KeyId=outputs["AuditKey"])["PublicKey"]))
    return Copies(seals, ledger, key, at, sequence + 1)


def _objects(s3: Any, bucket: str) -> Iterator[tuple[str, bytes]]:
    for prefix in SEALED:
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix):
            for one in page.get("Contents", []):
                yield one["Key"], s3.get_object(Bucket=bucket, Key=one["Key"])["Body"].read()


def _items(dynamodb: Any, table: str) -> Iterator[Any]:
    for page in dynamodb.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        yield from page["Items"]


def _pem(der: bytes) -> str:
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        PublicFormat,
        load_der_public_key,
    )

    key = load_der_public_key(der)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _outputs(client: Client, stack: str) -> dict[str, str]:
    found = client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]["Outputs"]
    return {output["OutputKey"]: output["OutputValue"] for output in found}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--stage", default="local")
    asked = parser.parse_args()
    made = export(asked.stage, asked.folder, cast(Client, boto3.client))
    print("python -m functions.audit verify " + " ".join(made.arguments()))
