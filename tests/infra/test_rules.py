"""What sets operations off reaches the right bus and matches the right events."""

from pathlib import Path

import pytest

from functions.payables.receive_invoice_file import operation as receive_file
from functions.payables.validate_invoice import operation as validate
from tests.infra import made_up
from tests.infra.house import Json, Templates, synthesise


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    folder: Path = tmp_path_factory.mktemp("small")
    return synthesise(folder, "dev", [made_up.operation, validate, receive_file])


def rule(templates: Templates, part: str) -> Json:
    (found,) = [one for name, one in templates.named("AWS::Events::Rule") if part in name]
    return found


def test_our_own_events_are_matched_by_type_and_source(small: Templates) -> None:
    pattern = rule(small, "InvoiceReceived")["EventPattern"]
    assert "InvoiceReceived.v1" in pattern["detail-type"]
    assert pattern["source"] == ["tieout.payables"]
    assert "Internal" in str(rule(small, "InvoiceReceived")["EventBusName"])


def test_a_partners_event_counts_on_the_inbound_bus_only(small: Templates) -> None:
    found = rule(small, "InvoiceSubmitted")
    assert "Inbound" in str(found["EventBusName"])
    assert found["EventPattern"]["detail-type"] == ["InvoiceSubmitted"]
    assert found["EventPattern"]["source"] == ["partner.ap-platform"]


def test_files_count_in_their_folder_of_the_intake_only(small: Templates) -> None:
    pattern = rule(small, "Fileinvoices")["EventPattern"]
    assert pattern["source"] == ["aws.s3"]
    assert pattern["detail"]["object"]["key"] == [{"wildcard": "in/*/invoices/*"}]
    assert "Intake" in str(pattern["detail"]["bucket"]["name"])


def test_schedules_go_through_a_queue(templates: Templates) -> None:
    scheduled = [one for one in templates.of("AWS::Events::Rule") if "ScheduleExpression" in one]
    assert {one["ScheduleExpression"] for one in scheduled} == {"rate(1 minute)"}
