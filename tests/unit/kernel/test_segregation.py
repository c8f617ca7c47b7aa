"""Maker and checker are two people, by the decision and by the write's own condition."""

from typing import Any

import pytest

from functions.runtime.commit import plan, write
from functions.runtime.decision import Commit, Head
from functions.runtime.errors import Denied
from functions.runtime.items import Frame, read_head
from functions.runtime.memory import World, memory_ports
from functions.runtime.ports import Item, Ports
from schemas.actor import Actor
from schemas.intake_file import IntakeFile
from tests.unit.kernel.frames import FILE, Noted, frame

ANN = frame(Actor(kind="person", id="ann", door="api"))._replace(subject="ann-1")
BOB = frame(Actor(kind="person", id="bob", door="api"))._replace(subject="bob-1")
ROBOT = frame(Actor(kind="machine", id="bob", door="api"))
APPROVED = Commit(Noted(note="approved"), FILE, "approved", checker="bob")


def _proposed(maker: str = "ann", by: Frame = ANN) -> tuple[Ports, Head[IntakeFile]]:
    ports = memory_ports(World())
    decided = Commit(Noted(note="n"), FILE, "pending", id="d", maker=maker)
    made = plan(decided, by, None)
    assert write(ports, made.writes) == {}
    return ports, read_head(made.moved.head, IntakeFile, ports.store)


def _at(stood: dict[str, Item | None]) -> Item:
    item = stood["head"]
    assert item is not None
    return item


def test_another_person_may_approve() -> None:
    ports, head = _proposed()
    assert write(ports, plan(APPROVED, BOB, head).writes) == {}


def test_the_maker_is_refused_before_anything_is_written() -> None:
    _, head = _proposed("bob")
    with pytest.raises(Denied, match="maker"):
        plan(APPROVED, BOB, head)


@pytest.mark.parametrize("by", [BOB._replace(subject="bob-2"), ANN])
def test_the_write_itself_refuses_the_maker_whatever_was_read(by: Frame) -> None:
    ports, head = _proposed("bob", by)
    forged = head._replace(maker="ann", maker_subject="ann-1")
    stood = write(ports, plan(APPROVED, BOB, forged).writes)
    assert set(stood) == {"head"}
    assert read_head(_at(stood), IntakeFile, ports.store) == head


def test_the_write_itself_refuses_the_makers_subject_whatever_was_read() -> None:
    ports, head = _proposed("bob-1", BOB)
    forged = head._replace(maker="ann", maker_subject="ann-1")
    stood = write(ports, plan(APPROVED, BOB, forged).writes)
    assert set(stood) == {"head"}


TWO_TOKENS = frozenset({"bob-1", "bob-2"})


@pytest.mark.parametrize(
    ("maker", "by", "checker", "now"),
    [
        ("bob", BOB, "bob", BOB._replace(subject="bob-2")),
        ("bob", BOB, "bob-1", BOB),
        ("bob-1", BOB, "bob", BOB),
        ("bob", BOB._replace(known_as=TWO_TOKENS), "bob-2", BOB._replace(subject="bob-2")),
        ("bob-2", BOB._replace(subject="bob-2"), "bob", BOB._replace(known_as=TWO_TOKENS)),
    ],
    ids=["known", "no longer known", "not yet known", "other token left", "other token before"],
)
def test_a_person_is_one_person_by_every_id_of_either_time(
    maker: str, by: Frame, checker: str, now: Frame
) -> None:
    _, head = _proposed(maker, by)
    with pytest.raises(Denied, match="maker"):
        plan(APPROVED._replace(checker=checker), now, head)


def test_a_checker_without_a_verified_subject_is_nobody() -> None:
    _, head = _proposed()
    with pytest.raises(Denied):
        plan(APPROVED, BOB._replace(subject=""), head)


@pytest.mark.parametrize(
    "read", [{"state": "draft"}, {"content": "0" * 64}, {"version": 2}, {"version": 0}]
)
def test_the_write_refuses_what_was_not_what_the_checker_saw(read: dict[str, Any]) -> None:
    ports, head = _proposed()
    stood = write(ports, plan(APPROVED, BOB, head._replace(**read)).writes)
    assert "head" in stood


def test_a_machine_never_decides_an_approval() -> None:
    _, head = _proposed()
    with pytest.raises(Denied, match="person"):
        plan(APPROVED, ROBOT, head)


def test_a_later_change_takes_its_own_maker() -> None:
    ports, head = _proposed()
    changed = Commit(Noted(note="n"), FILE, "pending", maker="bob")
    made = plan(changed, BOB, head)
    assert write(ports, made.writes) == {}
    later = read_head(made.moved.head, IntakeFile, ports.store)
    with pytest.raises(Denied):
        plan(APPROVED, BOB, later)


def test_a_change_without_a_maker_keeps_the_one_there_is() -> None:
    ports, head = _proposed()
    made = plan(Commit(Noted(note="n"), FILE, "pending"), BOB, head)
    assert write(ports, made.writes) == {}
    assert made.moved.head["maker"] == "ann"
