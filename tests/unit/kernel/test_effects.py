"""The effect ledger: claimed, sent, asked about before any retry, and concluded once."""

import pytest

from functions.runtime.decision import Receipt, Refusal
from functions.runtime.errors import Rejected, Unavailable, UnknownOutcome
from functions.runtime.memory import Killed
from tests.house import House
from tests.unit.kernel.toy_effect import Bench
from tests.unit.kernel.worlds import change

THERE = Receipt("4711", "raw")


@pytest.fixture
def bench(house: House) -> Bench:
    return Bench(house)


def test_sent_and_answered_is_concluded_at_once(bench: Bench) -> None:
    bench.toy.sends = [THERE]
    assert bench.deliver()
    assert (bench.state(), bench.attempts(), bench.toy.done) == ("sent", ["done"], ["send"])
    assert "gpk" not in bench.effect()
    assert bench.deliver()
    assert bench.toy.done == ["send"]


def test_a_refusal_is_concluded_too(bench: Bench) -> None:
    bench.toy.sends = [Rejected("no", code="closed")]
    assert bench.deliver()
    assert (bench.state(), bench.attempts()) == ("closed", ["refused"])


def test_what_never_left_is_sent_again_without_asking(bench: Bench) -> None:
    bench.toy.sends = [Unavailable("down"), THERE]
    assert bench.deliver()
    assert (bench.state(), bench.attempts()) == ("sending", ["not sent"])
    assert bench.after(seconds=5)
    assert bench.toy.done == ["send", "send"]
    assert (bench.state(), bench.attempts()) == ("sent", ["not sent", "done"])


def test_an_unknown_outcome_is_asked_about_first(bench: Bench) -> None:
    bench.toy.sends, bench.toy.asks = [UnknownOutcome("lost")], [THERE]
    assert bench.deliver()
    assert bench.attempts() == ["unknown"]
    assert bench.after(seconds=20)
    assert bench.toy.done == ["send", "ask"]
    assert bench.state() == "sent"


def test_not_there_is_not_believed_before_the_settle_time(bench: Bench) -> None:
    bench.toy.sends, bench.toy.asks = [UnknownOutcome("lost"), THERE], [None] * 3
    bench.deliver()
    assert bench.after(seconds=20)
    assert bench.after(seconds=879)
    assert bench.toy.done == ["send", "ask", "ask"]
    assert bench.after(seconds=1)
    assert bench.toy.done == ["send", "ask", "ask", "ask", "send"]
    assert (bench.state(), bench.attempts()) == ("sent", ["not there", "done"])


def test_a_dead_sender_counts_from_the_end_of_its_lease(bench: Bench) -> None:
    bench.toy.sends, bench.toy.asks = [THERE, THERE], [None] * 3

    def die() -> None:
        raise Killed

    bench.before("'sent'", die)
    with pytest.raises(Killed):
        bench.deliver()
    assert bench.after(seconds=45)
    assert bench.toy.done == ["send"]
    assert bench.after(seconds=1)
    assert bench.after(seconds=898)
    assert bench.toy.done == ["send", "ask", "ask"]
    assert bench.after(seconds=1)
    assert bench.toy.done[-1] == "send"


def test_a_system_that_does_not_answer_the_question_is_asked_again(bench: Bench) -> None:
    bench.toy.sends = [UnknownOutcome("lost")]
    bench.toy.asks = [Unavailable("down", wait_seconds=300), UnknownOutcome("slow"), THERE]
    bench.deliver()
    bench.after(seconds=20)
    due = str(bench.effect()["gsk"])
    assert due > str(bench.house.world.clock.now.replace(minute=4))
    bench.after(minutes=5)
    bench.after(minutes=5)
    assert bench.state() == "sent"


def test_a_system_that_cannot_be_asked_is_a_matter_for_a_person(bench: Bench) -> None:
    bench.toy.sends, bench.toy.asks = [UnknownOutcome("lost")], [Rejected("no rights")]
    bench.deliver()
    bench.after(seconds=20)
    assert bench.state() == "cannot be asked"


def test_something_else_there_is_not_ours(bench: Bench) -> None:
    bench.toy.sends = [UnknownOutcome("lost")]
    bench.toy.asks = [Refusal("differs", "another amount")]
    bench.deliver()
    bench.after(seconds=20)
    assert bench.state() == "differs"


def test_it_gives_up_after_so_many_attempts(house: House) -> None:
    change(house, "resilience", {"attempts_max": 2, "failures_to_open": 99})
    bench = Bench(house)
    bench.toy.sends = [Unavailable("down")] * 3
    for _ in range(4):
        bench.after(hours=1)
    assert (bench.toy.done, bench.state()) == (["send", "send"], "gave up")


def test_a_final_effect_is_not_taken_up_by_another_event(bench: Bench) -> None:
    bench.toy.sends, bench.toy.asks = [THERE], [THERE]
    bench.deliver()
    table = bench.house.world.store.tables["ledger"]
    [mark] = bench.house.items("mark#tests", bench.document)
    table.delete((str(mark["pk"]), str(mark["sk"])))
    bench.after(minutes=2)
    assert bench.toy.done == ["send"]
    assert bench.notes() == ["sending", "sent"]
