"""Who owns it, who leans on it, how sensitive it is: read from the declarations, never kept up."""

from datetime import date
from typing import Any, ClassVar

import pytest

from functions.runtime.registry import discover
from functions.runtime.triggers import Tier
from infra.publish.catalogue import catalogue
from infra.publish.data import classification
from infra.publish.events import KERNEL, announced_types, emitted
from infra.publish.models import policies
from infra.publish.readme import CLOSES, OPENS, with_operations
from infra.publish.targets import BY_TIER
from schemas.base import Document, Model
from schemas.commands.submit_invoice import SubmitInvoice
from schemas.events.invoice import InvoiceReceived
from schemas.governance import Classification, Deprecated, Targets
from schemas.invoice import Invoice
from tests.infra.made_up import operation as made_up

OPERATIONS = discover()
SAID = catalogue(OPERATIONS)


def _one(part: str, name: str, key: str = "name") -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in SAID[part] if one[key] == name)
    return found


@pytest.mark.parametrize("said", SAID["operations"], ids=lambda said: str(said["name"]))
def test_every_operation_says_all_that_governs_it(said: dict[str, Any]) -> None:
    assert said["owner"]
    assert said["summary"]
    assert said["patterns"]
    assert said["classification"] in ("public", "internal", "confidential", "restricted")
    assert all(value > 0 for value in said["targets"].values())
    assert bool(said["tier"]) == ("api" in said["patterns"])


@pytest.mark.parametrize("said", SAID["events"], ids=lambda said: str(said["type"]))
def test_every_event_is_of_a_document_and_has_an_announcer(said: dict[str, Any]) -> None:
    assert said["owner"]
    assert said["documents"]
    assert said["announced_by"]


def test_the_kernels_events_are_those_that_no_operation_declares() -> None:
    declared = {kind for operation in OPERATIONS for kind in emitted(operation)}
    assert set(announced_types()) - declared == KERNEL


def test_who_leans_on_what_is_read_from_the_triggers() -> None:
    assert _one("events", "InvoiceValidated.v1", "type")["consumers"] == [
        "operations.resolve_case",
        "payables.post_invoice",
    ]
    [route, *_] = _one("operations", "payables.submit_invoice")["triggers"]
    assert {"procurement", "people"} <= set(route["consumers"])
    [rejecting] = _one("operations", "payables.reject_invoice")["triggers"]
    assert rejecting["consumers"] == ["people"]
    [dropping] = _one("operations", "payables.receive_invoice_file")["triggers"]
    assert dropping["consumers"] == ["procurement"]
    assert "payables.post_invoice" in _one("policies", "resilience")["leant_on_by"]
    assert "payables.submit_invoice" in _one("policies", "callers")["leant_on_by"]


def test_who_is_authoritative_is_told_per_document() -> None:
    invoice = _one("documents", "Invoice")
    assert invoice["system_of_record"] == Invoice.SYSTEM_OF_RECORD
    assert "payables.validate_invoice" in invoice["moved_by"]
    assert "operations.resolve_case" not in invoice["moved_by"]
    assert invoice["retained_years"] >= 10
    assert _one("operations", "payables.read_invoice")["serves"] == "derived service"
    assert _one("operations", "operations.read_document")["serves"] == "derived service"
    assert _one("operations", "governance.propose_policy")["serves"] == "system of record"
    assert _one("operations", "payables.submit_invoice")["serves"] == "intake"


class Told(Model):
    """What anybody may know."""

    CLASSIFICATION: ClassVar[Classification] = "public"

    name: str


@pytest.mark.parametrize(
    ("model", "classed"),
    [
        (SubmitInvoice, "restricted"),
        (Invoice, "restricted"),
        (InvoiceReceived, "confidential"),
        (Told, "public"),
    ],
)
def test_whatever_holds_an_account_number_is_restricted(model: type[Model], classed: str) -> None:
    assert classification(model) == classed


def test_targets_follow_the_tier_unless_they_are_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    [said] = catalogue([made_up])["operations"]
    assert said["targets"] == BY_TIER[Tier.PAYMENT]._asdict()
    own = Targets(answered_ms=200, recovered_minutes=15, lost_minutes=1)
    monkeypatch.setattr(made_up, "targets", own)
    [said] = catalogue([made_up])["operations"]
    assert said["targets"] == own._asdict()


def test_what_goes_says_when_and_what_comes_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    going = Deprecated(date(2026, 11, 20), date(2027, 5, 31), "InvoiceReceived.v2")
    monkeypatch.setattr(InvoiceReceived, "DEPRECATED", going)
    told = next(e for e in catalogue([made_up])["events"] if e["type"] == "InvoiceReceived.v1")
    assert told["deprecated"] == {
        "since": "2026-11-20",
        "sunset": "2027-05-31",
        "replaced_by": "InvoiceReceived.v2",
    }


def test_every_policy_and_document_is_in_it() -> None:
    assert [one["model"] for one in SAID["policies"]] == [p.__name__ for p in policies()]
    assert Document.RETAINED_YEARS == 10


def test_the_readmes_table_stands_between_its_markers() -> None:
    readme = f"# Title\n\n{OPENS}\nout of date\n{CLOSES}\n\nrest\n"
    made = with_operations(readme, OPERATIONS)
    assert made.startswith(f"# Title\n\n{OPENS}\n| operation |")
    assert made.endswith(f"{CLOSES}\n\nrest\n")
    assert "out of date" not in made
    assert "| [`payables.submit_invoice`](functions/payables/submit_invoice.py) |" in made
    assert with_operations(made, OPERATIONS) == made


@pytest.mark.parametrize("readme", ["# Title", f"# {OPENS}", f"# {CLOSES} {OPENS}"])
def test_a_readme_without_markers_stays_as_it_is(readme: str) -> None:
    assert with_operations(readme, OPERATIONS) == readme
