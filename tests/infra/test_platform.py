"""What every operation stands on."""

import json

from functions.runtime.callers import ADMINISTRATORS
from functions.runtime.operation import Grant
from functions.runtime.triggers import Api
from tests.infra.house import Json, Templates, listed


def table(templates: Templates, part: str) -> Json:
    (found,) = [one for name, one in templates.named("AWS::DynamoDB::Table") if part in name]
    return found


def test_tables_are_encrypted_and_recoverable(templates: Templates) -> None:
    for found in templates.of("AWS::DynamoDB::Table"):
        assert found["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
        assert found["SSESpecification"]["KMSMasterKeyId"]


def test_the_ledger_streams_new_images_and_never_expires(templates: Templates) -> None:
    ledger = table(templates, "Ledger")
    assert ledger["StreamSpecification"] == {"StreamViewType": "NEW_IMAGE"}
    assert "TimeToLiveSpecification" not in ledger
    (index,) = ledger["GlobalSecondaryIndexes"]
    assert index["IndexName"] == "listed"
    assert [key["AttributeName"] for key in index["KeySchema"]] == ["gpk", "gsk"]
    assert index["Projection"] == {"ProjectionType": "KEYS_ONLY"}


def test_idempotency_records_expire(templates: Templates) -> None:
    expiry = table(templates, "TablesKeys")["TimeToLiveSpecification"]
    assert expiry == {"AttributeName": "expires", "Enabled": True}


def test_prod_keeps_its_data(templates: Templates) -> None:
    wanted = "Retain" if templates.stage.retain else "Delete"
    kinds = {"AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::KMS::Key", "AWS::Cognito::UserPool"}
    for template in templates.stacks.values():
        for resource in template["Resources"].values():
            if resource["Type"] in kinds:
                assert resource["DeletionPolicy"] == wanted
    assert (templates.stage.name == "prod") == templates.stage.retain


def test_buckets_are_private_and_closed_to_plain_http(templates: Templates) -> None:
    buckets = list(templates.named("AWS::S3::Bucket"))
    closed = {
        policy["Bucket"]["Ref"]
        for policy in templates.of("AWS::S3::BucketPolicy")
        for statement in policy["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Deny"
        and statement.get("Condition", {}).get("Bool") == {"aws:SecureTransport": "false"}
    }
    for name, bucket in buckets:
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
        assert name in closed


def test_the_intake_is_versioned_and_tells_eventbridge(templates: Templates) -> None:
    (intake,) = [one for name, one in templates.named("AWS::S3::Bucket") if "Intake" in name]
    assert intake["VersioningConfiguration"] == {"Status": "Enabled"}
    told = intake["NotificationConfiguration"]["EventBridgeConfiguration"]
    assert told == {"EventBridgeEnabled": True}


def test_a_client_writes_under_its_own_prefixes_only(templates: Templates) -> None:
    (policy,) = [
        one for name, one in templates.named("AWS::IAM::Policy") if "Doorsprocurement" in name
    ]
    for statement in policy["PolicyDocument"]["Statement"]:
        if "s3:PutObject" in listed(statement["Action"]):
            said = json.dumps(statement["Resource"])
            assert said.count("/procurement/") == len(listed(statement["Resource"])) == 2
            assert "in/procurement/invoices/*" in said
            assert "attached/procurement/*" in said


def test_a_client_of_events_leaves_attached_objects_and_nothing_else(templates: Templates) -> None:
    (policy,) = [
        one for name, one in templates.named("AWS::IAM::Policy") if "Doorsapplatform" in name
    ]
    found = policy["PolicyDocument"]["Statement"]
    stored = [one for one in found if any("s3:" in action for action in listed(one["Action"]))]
    assert [one["Action"] for one in stored] == ["s3:PutObject"]
    assert "/attached/ap-platform/*" in json.dumps(stored[0]["Resource"])


def test_each_principal_is_pinned_to_its_source(templates: Templates) -> None:
    (bus,) = [one for one in templates.of("AWS::Events::EventBus") if "inbound" in one["Name"]]
    found = bus["Policy"]["Statement"]
    allows = [one for one in found if one["Effect"] == "Allow"]
    denies = [one for one in found if one["Effect"] == "Deny"]
    sources = [client.source for client in templates.stage.clients if client.source]
    assert [one["Condition"]["StringEquals"]["events:source"] for one in allows] == sources
    assert {"StringNotEquals": {"events:source": sources}} in [one["Condition"] for one in denies]
    assert len(denies) == len(sources) + 1
    assert all(one["Principal"] == "*" for one in denies)


def test_the_internal_bus_is_archived_where_the_engine_can(templates: Templates) -> None:
    archives = templates.of("AWS::Events::Archive")
    assert len(archives) == (0 if templates.stage.emulated else 1)


def test_scopes_are_those_of_the_routes(templates: Templates) -> None:
    wanted = {
        trigger.scope
        for operation in templates.operations
        for trigger in operation.triggers
        if isinstance(trigger, Api)
    }
    found = {
        f"{server['Identifier']}/{scope['ScopeName']}"
        for server in templates.of("AWS::Cognito::UserPoolResourceServer")
        for scope in server["Scopes"]
    }
    assert found == wanted


def test_machines_ask_for_no_scope_that_is_for_people(templates: Templates) -> None:
    open_to_machines = {
        trigger.scope
        for operation in templates.operations
        if not operation.people_only
        for trigger in operation.triggers
        if isinstance(trigger, Api)
    }
    clients = templates.of("AWS::Cognito::UserPoolClient")
    machines = [one for one in clients if one["AllowedOAuthFlows"] == ["client_credentials"]]
    assert len(machines) == len(templates.stage.clients)
    for machine in machines:
        assert machine["GenerateSecret"] is True
        assert set(machine["AllowedOAuthScopes"]) <= open_to_machines


def test_people_sign_in_by_code_without_a_secret(templates: Templates) -> None:
    clients = templates.of("AWS::Cognito::UserPoolClient")
    (web,) = [one for one in clients if one["AllowedOAuthFlows"] == ["code"]]
    assert web["GenerateSecret"] is False
    assert web["CallbackURLs"] == list(templates.stage.callbacks)
    (group,) = templates.of("AWS::Cognito::UserPoolGroup")
    assert group["GroupName"] == ADMINISTRATORS
    (pool,) = templates.of("AWS::Cognito::UserPool")
    assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    assert pool["MfaConfiguration"] == ("ON" if templates.stage.second_factor else "OFF")


def test_each_team_is_told_on_a_topic_of_its_own(templates: Templates) -> None:
    owners = {one.owner for one in templates.operations} | set(templates.stage.teams)
    topics = [one for name, one in templates.named("AWS::SNS::Topic") if "Teams" in name]
    assert len(topics) == len(owners | {"finance-operations"})
    assert all(topic["KmsMasterKeyId"] for topic in topics)


def test_whoever_notifies_knows_every_topic(templates: Templates) -> None:
    told = [
        str(one["Environment"]["Variables"]["TOPICS"])
        for one in templates.of("AWS::Lambda::Function")
        if "TOPICS" in one["Environment"]["Variables"]
    ]
    assert len(told) == sum(Grant.NOTIFY in one.grants for one in templates.operations)
    for said in told:
        assert all(team in said for team in (*templates.stage.teams, "*"))
