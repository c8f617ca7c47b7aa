"""cdk-nag, always on, and every finding that we live with, each with its reason."""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from aws_cdk import Acknowledgment, App, Validations
from cdk_nag import AwsSolutionsChecks, ServerlessChecks
from constructs import Construct

from infra.stages import Stage

ACKNOWLEDGED: Mapping[str, str] = MappingProxyType(
    {
        "AwsSolutions-APIG2": "Bodies are validated once, by the kernel, with every finding named; "
        "the imported document has the gateway check the required headers.",
        "AwsSolutions-SF1": "A workflow's log has its errors; every event would be a copy of the "
        "execution's history, and the document's own events are the record.",
        "AwsSolutions-SF2": "A document's lineage is its chain of events; a sampled trace adds "
        "cost and no evidence.",
        "AwsSolutions-SMG4": "A blind-index key that rotates would find nothing it indexed; a "
        "partner's credentials are rotated by the partner's administrator.",
        "Serverless-APIGWXrayEnabled": "A document's lineage is its chain of events; a sampled "
        "trace adds cost and no evidence.",
        "Serverless-LambdaDLQ": "No function is invoked asynchronously: the API waits for the "
        "answer, queues have a DLQ, the stream has a failure bucket.",
        "Serverless-LambdaEventSourceMappingDestination": "A queue's mapping has no destination; "
        "its queue has a DLQ. The stream's mapping has one.",
        "Serverless-LambdaTracing": "A document's lineage is its chain of events; the tracer "
        "alone would cost more than the whole cold start may.",
        "Serverless-StepFunctionStateMachineXray": "A document's lineage is its chain of events.",
        "Serverless-SQSRedrivePolicy": "A DLQ is where redriving ends.",
    }
)
"""For every stage."""

_IN_THE_CLOUD: Mapping[str, str] = MappingProxyType(
    {
        "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/"
        "AmazonAPIGatewayPushToCloudWatchLogs]": "The account's one role for API Gateway's logs, "
        "as AWS documents it.",
        "AwsSolutions-L1": "Python 3.13 is what the layer is built and measured for.",
        "Serverless-LambdaLatestVersion": "Python 3.13 is what the layer is built and measured "
        "for.",
    }
)
"""Besides, for a stage on AWS."""

_EMULATED: Mapping[str, str] = MappingProxyType(
    {
        "AwsSolutions-COG2": "The emulator signs in people without a second factor.",
        "AwsSolutions-COG8": "The emulator has no plans.",
        "AwsSolutions-APIG1": "The emulator drops access logs.",
        "AwsSolutions-APIG3": "The emulator cannot associate a firewall.",
        "AwsSolutions-APIG6": "The emulator has no execution logs.",
        "Serverless-APIGWAccessLogging": "The emulator drops access logs.",
    }
)
"""Besides, for a stage on the emulator."""

# How CDK names what the platform's stack tells the others; a renamed construct changes them.
_DOCUMENTS = "BucketsDocumentsE696B60EArn7B5558B0"
_INTAKE = "BucketsIntake5CCA7222Arn2CE47E39"
_FAILURES = "BucketsFailures14D3BE7FArnAF27459C"
_AUDIT = "BucketsAudit0C61E492Arn1B18D2EA"
_LEDGER = "TablesLedgerF9806C8BArnF09A2DDC"
_OBJECTS = "Objects are made at run time; actions are named one by one, and tests hold them."


def _wildcards(stage: Stage) -> Iterator[tuple[str, str]]:
    """Resources that no template can name one by one."""
    yield f"{_there(stage, _DOCUMENTS)}/*", _OBJECTS
    yield f"{_there(stage, _FAILURES)}/*", _OBJECTS
    for prefix in ("in", "attached", "out", "refused"):
        yield f"{_there(stage, _INTAKE)}/{prefix}/*", _OBJECTS
    for prefix in ("seals", "leaves", "keys", "evidence"):
        yield f"{_there(stage, _AUDIT)}/{prefix}/*", _OBJECTS
    for client in (one for one in stage.clients if one.files or one.source):
        for prefix in ("attached", "out") if client.files else ("attached",):
            yield f"<BucketsIntake5CCA7222.Arn>/{prefix}/{client.name}/*", _OBJECTS
    yield f"{_there(stage, _LEDGER)}/stream/*", "A stream's name is a date that AWS chooses."
    account = stage.account or "<AWS::AccountId>"
    yield (
        f"arn:aws:sqs:{stage.region}:{account}:tieout-{stage.name}-*",
        "Waking puts messages back on any operation's queue, also of one that is deployed later; "
        "the queue's tag must name the stage.",
    )


def _there(stage: Stage, output: str) -> str:
    return (
        f'{{"Fn::GetStackOutput":{{"StackName":"tieout-{stage.name}-platform",'
        f'"Region":"{stage.region}","OutputName":"PublishOutputFnGetAtt{output}"}}}}'
    )


def reasons(stage: Stage) -> dict[str, str]:
    """Every finding that this stage lives with, by its id."""
    found = {**ACKNOWLEDGED, **(_EMULATED if stage.emulated else _IN_THE_CLOUD)}
    for resource, reason in _wildcards(stage):
        found[f"AwsSolutions-IAM5[Resource::{resource}]"] = reason
    return found


def acknowledge_log_delivery(workflow: Construct) -> None:
    """Of a workflow's role alone: AWS has these actions for every resource or for none."""
    reason = "Actions on log deliveries, which a state machine needs to log, name no resource."
    rule = "AwsSolutions-IAM5[Resource::*]"
    Validations.of(workflow).acknowledge(Acknowledgment(id=rule, reason=reason))


def acknowledge_dropped(door: Construct, client: str, folders: Iterable[str]) -> None:
    """Of one client's role alone: the folders that some operation takes files from."""
    for folder in folders:
        resource = f"<BucketsIntake5CCA7222.Arn>/in/{client}/{folder}/*"
        rule = f"AwsSolutions-IAM5[Resource::{resource}]"
        Validations.of(door).acknowledge(Acknowledgment(id=rule, reason=_OBJECTS))


def acknowledge_scanned(scan: Construct, stage: Stage) -> None:
    """Of the malware scan's role alone, as GuardDuty documents it."""
    intake, rule = "<BucketsIntake5CCA7222.Arn>", "AwsSolutions-IAM5[Resource::"
    where = f"arn:aws:events:{stage.region}:{stage.account or '<AWS::AccountId>'}"
    managed = f"{where}:rule/DO-NOT-DELETE-AmazonGuardDutyMalwareProtectionS3*"
    for resource, reason in (
        (f"{intake}/in/*", _OBJECTS),
        (f"{intake}/attached/*", _OBJECTS),
        (managed, "GuardDuty names its own rule, and keeps it."),
    ):
        acknowledged = Acknowledgment(id=f"{rule}{resource}]", reason=reason)
        Validations.of(scan).acknowledge(acknowledged)


def check_always(app: App, stage: Stage) -> None:
    """Synthesis fails on any finding that is not acknowledged above."""
    validations = Validations.of(app)
    validations.add_plugins(AwsSolutionsChecks(app), ServerlessChecks(app))
    validations.acknowledge(
        *(Acknowledgment(id=rule, reason=reason) for rule, reason in reasons(stage).items())
    )
