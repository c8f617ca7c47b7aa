"""Each function may do what its declaration implies, and not one thing more."""

from functions.runtime.operation import Grant, Operation
from functions.runtime.triggers import Api, Stream
from infra.needs import needs_of
from tests.infra.house import Json, Templates, listed, statements

ALWAYS = {
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "dynamodb:BatchGetItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "s3:GetObject",
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
}
QUEUED = {
    "sqs:ReceiveMessage",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:ChangeMessageVisibility",
    "sqs:SendMessage",
    "ssm:GetParametersByPath",
}
WRITING = {"dynamodb:DeleteItem", "dynamodb:ConditionCheckItem", "s3:PutObject"}
STREAMED = {
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:ListStreams",
    "s3:PutObject",
    "s3:ListBucket",
}
GRANTED = {
    Grant.PUBLISH: {"events:PutEvents"},
    Grant.WAKE: {"sqs:SendMessage", "ssm:GetParametersByPath"},
    Grant.LETTERS: {
        "sqs:GetQueueAttributes",
        "sqs:ReceiveMessage",
        "sqs:ChangeMessageVisibility",
        "ssm:GetParametersByPath",
    },
    Grant.REDRIVE: {"sqs:DeleteMessage", "sqs:StartMessageMoveTask", "sqs:SendMessage"},
    Grant.SCAN: {"dynamodb:Scan"},
    Grant.SEAL: {"secretsmanager:GetSecretValue"},
    Grant.INTAKE: {"s3:GetObjectVersion", "s3:PutObject", "s3:ListBucket"},
    Grant.REPAIR: {"s3:ListBucket"},
    Grant.AUDIT: {"kms:Sign", "kms:GetPublicKey", "s3:PutObject", "s3:ListBucket"},
    Grant.EVIDENCE: {"s3:PutObject"},
    Grant.NOTIFY: {"sns:Publish"},
    Grant.REMOTE: {"secretsmanager:GetSecretValue"},
    Grant.IDENTITY: {"dynamodb:DescribeTable"},
}


def role(templates: Templates, operation: Operation) -> Json:
    (found,) = templates.about(operation, "AWS::IAM::Role")
    return found


def actions(templates: Templates, operation: Operation) -> set[str]:
    return {
        action
        for statement in statements(role(templates, operation))
        for action in listed(statement["Action"])
    }


def implied(operation: Operation) -> set[str]:
    """The allow-list, from the declaration alone."""
    needs = needs_of(operation)
    allowed = set(ALWAYS).union(*(GRANTED[grant] for grant in operation.grants))
    if needs.queue:
        allowed |= QUEUED
    if any(isinstance(trigger, Stream) for trigger in operation.triggers):
        allowed |= STREAMED
    if needs.writes:
        allowed |= WRITING
    if needs.queries or needs.lists:
        allowed |= {"dynamodb:Query"}
    if operation.effect:
        allowed |= GRANTED[Grant.REMOTE] | GRANTED[Grant.IDENTITY]
    if needs.attached:
        allowed |= {"s3:GetObjectVersion", "s3:ListBucket"}
    if needs.proves:
        allowed |= {"s3:ListBucket"}
    return allowed


def test_no_function_may_do_more_than_its_declaration_implies(templates: Templates) -> None:
    for operation in templates.operations:
        excess = actions(templates, operation) - implied(operation)
        assert not excess, f"{operation.name}: {sorted(excess)}"


def test_who_reads_attached_objects_reads_no_other_of_the_intake(templates: Templates) -> None:
    reading = [one for one in templates.operations if needs_of(one).attached]
    assert reading
    for operation in reading:
        (statement,) = [
            one
            for one in statements(role(templates, operation))
            if "s3:GetObjectVersion" in listed(one["Action"])
        ]
        (resource,) = listed(statement["Resource"])
        assert "Intake" in str(resource)
        assert "'/attached/*'" in str(resource)


def test_no_action_is_a_pattern_and_no_resource_is_everything(templates: Templates) -> None:
    for operation in templates.operations:
        for statement in statements(role(templates, operation)):
            assert not [action for action in listed(statement["Action"]) if "*" in action]
            assert "*" not in listed(statement["Resource"])


def test_only_the_relay_publishes(templates: Templates) -> None:
    publishing = {
        operation.name
        for operation in templates.operations
        if "events:PutEvents" in actions(templates, operation)
    }
    assert publishing == {"operations.relay"}


def test_a_reading_route_writes_denials_and_nothing_else(templates: Templates) -> None:
    reading = [
        operation
        for operation in templates.operations
        if all(isinstance(t, Api) and t.method == "GET" for t in operation.triggers)
    ]
    assert reading
    for operation in reading:
        (put,) = [
            statement
            for statement in statements(role(templates, operation))
            if "dynamodb:PutItem" in listed(statement["Action"])
        ]
        keys = put["Condition"]["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
        assert keys == ["*#denial#*"]
        assert not actions(templates, operation) & WRITING


def test_secrets_are_for_those_that_seal_or_call(templates: Templates) -> None:
    for operation in templates.operations:
        reads = "secretsmanager:GetSecretValue" in actions(templates, operation)
        needs = needs_of(operation)
        assert reads == bool(needs.seals or needs.systems), operation.name


def test_the_stored_key_is_only_used_through_the_services_that_store(
    templates: Templates,
) -> None:
    for operation in templates.operations:
        for statement in statements(role(templates, operation)):
            if "kms:ReEncryptTo" in listed(statement["Action"]):
                assert statement["Condition"]["StringEquals"]["kms:ViaService"]


def test_waking_reaches_queues_of_this_stage_only(templates: Templates) -> None:
    waking = [one for one in templates.operations if Grant.WAKE in one.grants]
    assert waking
    for operation in waking:
        (wide,) = [
            statement
            for statement in statements(role(templates, operation))
            if "Condition" in statement
            and "aws:ResourceTag/tieout:stage" in statement["Condition"].get("StringEquals", {})
        ]
        assert wide["Action"] == "sqs:SendMessage"
        stage = wide["Condition"]["StringEquals"]["aws:ResourceTag/tieout:stage"]
        assert stage == templates.stage.name


def test_every_function_has_a_role_and_a_log_of_its_own(templates: Templates) -> None:
    functions = templates.of("AWS::Lambda::Function")
    assert len(functions) == len(templates.operations)
    roles = [str(function["Role"]) for function in functions]
    groups = [str(function["LoggingConfig"]["LogGroup"]) for function in functions]
    assert len(set(roles)) == len(set(groups)) == len(functions)
    for group in templates.of("AWS::Logs::LogGroup"):
        assert group["RetentionInDays"]


def test_only_who_notifies_reaches_the_teams_topics(templates: Templates) -> None:
    for operation in templates.operations:
        found = [
            statement
            for statement in statements(role(templates, operation))
            if "sns:Publish" in listed(statement["Action"])
        ]
        assert bool(found) == (Grant.NOTIFY in operation.grants), operation.name
        for statement in found:
            assert all("Teams" in str(one) for one in listed(statement["Resource"]))
