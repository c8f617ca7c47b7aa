"""The statements of an operation's role: exactly what its declaration implies, each one named."""

from collections.abc import Iterator, Sequence
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sqs as sqs

from infra.needs import Needs
from infra.operation import allowed
from infra.operation.queue import DEAD_TAG
from infra.platform.scan import ONLY_CLEAN
from infra.platform.stack import Platform
from infra.platform.tables import INDEX

STAGE_TAG = "tieout:stage"


def statements(
    needs: Needs, platform: Platform, *, log_group: str, queue: sqs.IQueue | None
) -> list[iam.PolicyStatement]:
    """All of them; `queue` is the operation's own, if it has one."""
    return [
        _allow(allowed.LOG, log_group),
        *_documents(needs, platform),
        *_messages(needs, platform, queue),
        *_stream(needs, platform),
        *_files(needs, platform),
        *_audit(needs, platform),
        *_secrets(needs, platform),
    ]


def _documents(needs: Needs, platform: Platform) -> Iterator[iam.PolicyStatement]:
    ledger, bodies = platform.tables.ledger.table_arn, platform.buckets.documents
    yield _allow(allowed.READ, ledger)
    yield _allow(allowed.BODY_READ, bodies.arn_for_objects("*"))
    if needs.writes:
        yield _allow(allowed.COMMIT, ledger)
    else:
        denials = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["*#denial#*"]}}
        yield _allow(allowed.KEEP, ledger, conditions=denials)
    if needs.commits:
        yield _allow(allowed.BODY_WRITE, bodies.arn_for_objects("*"))
    if needs.keys:
        yield _allow((*allowed.READ, *allowed.KEEP), platform.tables.keys.table_arn)
    if needs.queries:
        yield _allow(allowed.QUERY, ledger)
    if needs.lists:
        yield _allow(allowed.QUERY, f"{ledger}/index/{INDEX}")
    if needs.scans:
        yield _allow(allowed.SCAN, ledger)
    if needs.identifies:
        yield _allow(allowed.IDENTIFY, ledger)
    through = _through(platform, "dynamodb", "s3", "secretsmanager")
    stored = (*allowed.DECRYPT, *allowed.ENCRYPT)
    yield _allow(stored, platform.keys.stored.key_arn, conditions=through)


def _messages(
    needs: Needs, platform: Platform, queue: sqs.IQueue | None
) -> Iterator[iam.PolicyStatement]:
    if queue:
        yield _allow((*allowed.CONSUME, *allowed.SEND), queue.queue_arn)
    if needs.wakes or needs.redrives:
        yield _allow(allowed.SEND, _queues(platform), conditions=_tagged(platform))
    if needs.letters:
        dead = _tagged(platform, dead=True)
        yield _allow(allowed.LOOK_UP, _queues(platform), conditions=_tagged(platform))
        yield _allow(allowed.LOOK_AT, _queues(platform), conditions=dead)
        if needs.redrives:
            yield _allow(allowed.MOVE, _queues(platform), conditions=dead)
    if queue or needs.wakes or needs.letters:
        path = Stack.of(platform).format_arn(
            service="ssm", resource=f"parameter{platform.queues_path}"
        )
        yield _allow(allowed.FIND_QUEUES, path)
        key = platform.keys.messages.key_arn
        yield _allow(allowed.DATA_KEYS, key, conditions=_through(platform, "sqs"))
    if needs.notifies:
        yield _allow(allowed.NOTIFY, *dict.fromkeys(platform.teams.arns().values()))
        key = platform.keys.messages.key_arn
        yield _allow(allowed.DATA_KEYS, key, conditions=_through(platform, "sns"))
    if needs.publishes:
        yield _allow(allowed.PUBLISH, platform.buses.internal.event_bus_arn)


def _queues(platform: Platform) -> str:
    """All queues of the stage, whose names CloudFormation makes up."""
    return Stack.of(platform).format_arn(service="sqs", resource=f"tieout-{platform.stage.name}-*")


def _tagged(platform: Platform, *, dead: bool = False) -> dict[str, Any]:
    """Those of this stage, or of them its DLQs alone."""
    named = {f"aws:ResourceTag/{STAGE_TAG}": platform.stage.name}
    return {"StringEquals": named | ({f"aws:ResourceTag/{DEAD_TAG}": "letters"} if dead else {})}


def _stream(needs: Needs, platform: Platform) -> Iterator[iam.PolicyStatement]:
    if needs.stream:
        failures = platform.buckets.failures
        yield _allow(allowed.STREAM, f"{platform.tables.ledger.table_arn}/stream/*")
        yield _allow(allowed.GIVE_UP, failures.bucket_arn, failures.arn_for_objects("*"))


def _files(needs: Needs, platform: Platform) -> Iterator[iam.PolicyStatement]:
    intake = platform.buckets.intake
    if needs.intake:
        clean = ONLY_CLEAN if platform.stage.malware_scan else None
        write = [intake.arn_for_objects(prefix) for prefix in ("out/*", "refused/*")]
        yield _allow(allowed.INTAKE_READ, intake.arn_for_objects("in/*"), conditions=clean)
        yield _allow(allowed.INTAKE_READ, intake.arn_for_objects("attached/*"))
        yield _allow(allowed.LIST, intake.bucket_arn)
        yield _allow(allowed.BODY_WRITE, *write)
    if needs.attached:
        yield _allow(allowed.INTAKE_READ, intake.arn_for_objects("attached/*"))
        yield _allow(allowed.LIST, intake.bucket_arn)
    if needs.repairs:
        failures = platform.buckets.failures
        yield _allow(allowed.BODY_READ, failures.arn_for_objects("*"))
        yield _allow(allowed.LIST, failures.bucket_arn)


def _audit(needs: Needs, platform: Platform) -> Iterator[iam.PolicyStatement]:
    """Nobody may change or delete there; the bucket's own policy denies it besides."""
    audit = platform.buckets.audit
    sealed = [audit.arn_for_objects(prefix) for prefix in ("seals/*", "leaves/*", "keys/*")]
    if needs.audits:
        yield _allow((*allowed.BODY_READ, *allowed.BODY_WRITE), *sealed)
        yield _allow(allowed.LIST, audit.bucket_arn)
        yield _allow(allowed.SIGN, platform.keys.audit.key_arn)
    if needs.evidence:
        yield _allow(allowed.BODY_WRITE, audit.arn_for_objects("evidence/*"))
    if needs.proves:
        yield _allow(allowed.BODY_READ, audit.arn_for_objects("leaves/*"))
        yield _allow(allowed.LIST, audit.bucket_arn)


def _secrets(needs: Needs, platform: Platform) -> Iterator[iam.PolicyStatement]:
    if needs.seals:
        yield _allow(allowed.DATA_KEYS, platform.keys.fields.key_arn)
        yield _allow(allowed.SECRET, platform.secrets.blind.secret_arn)
    for secret in platform.secrets.of(needs.systems).values():
        yield _allow(allowed.SECRET, secret.secret_arn)


def _through(platform: Platform, *services: str) -> dict[str, Any]:
    """A key that only these services may be asked to use on the caller's behalf."""
    region = platform.stage.region
    return {
        "StringEquals": {"kms:ViaService": [f"{name}.{region}.amazonaws.com" for name in services]}
    }


def _allow(
    actions: Sequence[str], *resources: str, conditions: dict[str, Any] | None = None
) -> iam.PolicyStatement:
    return iam.PolicyStatement(
        actions=list(actions), resources=list(resources), conditions=conditions
    )
