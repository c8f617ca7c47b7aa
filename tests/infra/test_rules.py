"""What sets operations off reaches the right bus and matches the right events."""

from pathlib import Path

import pytest

from functions.payables.receive_invoice_file import operation as receive_file
from functions.payables.validate_invoice import operation as validate
from functions.runtime.triggers import Every
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


def test_an_event_that_names_no_document_of_ours_is_not_delivered(templates: Templates) -> None:
    pattern = rule(templates, "ExceptionRaised")["EventPattern"]
    assert pattern["detail"] == {"data": {"resolves": [{"exists": True}]}}


def test_a_partners_event_counts_on_the_inbound_bus_only(small: Templates) -> None:
    found = rule(small, "InvoiceSubmitted")
    assert "Inbound" in str(found["EventBusName"])
    assert found["EventPattern"]["detail-type"] == ["InvoiceSubmitted"]
    assert found["EventPattern"]["source"] == ["partner.ap-platform", "partner.procurement"]


def test_files_count_in_their_folder_of_the_intake_only(small: Templates) -> None:
    pattern = rule(small, "Fileinvoices")["EventPattern"]
    assert pattern["source"] == ["aws.s3"]
    assert pattern["detail"]["object"]["key"] == [{"wildcard": "in/*/invoices/*"}]
    assert "Intake" in str(pattern["detail"]["bucket"]["name"])


def test_schedules_go_through_a_queue(templates: Templates) -> None:
    scheduled = [one for one in templates.of("AWS::Events::Rule") if "ScheduleExpression" in one]
    wanted = [t for o in templates.operations for t in o.triggers if isinstance(t, Every)]
    assert len(scheduled) == len(wanted) > 1
