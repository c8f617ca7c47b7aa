"""The app as a whole: weak references, no physical names, cdk-nag that bites."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from aws_cdk import Stack
from aws_cdk import aws_s3 as s3

from functions.governance.propose_policy import operation as propose
from functions.operations.relay import operation as relay
from functions.payables.post_invoice import operation as post
from functions.payables.submit_invoice import operation as submit
from functions.payables.validate_invoice import operation as validate
from infra.acknowledged import check_always, reasons
from infra.house import new_app
from infra.stages import STAGES, OwnDomain
from tests.infra.house import Templates, synthesise, tags

NAMES = {
    "AWS::DynamoDB::Table": "TableName",
    "AWS::IAM::Role": "RoleName",
    "AWS::KMS::Alias": "AliasName",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::SecretsManager::Secret": "Name",
}
SOME = [submit, validate, post, relay, propose]


def test_no_stack_exports(templates: Templates) -> None:
    for template in templates.stacks.values():
        for output in template.get("Outputs", {}).values():
            assert "Export" not in output
        assert "Fn::ImportValue" not in json.dumps(template)


def test_nothing_has_a_name_that_stops_its_replacement(templates: Templates) -> None:
    for kind, name in NAMES.items():
        for properties in templates.of(kind):
            assert name not in properties, kind


def test_stacks_stay_far_from_their_limits(templates: Templates) -> None:
    for name, template in templates.stacks.items():
        assert len(template["Resources"]) < 400, name
        assert len(template.get("Outputs", {})) < 150, name
        assert len(json.dumps(template)) < 800_000, name


def test_each_resource_says_whose_it_is(templates: Templates) -> None:
    for operation in templates.operations:
        for kind in ("AWS::Lambda::Function", "AWS::IAM::Role"):
            (found,) = templates.about(operation, kind)
            said = {tag["Key"]: tag["Value"] for tag in tags(found)}
            assert said["tieout:owner"] == operation.owner
            assert said["tieout:stage"] == templates.stage.name


@pytest.mark.parametrize("left_out", [submit, validate, relay], ids=lambda one: one.name)
def test_any_operation_can_be_taken_out(left_out: object, tmp_path: Path) -> None:
    rest = [operation for operation in SOME if operation is not left_out]
    found = synthesise(tmp_path, "dev", rest)
    assert len(found.of("AWS::Lambda::Function")) == len(rest)


def test_a_finding_that_nobody_acknowledged_stops_synthesis(tmp_path: Path) -> None:
    app = new_app(outdir=str(tmp_path))
    s3.Bucket(Stack(app, "careless"), "Bucket")
    check_always(app, STAGES["dev"])
    with pytest.raises(RuntimeError, match="Validation"):
        app.synth()


@pytest.mark.parametrize("stage", ["local", "dev"])
def test_nothing_is_acknowledged_that_is_not_found(
    stage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {rule for rule in reasons(STAGES[stage]) if "IAM5" not in rule}
    monkeypatch.setattr("infra.acknowledged.reasons", lambda _: {})
    with pytest.raises(RuntimeError, match="Validation"):
        synthesise(tmp_path, stage)
    report = json.loads((tmp_path / "out" / "validation-report.json").read_text())
    found = {
        violation["ruleName"]
        for plugin in report["pluginReports"]
        for violation in plugin["violations"]
    }
    assert known <= found


def test_an_own_domain_closes_the_default_endpoint(tmp_path: Path) -> None:
    domain = OwnDomain(
        name="api.example.com",
        certificate_arn="arn:aws:acm:eu-west-1:111122223333:certificate/one",
        trust_bucket="trust",
        trust_key="partners.pem",
        trust_version="3",
    )
    found = synthesise(tmp_path, replace(STAGES["prod"], domain=domain), [submit])
    (api,) = found.of("AWS::ApiGateway::RestApi")
    assert api["DisableExecuteApiEndpoint"] is True
    (name,) = found.of("AWS::ApiGateway::DomainName")
    trust = name["MutualTlsAuthentication"]
    assert trust["TruststoreUri"] == "s3://trust/partners.pem"
    assert trust["TruststoreVersion"] == "3"


def test_functions_run_what_their_stage_runs(templates: Templates) -> None:
    for function in templates.of("AWS::Lambda::Function"):
        if templates.stage.emulated:
            assert function["Runtime"] == "provided.al2023"
            assert "Layers" not in function
        else:
            assert function["Runtime"] == "python3.13"
            assert function["Architectures"] == ["arm64"]
            assert len(function["Layers"]) == 1
        assert function["Handler"] == "functions.runtime.entry.handler"
        assert function["Environment"]["Variables"]["OPERATION"].startswith("functions.")
