"""What a declaration implies."""

from functions.operations.list_cases import operation as list_cases
from functions.operations.read_timeline import operation as timeline
from functions.operations.relay import operation as relay
from functions.operations.republish import operation as republish
from functions.operations.wake import operation as wake
from functions.payables.await_review import operation as await_review
from functions.payables.end_review import operation as end_review
from functions.payables.post_invoice import operation as post
from functions.payables.receive_invoice_file import operation as receive_file
from functions.payables.remind_reviewer import operation as remind
from functions.payables.start_review import operation as start_review
from functions.payables.submit_invoice import operation as submit
from functions.payables.validate_invoice import operation as validate
from functions.runtime.operation import Operation
from functions.runtime.triggers import Inbound
from infra.needs import needs_of
from schemas.submission import Submission


def test_accepting_keeps_idempotency_records_and_seals() -> None:
    needs = needs_of(submit)
    assert (needs.keys, needs.seals, needs.commits) == (True, True, True)
    assert not needs.queries | needs.lists


def test_accepting_by_event_reads_what_is_attached_and_nothing_else_of_the_intake() -> None:
    needs = needs_of(submit)
    assert (needs.queue, needs.attached, needs.intake) == (True, True, False)
    assert not needs_of(receive_file).attached


def test_a_door_for_events_seals_what_it_refuses() -> None:
    door = Operation(Inbound("Said", Submission), owner="tests")
    assert (needs_of(door).seals, needs_of(door).attached) == (True, False)


def test_a_consumer_keeps_no_idempotency_records() -> None:
    needs = needs_of(validate)
    assert (needs.queue, needs.commits, needs.keys) == (True, True, False)


def test_an_outside_effect_reads_its_systems_credentials() -> None:
    assert post.effect is not None
    assert needs_of(post).systems == post.effect.systems


def test_a_list_queries_the_index_and_a_timeline_its_partition() -> None:
    listing, history = needs_of(list_cases), needs_of(timeline)
    assert (listing.lists, listing.queries, listing.writes) == (True, False, False)
    assert (history.lists, history.queries, history.writes) == (False, True, False)


def test_files_are_read_and_committed() -> None:
    needs = needs_of(receive_file)
    assert (needs.intake, needs.commits, needs.queries, needs.queue) == (True, True, True, True)


def test_the_kernels_own_operations_have_only_their_grants() -> None:
    assert (needs_of(relay).publishes, needs_of(relay).stream) == (True, True)
    assert not needs_of(relay).writes
    assert (needs_of(wake).wakes, needs_of(wake).lists) == (True, True)
    assert (needs_of(republish).scans, needs_of(republish).repairs) == (True, True)
    assert not needs_of(wake).scans | needs_of(wake).commits | needs_of(wake).seals


def test_a_step_that_decides_keeps_idempotency_records() -> None:
    needs = needs_of(remind)
    assert (needs.keys, needs.commits, needs.queue) == (True, True, False)


def test_steering_a_workflow_writes_nothing_but_a_token() -> None:
    assert needs_of(await_review).writes
    assert not needs_of(start_review).writes | needs_of(end_review).writes
    for operation in (start_review, await_review, end_review):
        needs = needs_of(operation)
        assert not needs.commits | needs.keys | needs.queries | needs.lists
        assert needs.seals == (operation is not start_review)
