"""The inbound bus: a partner's event counts once, by its submission id and no other."""

import json
from typing import Any

import pytest

from functions.runtime.memory import Crossing
from functions.runtime.ports import ConditionFailed
from functions.runtime.seal import Sealer
from schemas.sensitive import Sealed
from tests.company import CALLERS, ENTITIES
from tests.house import House
from tests.unit.kernel.inbound_door import SUBMISSION, Door
from tests.unit.kernel.worlds import change, denials, more_callers


@pytest.fixture
def door(house: House) -> Door:
    return Door(house)


def test_a_submission_is_accepted_as_its_client(door: Door) -> None:
    assert door.send()
    [head] = door.heads()
    assert head["entity"] == "DE01"
    [event] = door.house.items("event#", "note_")
    told = json.loads(str(event["envelope"]))
    assert told["actor"] == {"kind": "machine", "id": "portal", "door": "bus"}
    assert (told["correlation"], told["causation"]) == ("s-1", "bus:s-1")
    [record] = door.house.items("received")
    assert record["pk"] == "acme#in#portal#s-1"


def test_the_same_submission_under_another_event_id_is_done(door: Door) -> None:
    for _ in range(3):
        assert door.send()
    assert len(door.heads()) == 1
    assert len(door.house.items("event#", "note_")) == 1
    assert door.cases() == []


def test_another_payload_under_the_same_submission_is_a_case(door: Door) -> None:
    door.send()
    for _ in range(2):
        assert door.send(number="N2")
    assert len(door.heads()) == 1
    [case] = door.cases()
    assert (case["category"], case["about"][:3]) == ("R-EXC-06", "in_")
    assert case["reason"] == "this submission id was used before, for something else"
    [kept] = door.kept()
    assert json.loads(kept) == {**SUBMISSION, "number": "N2"}


def test_the_same_fact_under_another_submission_is_a_duplicate(door: Door) -> None:
    door.send()
    assert door.send(submission_id="s-2")
    assert len(door.heads()) == 1
    assert len(door.house.items("received")) == 2
    assert door.cases() == []


def test_other_content_under_the_same_identity_is_a_case(door: Door) -> None:
    door.send()
    for _ in range(2):
        assert door.send(submission_id="s-2", text="goodbye")
    assert len(door.heads()) == 1
    [case] = door.cases()
    [kept] = door.house.world.store.objects["documents"]
    assert case["reason"].endswith(kept.rpartition("/")[2])
    assert "goodbye" in door.kept()[0]


@pytest.mark.parametrize(
    "detail",
    [
        {"submission_id": None},
        {"submission_id": "x" * 129},
        {"number": None},
        {"surprise": "DE89370400440532013000"},
        {"entity": "XX01"},
    ],
)
def test_what_is_refused_is_kept_sealed_with_a_case(door: Door, detail: dict[str, Any]) -> None:
    for _ in range(2):
        assert door.send(**detail)
    [(name, versions)] = door.house.world.store.objects["documents"].items()
    assert name.startswith("refused/acme/in_")
    assert b"hello" not in versions[0].body
    assert door.heads() == []
    assert [case["category"] for case in door.cases()] == ["R-EXC-03"]
    assert "DE89370400440532013000" not in json.dumps(door.house.items(""))


def test_what_was_kept_can_be_opened_again(door: Door) -> None:
    door.send(number=None)
    [versions] = door.house.world.store.objects["documents"].values()
    sealed = Sealed.model_validate_json(versions[0].body)
    whole = json.loads(Sealer(door.house.world.vault).open("acme", sealed))
    assert whole == {k: v for k, v in SUBMISSION.items() if k != "number"}
    assert sealed.last4 == ""


def test_a_foreign_entity_is_denied_under_the_callers_tenant_and_kept(door: Door) -> None:
    for _ in range(2):
        assert door.send(entity="FR01")
    [record] = denials(door.house)
    assert (record["caller"], record["document"]) == ("portal", "s-1")
    assert [case["category"] for case in door.cases()] == ["R-EXC-15"]
    assert len(door.house.world.store.objects["documents"]) == 1
    assert door.heads() == []


@pytest.mark.parametrize("source", ["partner.stranger", "portal", "portal-2", ""])
def test_an_unknown_source_is_denied_and_what_it_said_is_kept(door: Door, source: str) -> None:
    for _ in range(2):
        assert door.send(source)
    assert door.heads() == []
    assert len(denials(door.house)) == 1
    assert [json.loads(kept) for kept in door.kept()] == [SUBMISSION]
    assert [case["category"] for case in door.cases()] == ["R-EXC-15"]


def test_a_source_that_was_added_a_moment_ago_is_known(door: Door) -> None:
    assert door.send()
    warm = door.kernel
    more_callers(door.house)
    door.kernel = warm
    assert door.send("partner.beta", number="N2")
    assert [str(head["pk"]).partition("#")[0] for head in door.heads()] == ["acme", "beta"]
    assert door.cases() == []


@pytest.mark.parametrize(
    "detail",
    [
        '{"a":' * 40_000 + "1" + "}" * 40_000,
        '{"a":' + "[" * 40_000 + "]" * 40_000 + "}",
        '{"a":' + "9" * 5_000 + "}",
        json.dumps(SUBMISSION)[:-1] + ', "number": "N2"}',
        json.dumps(SUBMISSION)[:-1] + ', "text": NaN}',
        '{"source": "partner.beta", "a": "\\"}{", "b": "\\ud800"}',
        "[1]",
        '"x"',
    ],
    ids=["objects", "lists", "digits", "twice", "nan", "escapes", "list", "text"],
)
def test_what_is_no_strict_json_object_is_kept_as_it_was_said(door: Door, detail: str) -> None:
    for _ in range(2):
        assert door.send_text(detail)
    assert door.heads() == []
    [kept] = door.kept()
    assert kept in (detail, "x") or json.loads(kept) == json.loads(detail)
    [case] = door.cases()
    assert (case["category"], case["about"][:3]) == ("R-EXC-03", "in_")


def test_a_source_is_held_to_its_own_tenant(door: Door) -> None:
    more_callers(door.house)
    assert door.send("partner.beta")
    [head] = door.heads()
    assert str(head["pk"]).startswith("beta#")


def test_a_redelivery_is_done_even_if_it_would_be_refused_now(door: Door) -> None:
    everywhere = {**CALLERS["clients"][0], "entities": ["*"]}
    change(door.house, "callers", {**CALLERS, "clients": [everywhere]})
    known = {**ENTITIES["entities"][0], "code": "XX01"}
    change(door.house, "entities", {"entities": [known]})
    door.send(entity="XX01")
    change(door.house, "entities", ENTITIES)
    door.cool()
    assert door.send(entity="XX01")
    assert len(door.heads()) == 1
    assert door.cases() == []


def test_a_refusal_without_a_reason_is_a_retry(door: Door) -> None:
    def refuse(crossing: Crossing) -> None:
        if crossing.name == "store.write":
            door.house.world.boundary.before = lambda _: None
            raise ConditionFailed({0: None})

    door.house.world.boundary.before = refuse
    assert not door.send()
    assert door.send()
    assert len(door.heads()) == 1
