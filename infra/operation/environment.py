"""The environment that the kernel's ports are built from: only what the needs imply."""

from aws_cdk import Stack

from functions.runtime.operation import Operation
from infra.needs import Needs
from infra.platform.stack import Platform


def environment(operation: Operation, needs: Needs, platform: Platform) -> dict[str, str]:
    """Names and ARNs by variable; no secret value is ever among them."""
    tables, buckets = platform.tables, platform.buckets
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
    if needs.intake or needs.attached:
        said["INTAKE_BUCKET"] = buckets.intake.bucket_name
    if needs.repairs:
        said["FAILURES_BUCKET"] = buckets.failures.bucket_name
    if needs.publishes:
        said["BUS_NAME"] = platform.buses.internal.event_bus_name
    if needs.queue or needs.wakes or needs.letters:
        said["QUEUES_PATH"] = platform.queues_path
    if needs.notifies:
        said["TOPICS"] = Stack.of(platform).to_json_string(platform.teams.arns())
    return said | _secrets(needs, platform) | _audit(needs, platform)


def _secrets(needs: Needs, platform: Platform) -> dict[str, str]:
    said = {}
    if needs.seals:
        said["DATA_KEY"] = platform.keys.fields.key_arn
        said["BLIND_SECRET"] = platform.secrets.blind.secret_arn
    if needs.systems:
        found = platform.secrets.of(needs.systems)
        arns = {name: secret.secret_arn for name, secret in found.items()}
        said["SYSTEM_SECRETS"] = Stack.of(platform).to_json_string(arns)
    return said


def _audit(needs: Needs, platform: Platform) -> dict[str, str]:
    said = {}
    if needs.audits or needs.evidence or needs.proves:
        said["AUDIT_BUCKET"] = platform.buckets.audit.bucket_name
    if needs.audits:
        said["AUDIT_KEY"] = platform.keys.audit.key_arn
    return said
