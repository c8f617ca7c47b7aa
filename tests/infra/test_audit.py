"""Seals and evidence: in a bucket that nobody empties, signed with a key that only signs."""

from functions.runtime.operation import Grant
from tests.infra.house import Json, Templates, listed, statements
from tests.infra.test_roles import role

REMOVING = {
    "s3:BypassGovernanceRetention",
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:PutObjectRetention",
}


def bucket(templates: Templates) -> tuple[str, Json]:
    (found,) = [pair for pair in templates.named("AWS::S3::Bucket") if "Audit" in pair[0]]
    return found


def test_what_is_in_the_bucket_stays_for_years(templates: Templates) -> None:
    _, found = bucket(templates)
    assert found["ObjectLockEnabled"] is True
    assert found["VersioningConfiguration"] == {"Status": "Enabled"}
    retained = found["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
    prod = templates.stage.name == "prod"
    assert retained == {
        "Mode": "COMPLIANCE" if prod else "GOVERNANCE",
        "Days": 3650 if prod else 365,
    }
    assert templates.stage.lock.compliance == prod


def test_nobody_removes_or_bypasses(templates: Templates) -> None:
    name, _ = bucket(templates)
    (policy,) = [
        one for one in templates.of("AWS::S3::BucketPolicy") if one["Bucket"] == {"Ref": name}
    ]
    (denied,) = [
        one
        for one in policy["PolicyDocument"]["Statement"]
        if one["Effect"] == "Deny" and set(listed(one["Action"])) >= REMOVING
    ]
    assert denied["Principal"] == {"AWS": "*"}
    assert "Condition" not in denied


def test_the_key_signs_on_a_curve_and_does_nothing_else(templates: Templates) -> None:
    (key,) = [one for one in templates.of("AWS::KMS::Key") if "KeySpec" in one]
    assert (key["KeySpec"], key["KeyUsage"]) == ("ECC_NIST_P256", "SIGN_VERIFY")


def test_only_the_sealer_signs_and_writes_seals(templates: Templates) -> None:
    for operation in templates.operations:
        allowed = statements(role(templates, operation))
        signs = [one for one in allowed if "kms:Sign" in listed(one["Action"])]
        seals = [
            one
            for one in allowed
            if "s3:PutObject" in listed(one["Action"]) and "/seals/*" in str(one["Resource"])
        ]
        assert bool(signs) == bool(seals) == (Grant.AUDIT in operation.grants), operation.name


def test_no_function_deletes_or_shortens_what_is_kept(templates: Templates) -> None:
    for operation in templates.operations:
        for statement in statements(role(templates, operation)):
            assert not REMOVING & set(listed(statement["Action"])), operation.name


def test_evidence_is_written_by_those_who_say_so(templates: Templates) -> None:
    for operation in templates.operations:
        writes = any(
            "/evidence/*" in str(one["Resource"]) for one in statements(role(templates, operation))
        )
        assert writes == (Grant.EVIDENCE in operation.grants), operation.name


def test_an_auditor_finds_the_bucket_and_the_key(templates: Templates) -> None:
    platform = templates.stacks[f"tieout-{templates.stage.name}-platform"]
    assert {"AuditBucket", "AuditKey"} <= platform["Outputs"].keys()
