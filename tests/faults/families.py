"""The faults F1–F28 and the invariants I1–I15 of the design, and what stands for each here.

`injections` are faults that are tried at calls, as (name, start of the call's name); `shown` are
tests and functions that show the rest, as `file::name`; `later` says what must come before the rest
of it can be tried. A fault that has nothing but `later` is not tried.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from tests.faults import invariants
from tests.faults.rig import Injection, Step

Tried = tuple[str, str]


class Family(NamedTuple):
    """One fault of the design: what happens, and what stands for it."""

    happens: str
    injections: tuple[Tried, ...] = ()
    shown: tuple[str, ...] = ()
    later: str = ""


class Invariant(NamedTuple):
    """What must hold, and what looks at it after every run."""

    holds: str
    looks: tuple[Callable[..., object], ...] = ()
    later: str = ""


def everywhere(*names: str) -> tuple[Tried, ...]:
    """These at any call."""
    return tuple((name, "") for name in names)


PORTS = "tests/contract/test_ports_conformance.py"
STORE = "tests/unit/adapters/test_store_failures.py"
AWS = "tests/unit/adapters/test_aws_failures.py"
HERE = "tests/faults"
SUPPLIER = ("the supplier arrives", "the supplier arrives and is told")

FAULTS: dict[str, Family] = {
    "F1": Family(
        "throttled, refused, down",
        everywhere("throttled", "429", "down for a moment", "down for long", "503 before commit"),
    ),
    "F2": Family("timeout before the commit", everywhere("request lost", "too slow")),
    "F3": Family(
        "timeout after the commit, or an answer that is not one",
        everywhere(
            "answer lost",
            "500 after commit",
            "a gateway's 502",
            "a gateway's 404",
            "a page in its place",
            "an empty object",
            "says duplicate",
        ),
    ),
    "F4": Family("killed between any two calls", everywhere("killed before", "killed after")),
    "F5": Family(
        "delivered many times",
        everywhere("delivered again before", "delivered again after", "republished"),
        (f"{HERE}/invariants.py::told_again",),
    ),
    "F6": Family(
        "reordered, with everything else in between",
        everywhere("all else happens before", "all else happens after"),
        (f"{HERE}/test_seeds.py::test_days_by_seed",),
    ),
    "F7": Family(
        "later than anything is remembered",
        everywhere("a fortnight passes", "slow"),
        (f"{HERE}/invariants.py::told_much_later",),
    ),
    "F8": Family(
        "one of a batch is poison",
        shown=(f"{HERE}/test_batches.py::test_poison_holds_up_nobody",),
    ),
    "F9": Family("entries fail in a 200", everywhere("one entry fails", "all entries fail")),
    "F10": Family(
        "answered in part",
        (("throttled", "store.read"),),
        (f"{STORE}::test_a_part_of_an_answer_is_no_answer",),
    ),
    "F11": Family(
        "a transaction cancelled for mixed reasons",
        everywhere("contended", "contended for long"),
        (f"{STORE}::test_another_transaction_in_the_way",),
    ),
    "F12": Family("dead letters, redriven among new ones", everywhere("store dark for long")),
    "F13": Family(
        "a task times out while it succeeds",
        everywhere("nobody hears"),
        (f"{PORTS}::test_a_wait_that_timed_out_is_nobodys",),
    ),
    "F14": Family(
        "clocks are wrong, or do what calendars do",
        everywhere("clock ahead", "clock behind"),
        (f"{HERE}/test_calendar.py::test_any_day_of_the_calendar",),
    ),
    "F15": Family(
        "the provider does it and its answer is lost",
        (("answer lost", "remote.call"),),
        later="payments; until then the ERP that posts stands in the provider's place",
    ),
    "F16": Family(
        "what comes from outside is replayed, forged or late",
        (("delivered again before", "store"), ("a fortnight passes", "store")),
        (f"{HERE}/acts.py::forged_events", f"{HERE}/acts.py::announced_invoice"),
        "signed webhooks come with payments",
    ),
    "F17": Family(
        "one record of the stream is poison", everywhere("one event is refused for good")
    ),
    "F18": Family("a restored process draws the same numbers", everywhere("random numbers again")),
    "F19": Family(
        "settings, credentials or the circuit cannot be read",
        (
            ("throttled", "store.read"),
            ("throttled", "remote.secret"),
            ("token expired", ""),
            ("session expired", ""),
        ),
    ),
    "F20": Family(
        "near the limits of size",
        shown=(
            f"{HERE}/acts.py::large_invoice",
            f"{PORTS}::test_too_large_an_item_is_not_valid",
            f"{PORTS}::test_too_large_a_transaction_is_not_valid",
        ),
    ),
    "F21": Family(
        "an event of the next version",
        shown=("tests/unit/kernel/test_event_versions.py",),
    ),
    "F22": Family(
        "keys are denied",
        (("throttled", "vault."), ("killed after", "vault.")),
        (f"{AWS}::test_a_vault_that_is_closed",),
    ),
    "F23": Family(
        "a known key with another payload, or of another tenant",
        shown=(f"{HERE}/acts.py::two_keys", f"{HERE}/tenants.py::both_submit"),
    ),
    "F24": Family("the index lags", everywhere("index lags")),
    "F25": Family(
        "committed after it was said not to be there",
        tuple((f"commits {late} s late", "") for late in (5, 40, 100, 300, 880)),
    ),
    "F26": Family(
        "two deliveries at once, or a sweep in between",
        everywhere("delivered again before", "delivered again after", "swept meanwhile"),
    ),
    "F27": Family(
        "the table is restored to an earlier point",
        shown=(
            "tests/faults/test_restores.py::test_restored_after_the_day",
            "tests/faults/test_restores.py::test_restored_in_the_middle_of_a_call",
        ),
    ),
    "F28": Family(
        "the prerequisite arrives while its waiter is parked",
        tuple((f"{name} {side}", "") for name in SUPPLIER for side in ("before", "after")),
        (f"{HERE}/acts.py::supplier_comes_late",),
    ),
}

INVARIANTS: dict[str, Invariant] = {
    "I1": Invariant("accepted is posted, once", (invariants.posted_once, invariants.effects_final)),
    "I2": Invariant(
        "journals balance",
        later="journals of our own; the simulated ERPs check every posting's sum",
    ),
    "I3": Invariant("never more paid than owed", later="payments"),
    "I4": Invariant(
        "each commit is announced, one event per id", (invariants.announced, invariants.marks_true)
    ),
    "I5": Invariant("chains without a gap", (invariants.chained,)),
    "I6": Invariant(
        "the same call, the same bytes", (invariants.answered_alike, invariants.told_again)
    ),
    "I7": Invariant("no message is lost", (invariants.announced, invariants.nothing_left)),
    "I8": Invariant("no tenant meets another", (invariants.check, invariants.within_tenants)),
    "I9": Invariant("maker is not checker", (invariants.approved_by_another,)),
    "I10": Invariant("what is over stays over", (invariants.ended,)),
    "I11": Invariant("a redrive of what is done does nothing", (invariants.told_again,)),
    "I12": Invariant("order and repetition do not matter", (invariants.told_again,)),
    "I13": Invariant("it ends", (invariants.nothing_left, invariants.effects_final)),
    "I14": Invariant("nobody waits for what has come", (invariants.nothing_left,)),
    "I15": Invariant("one payer", (invariants.posted_once,)),
}


def numbers(step: Step, injection: Injection) -> Iterator[str]:
    """The faults of the design that an injection at a call is; an act of others is F6."""
    plain = injection.name.removeprefix(f"{step.system}: ")
    found = [
        number
        for number, family in FAULTS.items()
        if any(plain == name and step.name.startswith(call) for name, call in family.injections)
    ]
    yield from found or ["F6"]
