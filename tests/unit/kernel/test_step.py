"""A workflow's step: decided once per execution, by Tieout itself, errors by their names."""

from typing import Any

import pytest

from functions.runtime.decision import Commit, Given, Head, Nothing
from functions.runtime.dispatch import dispatch
from functions.runtime.errors import Conflict, Denied, Invalid, Mismatch, Missing
from functions.runtime.kernel import Kernel
from functions.runtime.memory import memory_ports
from functions.runtime.operation import Operation
from functions.runtime.triggers import Step
from schemas.commands.reject_invoice import RejectInvoice
from schemas.invoice import Invoice
from schemas.policies.payables import Validation
from tests.company import submit
from tests.house import LOG, House
from tests.unit.kernel.frames import Noted
from tests.unit.kernel.worlds import change, envelopes

operation = Operation(Step("review"), owner="tests")


@operation.decides
def note(
    command: RejectInvoice, invoice: Head[Invoice], limits: Validation, given: Given
) -> Commit[Noted] | Nothing:
    """Note it once, under the entity's own policy."""
    if invoice.state == "noted":
        return Nothing("the invoice is noted")
    if command.reason == "approve":
        return Commit(Noted(note="x"), invoice.body, "noted", checker=given.caller.actor.id)
    event = Noted(note=f"{command.reason}, {limits.future_days} days")
    return Commit(event, invoice.body, "noted", answer={"days": limits.future_days})


def _step(
    house: House,
    document: str,
    execution: str = "x-1",
    reason: str = "why",
    state: str = "Note",
) -> Any:
    kernel = Kernel.over(memory_ports(house.world))
    asked = {"id": document, "reason": reason}
    event = {"tenant": "acme", "execution": execution, "state": state, "asked": asked}
    return dispatch(kernel, operation, event, LOG)


def test_a_step_moves_the_document_and_answers(house: House) -> None:
    document = submit(house)[1]["id"]
    said = _step(house, document)
    assert said == {"id": document, "state": "noted", "version": 2, "days": 2}
    told = envelopes(house, document)[1]
    assert told["actor"] == {"kind": "system", "id": operation.name, "door": "queue"}
    assert told["correlation"] == envelopes(house, document)[0]["correlation"]


def test_the_same_execution_again_is_the_same_answer(house: House) -> None:
    document = submit(house)[1]["id"]
    assert _step(house, document) == _step(house, document)
    assert house.head(document)["version"] == 2
    with pytest.raises(Mismatch):
        _step(house, document, reason="another")


def test_nothing_left_to_decide_is_an_answer(house: House) -> None:
    """The machine goes on, from another execution and from another state of the same one."""
    document = submit(house)[1]["id"]
    _step(house, document)
    assert _step(house, document, "x-2") == {"nothing": "the invoice is noted"}
    assert _step(house, document, state="Later") == {"nothing": "the invoice is noted"}
    assert house.head(document)["version"] == 2


def test_the_policy_is_that_of_the_documents_own_entity(house: House) -> None:
    version = change(house, "validation", {"future_days": 9}, entity="DE01")
    document = submit(house)[1]["id"]
    assert _step(house, document)["days"] == 9
    assert envelopes(house, document)[1]["policies"] == {"validation": version}


def test_errors_keep_the_names_that_the_workflow_catches(house: House) -> None:
    with pytest.raises(Missing):
        _step(house, "inv_aaaaaaaaaaaaaaaaaaaaaaaaaa")
    with pytest.raises(Invalid):
        _step(house, "nothing")


def test_no_workflow_decides_an_approval(house: House) -> None:
    document = submit(house)[1]["id"]
    with pytest.raises(Denied):
        _step(house, document, reason="approve")
    assert house.head(document)["state"] == "received"


def test_an_operation_that_is_asked_nothing_is_no_step(house: House) -> None:
    mute = Operation(Step("review"), owner="tests")

    @mute.decides
    def nothing(given: Given) -> Nothing:
        return Nothing("")

    event = {"tenant": "acme", "execution": "x", "state": "s", "asked": {}}
    with pytest.raises(Conflict):
        dispatch(Kernel.over(memory_ports(house.world)), mute, event, LOG)
