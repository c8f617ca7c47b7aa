"""A contract that somebody built on is not broken by accident: the build names change and victims.

Each case changes what is promised now, against what was released, as an edit of a model would.
"""

import copy
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import infra.publish.__main__ as command
from functions.runtime.registry import discover
from infra.publish.compatibility import Break, breaks
from infra.publish.contracts import contracts
from infra.publish.documents import text
from infra.publish.narrowing import Comparison

Json = dict[str, Any]
Edit = Callable[[dict[str, Json]], object]

RELEASED = contracts(discover())
TODAY = date(2026, 11, 20)

SUBMIT, LIST, REJECT = (
    "api POST /v1/invoices",
    "api GET /v1/invoices",
    "api POST /v1/invoices/{id}/rejection",
)
RECEIVED, VALIDATED = "event InvoiceReceived.v1", "event InvoiceValidated.v1"


def _asked(now: dict[str, Json], name: str) -> Json:
    found: Json = now[name]["takes"]
    return found


def _data(now: dict[str, Json], name: str) -> Json:
    kind = name.removeprefix("event ").split(".")[0]
    found: Json = now[name]["says"]["$defs"][kind]
    return found


def _answered(now: dict[str, Json], name: str) -> Json:
    found: Json = now[name]["says"]["$defs"]["InvoiceSummary"]
    return found


def _renamed(schema: Json, old: str, new: str) -> None:
    schema["properties"][new] = schema["properties"].pop(old)
    schema["required"] = [new if one == old else one for one in schema["required"]]


def _broken(edit: Edit) -> list[Break]:
    now = copy.deepcopy(RELEASED)
    edit(now)
    return breaks(RELEASED, now, TODAY)


TAKEN: list[tuple[str, str, str, Edit]] = [
    (
        SUBMIT,
        "due_date is required now",
        "procurement",
        lambda now: _asked(now, SUBMIT)["required"].append("due_date"),
    ),
    (
        SUBMIT,
        "remittance is required now",
        "procurement",
        lambda now: (
            _asked(now, SUBMIT)["properties"].update(remittance={"type": "string"}),
            _asked(now, SUBMIT)["required"].append("remittance"),
        ),
    ),
    (
        SUBMIT,
        "due_date is not taken any more",
        "procurement",
        lambda now: _asked(now, SUBMIT)["properties"].pop("due_date"),
    ),
    (
        SUBMIT,
        "number may not be string any more",
        "procurement",
        lambda now: _asked(now, SUBMIT)["properties"].update(number={"type": "integer"}),
    ),
    (
        SUBMIT,
        "kind may not be 'credit_note' any more",
        "procurement",
        lambda now: _asked(now, SUBMIT)["properties"].update(
            kind={"type": "string", "enum": ["invoice"]}
        ),
    ),
    (
        SUBMIT,
        "currency pattern was ^[A-Z]{3}$, is ^[A-Z]{2}$",
        "procurement",
        lambda now: _asked(now, SUBMIT)["properties"].update(
            currency={"type": "string", "pattern": "^[A-Z]{2}$"}
        ),
    ),
    (
        SUBMIT,
        "number maxLength was 255, is 16",
        "procurement",
        lambda now: _asked(now, SUBMIT)["properties"]["number"].update(maxLength=16),
    ),
    (SUBMIT, "is gone", "procurement", lambda now: now.pop(SUBMIT)),
    (
        SUBMIT,
        "scope was payables/invoices.submit, is payables/all",
        "procurement",
        lambda now: now[SUBMIT]["terms"].update(scope="payables/all"),
    ),
    (
        SUBMIT,
        "needs one of the roles submitter now",
        "procurement",
        lambda now: now[SUBMIT].update(roles=["submitter"]),
    ),
    (
        REJECT,
        "the role payables-clerk is not enough any more",
        "people",
        lambda now: now[REJECT].update(roles=["controller"]),
    ),
    (
        SUBMIT,
        "is for people only now",
        "procurement",
        lambda now: now[SUBMIT].update(people_only=True),
    ),
    (
        SUBMIT,
        "takes 1000 bytes, took 1000000",
        "procurement",
        lambda now: now[SUBMIT].update(body_limit=1000),
    ),
    (
        LIST,
        "limit maximum was 50, is 10",
        "procurement",
        lambda now: _asked(now, LIST)["properties"]["limit"].update(maximum=10),
    ),
    ("files invoices", "is gone", "procurement", lambda now: now.pop("files invoices")),
    (
        "policy payer",
        "payer may not be 'erp' any more",
        "payables.post_invoice",
        lambda now: _asked(now, "policy payer")["properties"].update(
            payer={"type": "string", "enum": ["tieout"]}
        ),
    ),
    (
        "document Supplier",
        "country is required now",
        "suppliers.register_supplier",
        lambda now: _asked(now, "document Supplier")["required"].append("country"),
    ),
]

TOLD: list[tuple[str, str, str, Edit]] = [
    (
        RECEIVED,
        "data.number is gone",
        "payables.validate_invoice",
        lambda now: _data(now, RECEIVED)["properties"].pop("number"),
    ),
    (
        RECEIVED,
        "data.number is gone",
        "payables.validate_invoice",
        lambda now: _renamed(_data(now, RECEIVED), "number", "invoice_number"),
    ),
    (
        VALIDATED,
        "data.discount_date is gone",
        "payables.post_invoice",
        lambda now: _data(now, VALIDATED)["properties"].pop("discount_date"),
    ),
    (
        VALIDATED,
        "data.due_date may be absent now",
        "payables.post_invoice",
        lambda now: _data(now, VALIDATED)["required"].remove("due_date"),
    ),
    (
        RECEIVED,
        "data.kind may be 'proforma' now",
        "payables.validate_invoice",
        lambda now: _data(now, RECEIVED)["properties"].update(
            kind={"type": "string", "enum": ["invoice", "credit_note", "proforma"]}
        ),
    ),
    (
        RECEIVED,
        "data.gross may be number now",
        "payables.validate_invoice",
        lambda now: _data(now, RECEIVED)["properties"].update(gross={"type": "number"}),
    ),
    (
        VALIDATED,
        "data.due_date may be empty now",
        "payables.post_invoice",
        lambda now: _data(now, VALIDATED)["properties"].update(
            due_date={"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}
        ),
    ),
    (
        VALIDATED,
        "data.due_date format was date, is date-time",
        "payables.post_invoice",
        lambda now: _data(now, VALIDATED)["properties"]["due_date"].update(format="date-time"),
    ),
    (
        RECEIVED,
        "data.remittance is required now",
        "payables.validate_invoice",
        lambda now: (
            _data(now, RECEIVED)["properties"].update(remittance={"type": "string"}),
            _data(now, RECEIVED)["required"].append("remittance"),
        ),
    ),
    (
        RECEIVED,
        "correlation is gone",
        "payables.validate_invoice",
        lambda now: now[RECEIVED]["says"]["properties"].pop("correlation"),
    ),
    (
        RECEIVED,
        "source was tieout.payables, is tieout.ap",
        "payables.validate_invoice",
        lambda now: now[RECEIVED]["terms"].update(source="tieout.ap"),
    ),
    (RECEIVED, "is gone", "payables.validate_invoice", lambda now: now.pop(RECEIVED)),
    (
        RECEIVED,
        "is not announced any more",
        "payables.validate_invoice",
        lambda now: now[RECEIVED].update(announced=False),
    ),
    (
        LIST,
        "items[].gross is gone",
        "procurement",
        lambda now: _answered(now, LIST)["properties"].pop("gross"),
    ),
    (LIST, "does not answer any more", "procurement", lambda now: now[LIST].pop("says")),
]


@pytest.mark.parametrize(("contract", "what", "consumer", "edit"), [*TAKEN, *TOLD])
def test_what_breaks_a_consumer_is_named_with_the_consumer(
    contract: str, what: str, consumer: str, edit: Edit
) -> None:
    found = _broken(edit)
    broken = found[0]
    assert {one.contract for one in found} == {contract}
    assert (broken.contract, broken.what) == (contract, what)
    assert consumer in broken.consumers
    assert str(broken).startswith(f"{contract}: {what}; breaks ")


@pytest.mark.parametrize(
    "edit",
    [
        lambda now: None,
        lambda now: _asked(now, SUBMIT)["properties"].update(remittance={"type": "string"}),
        lambda now: _asked(now, SUBMIT)["required"].remove("number"),
        lambda now: _asked(now, SUBMIT)["properties"]["number"].update(maxLength=300),
        lambda now: _asked(now, SUBMIT)["properties"]["kind"].pop("enum", None),
        lambda now: now[SUBMIT].update(body_limit=2_000_000),
        lambda now: now[REJECT].update(roles=[], people_only=False),
        lambda now: now[REJECT]["roles"].append("controller"),
        lambda now: now.update({"event InvoicePaid.v1": now[RECEIVED]}),
        lambda now: now.update({"event InvoiceReceived.v2": now[RECEIVED]}),
        lambda now: now.update({"api POST /v2/invoices": now[SUBMIT]}),
        lambda now: _data(now, RECEIVED)["properties"].update(remittance={"type": "string"}),
        lambda now: _answered(now, LIST)["properties"].update(paid={"type": "boolean"}),
        lambda now: _answered(now, LIST)["required"].append("due_date"),
        lambda now: now[RECEIVED]["consumers"].clear(),
    ],
)
def test_what_breaks_nobody_passes(edit: Edit) -> None:
    assert _broken(edit) == []


@pytest.mark.parametrize(("days", "gone"), [(1, []), (0, ["is gone"]), (-1, ["is gone"])])
def test_what_was_released_as_deprecated_may_go_after_its_sunset(
    days: int, gone: list[str]
) -> None:
    released = copy.deepcopy(RELEASED)
    released[RECEIVED]["sunset"] = str(TODAY - timedelta(days=days))
    now = {name: one for name, one in RELEASED.items() if name != RECEIVED}
    assert [one.what for one in breaks(released, now, TODAY)] == gone


@pytest.mark.parametrize(("until", "named"), [("2027-01-01", 1), ("2027-06-01", 0), (None, 0)])
def test_a_sunset_that_was_promised_does_not_come_sooner(until: str | None, named: int) -> None:
    released, now = copy.deepcopy(RELEASED), copy.deepcopy(RELEASED)
    released[RECEIVED]["sunset"], now[RECEIVED]["sunset"] = "2027-05-31", until
    found = breaks(released, now, TODAY)
    assert [one.what for one in found] == [
        "stays until 2027-01-01 now, was promised until 2027-05-31"
    ] * named


def test_a_sunset_that_was_never_released_excuses_nothing() -> None:
    assert _broken(lambda now: (now[RECEIVED].update(sunset="2020-01-01"), now.pop(RECEIVED)))


def test_the_command_fails_and_says_what_and_whom(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "README.md").write_text("nothing generated")
    monkeypatch.setattr(command, "PUBLISHED", tmp_path / "published")
    monkeypatch.setattr(command, "README", tmp_path / "README.md")
    monkeypatch.setattr("sys.argv", ["infra.publish", "--release"])
    assert command.main() == 0
    monkeypatch.setattr("sys.argv", ["infra.publish", "--check"])
    assert command.main() == 0
    capsys.readouterr()

    released = json.loads((tmp_path / "published" / "released.json").read_text())
    _data(released, RECEIVED)["properties"]["remittance"] = {"type": "string"}
    (tmp_path / "published" / "released.json").write_text(text(released))

    assert command.main() == 1
    said = capsys.readouterr().err
    assert said == f"{RECEIVED}: data.remittance is gone; breaks payables.validate_invoice\n"


@pytest.mark.parametrize(
    ("before", "after", "told", "what"),
    [
        ({"type": "integer"}, {"type": "number"}, False, []),
        ({"type": "number"}, {"type": "integer"}, False, ["may not be number any more"]),
        ({"type": "number"}, {"type": "integer"}, True, []),
        ({"const": "a"}, {"enum": ["a", "b"]}, False, []),
        ({"const": "a"}, {"enum": ["a", "b"]}, True, ["may be 'b' now"]),
        ({"type": "string"}, {"enum": ["a"]}, False, ["must be one of ['a'] now"]),
        ({"enum": ["a"], "type": "string"}, {"type": "string"}, True, ["may be anything now"]),
        ({}, {"type": "string"}, False, ["may not be anything any more"]),
        ({"type": ["string", "null"]}, {"type": "string"}, False, ["may not be empty any more"]),
        (
            {"type": "string"},
            {"type": "string", "pattern": "^a"},
            False,
            ["pattern was free, is ^a"],
        ),
        ({"type": "string"}, {"type": "string", "strange": 1}, False, ["strange was free, is 1"]),
        (
            {"type": "object"},
            {"type": "object", "additionalProperties": False},
            False,
            ["takes no other names any more"],
        ),
        (
            {"type": "object", "additionalProperties": {"type": "string"}},
            {"type": "object", "additionalProperties": {"type": "integer"}},
            False,
            ["may not be string any more"],
        ),
        (
            {"type": "object", "patternProperties": {"^a$": {"type": "string"}}},
            {"type": "object", "patternProperties": {"^b$": {"type": "string"}}},
            False,
            ["names must match ^b$"],
        ),
        (
            {"type": "object", "patternProperties": {"^a$": {"type": "string"}}},
            {"type": "object", "patternProperties": {"^a$": {"type": "integer"}}},
            False,
            ["may not be string any more"],
        ),
    ],
)
def test_every_way_to_narrow_a_schema_is_seen(
    before: Json, after: Json, told: bool, what: list[str]
) -> None:
    giver, taker = (after, before) if told else (before, after)
    assert [one.what for one in Comparison(giver, taker, told).narrowed()] == what


def test_a_schema_that_refers_to_itself_is_compared_once() -> None:
    tree = {
        "$ref": "#/$defs/Node",
        "$defs": {"Node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}}}},
    }
    assert Comparison(tree, copy.deepcopy(tree), told=False).narrowed() == []
