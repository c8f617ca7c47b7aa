"""What an operation says of itself, and what it cannot say."""

import pytest

from functions.operations import wake
from functions.payables import post_invoice, submit_invoice
from functions.runtime.decision import Commit, Given, Nothing
from functions.runtime.operation import Operation
from functions.runtime.policies import EVERYWHERE
from functions.runtime.registry import discover
from functions.runtime.signature import Signature
from functions.runtime.triggers import Task
from schemas.base import AskedPage, Model
from schemas.commands.submit_invoice import SubmitInvoice
from schemas.events.invoice import InvoiceReceived
from schemas.invoice import Invoice
from tests.unit.kernel.frames import Noted


def test_the_signature_is_the_declaration() -> None:
    signature = submit_invoice.operation.signature
    assert signature.asked is SubmitInvoice
    assert signature.emits == {InvoiceReceived}
    assert list(signature.policies) == ["entities"]
    assert not signature.wants("head")
    assert {SubmitInvoice, InvoiceReceived} <= set(signature.models())


def test_a_decision_without_a_head_has_none_to_load() -> None:
    with pytest.raises(TypeError, match="takes no head"):
        _ = submit_invoice.operation.signature.head
    assert post_invoice.operation.signature.head is Invoice


def test_an_argument_that_nobody_can_bring_is_refused_at_import() -> None:
    def note(given: Given, disk: bytes) -> Commit[Noted]:
        raise NotImplementedError

    with pytest.raises(TypeError, match="disk"):
        Signature(note)


def test_the_kernels_own_operations_decide_nothing() -> None:
    assert not wake.operation.decides_something
    with pytest.raises(TypeError, match=r"operations\.wake decides nothing"):
        _ = wake.operation.signature
    with pytest.raises(TypeError, match="concludes nothing"):
        _ = submit_invoice.operation.conclusion


def test_what_neither_reads_nor_runs_says_so() -> None:
    mute = Operation(Task(), owner="tests")
    with pytest.raises(TypeError, match="neither reads files nor runs"):
        mute.work(None, {})
    with pytest.raises(TypeError):
        mute.reading(b"")


def test_an_operation_is_named_by_its_module() -> None:
    operation = submit_invoice.operation
    assert (operation.name, operation.domain) == ("payables.submit_invoice", "payables")
    assert operation.summary == "Accept a supplier invoice exactly once."


def test_an_outside_effect_takes_one_message_at_a_time() -> None:
    assert post_invoice.operation.batch == 1
    assert submit_invoice.operation.batch == 10


def test_every_operation_says_what_it_is_for_in_one_sentence() -> None:
    found = discover()
    assert len(found) >= 19
    assert all(one.summary.endswith(".") and one.owner for one in found)
    assert [one.name for one in found] == sorted(one.name for one in found)


def test_a_list_says_which(recwarn: pytest.WarningsRecorder) -> None:
    with pytest.raises(NotImplementedError):
        AskedPage().shelf()
    assert EVERYWHERE == "*"
    assert not recwarn.list


def test_nothing_says_why() -> None:
    assert Nothing("done").why == "done"
    assert issubclass(SubmitInvoice, Model)
