"""Where the intake is scanned, the file door waits for the scan and reads what is clean only."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from functions.payables import receive_invoice_file
from functions.runtime import dropped
from infra.platform import scan
from infra.stages import STAGES
from tests.infra.house import Json, Templates, listed, statements, synthesise

FILES = receive_invoice_file.operation
RESULT = "GuardDuty Malware Protection Object Scan Result"


def file_rules(templates: Templates) -> list[Json]:
    patterns = [one.get("EventPattern", {}) for one in templates.of("AWS::Events::Rule")]
    return [one for one in patterns if {"aws.s3", "aws.guardduty"} & set(one.get("source", []))]


def reads(templates: Templates, prefix: str) -> list[Json]:
    """What allows anybody but the scan itself to read under the prefix."""
    roles = [
        role
        for role in templates.of("AWS::IAM::Role")
        if scan.SERVICE not in json.dumps(role["AssumeRolePolicyDocument"])
    ]
    return [
        one
        for role in roles
        for one in statements(role)
        if "s3:GetObject" in listed(one["Action"]) and f"/{prefix}/*" in json.dumps(one["Resource"])
    ]


def test_prod_is_scanned(templates: Templates) -> None:
    assert templates.stage.malware_scan == (templates.stage.name == "prod")
    plans = templates.of("AWS::GuardDuty::MalwareProtectionPlan")
    assert len(plans) == int(templates.stage.malware_scan)
    for plan in plans:
        assert plan["Actions"] == {"Tagging": {"Status": "ENABLED"}}
        assert plan["ProtectedResource"]["S3Bucket"]["ObjectPrefixes"] == ["in/", "attached/"]


def test_the_door_listens_to_the_scan_and_to_nothing_else(templates: Templates) -> None:
    rules = file_rules(templates)
    assert rules
    for pattern in rules:
        if templates.stage.malware_scan:
            assert (pattern["source"], pattern["detail-type"]) == (["aws.guardduty"], [RESULT])
            told = pattern["detail"]["s3ObjectDetails"]
            assert told["objectKey"] == [{"wildcard": "in/*/invoices/*"}]
            assert "Intake" in json.dumps(told["bucketName"])
            assert "scanResultDetails" not in pattern["detail"]
        else:
            assert (pattern["source"], pattern["detail-type"]) == (["aws.s3"], ["Object Created"])


def test_what_is_not_tagged_clean_cannot_be_read(templates: Templates) -> None:
    found = reads(templates, "in")
    assert found
    for statement in found:
        assert (statement.get("Condition") == scan.ONLY_CLEAN) == templates.stage.malware_scan


def test_the_scans_role_is_guarddutys_of_this_account_alone(templates: Templates) -> None:
    found = [r for r in templates.of("AWS::IAM::Role") if scan.SERVICE in json.dumps(r)]
    assert len(found) == int(templates.stage.malware_scan)
    for role in found:
        [trust] = role["AssumeRolePolicyDocument"]["Statement"]
        assert trust["Principal"] == {"Service": scan.SERVICE}
        assert "aws:SourceAccount" in trust["Condition"]["StringEquals"]
        assert not any("s3:Delete" in str(one["Action"]) for one in statements(role))


def test_template_and_function_mean_the_same_result() -> None:
    assert scan.CLEAN == dropped.CLEAN


@pytest.mark.parametrize("wanted", [True, False])
def test_it_is_a_setting_of_any_stage(tmp_path: Path, wanted: bool) -> None:
    stage = replace(STAGES["dev"], malware_scan=wanted)
    made = synthesise(tmp_path, stage, [FILES])
    assert len(made.of("AWS::GuardDuty::MalwareProtectionPlan")) == int(wanted)
    [pattern] = file_rules(made)
    assert (pattern["source"] == ["aws.guardduty"]) == wanted
