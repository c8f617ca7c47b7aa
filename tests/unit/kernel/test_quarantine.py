"""The ledger knows which table it is in; from another nothing leaves."""

from datetime import timedelta

from functions.runtime.errors import Unavailable
from functions.runtime.memory import Crossing
from local.simulators.sap.faults import Fault
from tests.company import ANN, BOB, submit
from tests.house import House
from tests.unit.kernel.worlds import accepted, change
from tests.unit.restored import ADMINISTRATORS, another_table, found

POSTED, VALIDATED = "posted", "validated"


def _record(house: House) -> dict[str, str | int]:
    record = house.world.store.tables["ledger"].get(("system#ledger", "state"))
    assert record is not None
    return record


def _let_go(house: House) -> None:
    [restore] = house.states("restore")
    said = {"statement": "all is of today"}
    path = f"/v1/restores/{restore}"
    assert house.call("POST", f"{path}/proposal", said, claims=ANN, key="p")[0] == 200
    assert house.call("POST", f"{path}/approval", {}, claims=BOB, key="a")[0] == 200
    house.run(1)


def test_the_first_effect_of_a_new_table_says_which_it_is(house: House) -> None:
    document = accepted(house)
    assert house.states()[document] == POSTED
    assert (_record(house)["table"], _record(house)["found"]) == ("table-1", "")


def test_a_new_table_that_was_restored_is_no_new_table(house: House) -> None:
    another_table(house)
    document = accepted(house)
    assert house.states()[document] == VALIDATED
    assert _record(house)["restored_to"] == "2026-03-02T08:00:00.000000Z"


def test_another_table_is_one_whatever_dynamodb_says_of_it(house: House) -> None:
    accepted(house)
    another_table(house, restored_to="")
    document = accepted(house, number="R-2")
    assert house.states()[document] == VALIDATED
    assert house.sap.books.invoices[1:] == []


def test_a_warm_process_notices_within_a_minute(house: House) -> None:
    accepted(house)
    kernels = dict(house.kernels)
    another_table(house)
    house.kernels.update(kernels)
    house.world.clock.advance(timedelta(minutes=1))
    document = accepted(house, number="R-2")
    assert house.states()[document] == VALIDATED


def test_where_nobody_says_which_table_it_is_nothing_leaves(house: House) -> None:
    def fail(crossing: Crossing) -> None:
        if crossing.name == "store.origin":
            raise Unavailable("throttled")

    house.world.boundary.before = fail
    document = str(submit(house)[1]["id"])
    house.settle()
    assert (house.states()[document], house.sap.books.invoices) == (VALIDATED, [])
    house.world.boundary.before = lambda _: None
    house.run(6)
    assert house.states()[document] == POSTED


def test_what_waited_asks_before_it_sends(house: House) -> None:
    found(house)
    document = accepted(house)
    since = len(house.world.boundary.calls)
    _let_go(house)
    assert _asked_first(house, since)
    assert house.states()[document] == "posting"
    house.run(25)
    assert house.states()[document] == POSTED
    story = house.call("GET", f"/v1/documents/{document}/timeline", claims=ANN)[1]
    assert [one["outcome"] for one in story["attempts"]] == ["not there", "done"]


def test_what_was_not_sent_asks_as_well(house: House) -> None:
    """A later attempt may have been: the table would have forgotten that."""
    house.sap.order(Fault("down", seconds=30))
    document = accepted(house)
    effect = house.items("effect#post", document)[0]
    assert effect["state"] == "not sent"
    found(house)
    since = len(house.world.boundary.calls)
    _let_go(house)
    assert _asked_first(house, since)
    house.run(30)
    assert house.states()[document] == POSTED
    assert len(house.sap.books.invoices) == 1


def test_a_posting_is_three_calls_in_a_table_that_is_known(house: House) -> None:
    accepted(house)
    assert house.world.boundary.aws_calls().count("store.origin") == 1
    accepted(house, number="R-2")
    assert house.world.boundary.aws_calls().count("store.origin") == 1


def test_who_waits_is_not_forgotten_when_the_watch_dies(house: House) -> None:
    found(house)
    accepted(house)
    [waiter] = house.items("wait#", "system#ledger")
    _let_go(house)
    house.world.store.tables["ledger"].put(waiter)
    house.run(1)
    assert house.items("wait#", "system#ledger") == []


def test_a_probe_does_not_end_it(house: House) -> None:
    found(house)
    house.run(2)
    assert _record(house)["state"] == "open"
    assert house.world.queue.dead == {}


def _asked_first(house: House, since: int) -> bool:
    calls = [call for call in house.world.boundary.calls[since:] if call.name == "remote.call"]
    to_bills = [call.args[0] for call in calls if "A_SupplierInvoice" in call.args[0].url]
    return [request.method for request in to_bills][:1] == ["GET"]


def test_nothing_is_rejected_that_may_have_been_posted(house: House) -> None:
    """Its number would be free, and a corrected invoice be posted beside the forgotten one."""
    change(house, "posting", {"erp": None}, entity="DE01")
    document = accepted(house)
    path, said = f"/v1/invoices/{document}/rejection", {"reason": "no"}
    found(house)
    people = ADMINISTRATORS["people"]
    clerks = [{**one, "roles": [*one["roles"], "payables-clerk"]} for one in people]
    change(house, "callers", {**ADMINISTRATORS, "people": clerks})
    status, told, _ = house.call("POST", path, said, claims=ANN, key="1")
    assert (status, "the ledger was restored" in told["detail"]) == (409, True)
    assert house.head(document)["state"] == "on_exception"
    _let_go(house)
    assert house.call("POST", path, said, claims=ANN, key="2")[0] == 200
