"""The members of a file: all of them, however many pages; amounts only where there are any."""

import pytest

from functions.payables import list_invoices, read_invoice, reject_invoice, submit_invoice
from functions.runtime import keys
from functions.runtime.decision import Caller
from functions.runtime.kernel import Kernel
from functions.runtime.members import Intake, claimed
from functions.runtime.memory import World, memory_ports
from functions.runtime.operation import Operation
from functions.runtime.ports import Put
from functions.runtime.transition import read, transition
from schemas.actor import Actor
from schemas.base import Model
from schemas.intake_file import Drop
from tests.unit.kernel.frames import SYSTEM

CALLER = Caller(Actor(kind="system", id="t", door="queue"), "acme", "t", frozenset({"*"}))


def test_every_page_of_members_is_read() -> None:
    world = World()
    kernel = Kernel.over(memory_ports(world))
    for ordinal in range(1, 1204):
        key = keys.member("acme", "file_x", ordinal)
        kernel.ports.store.write([Put({"pk": key.pk, "sk": key.sk, "ordinal": ordinal})])
    drop = Drop(key="k", version="v", at="t")
    into = submit_invoice.operation
    found = claimed(Intake(kernel, into, CALLER, SYSTEM, "file_x", drop, into))
    assert list(found) == list(range(1, 1204))


@pytest.mark.parametrize("operation", [read_invoice.operation, list_invoices.operation])
def test_a_question_must_say_what_it_is_about(operation: Operation) -> None:
    with pytest.raises(TypeError, match="Model asks"):
        read(Kernel.over(memory_ports(World())), operation, CALLER, Model())


def test_a_change_must_say_what_it_is_about() -> None:
    kernel = Kernel.over(memory_ports(World()))
    with pytest.raises(TypeError, match="asks about no document"):
        transition(kernel, reject_invoice.operation, CALLER, Model(), "k", "c")
