"""The environment that the kernel's ports are built from: only what the needs imply."""

from aws_cdk import Stack

from functions.runtime.operation import Operation
from infra.needs import Needs
from infra.platform.stack import Platform


def environment(operation: Operation, needs: Needs, platform: Platform) -> dict[str, str]:
    """Names and ARNs by variable; no secret value is ever among them."""
    tables, buckets, secrets = platform.tables, platform.buckets, platform.secrets
    said = {
        "OPERATION": operation.module,
        "STAGE": platform.stage.name,
        "HOME_TENANT": platform.stage.home_tenant,
        "POWERTOOLS_LOG_LEVEL": "INFO",
        "LEDGER_TABLE": tables.ledger.table_name,
        "DOCUMENTS_BUCKET": buckets.documents.bucket_name,
    }
    if needs.keys:
        said["KEYS_TABLE"] = tables.keys.table_name
    if needs.intake:
        said["INTAKE_BUCKET"] = buckets.intake.bucket_name
    if needs.repairs:
        said["FAILURES_BUCKET"] = buckets.failures.bucket_name
    if needs.publishes:
        said["BUS_NAME"] = platform.buses.internal.event_bus_name
    if needs.queue or needs.wakes:
        said["QUEUES_PATH"] = platform.queues_path
    if needs.seals:
        said["DATA_KEY"] = platform.keys.fields.key_arn
        said["BLIND_SECRET"] = secrets.blind.secret_arn
    if needs.systems:
        arns = {name: secret.secret_arn for name, secret in secrets.of(needs.systems).items()}
        said["SYSTEM_SECRETS"] = Stack.of(platform).to_json_string(arns)
    return said
