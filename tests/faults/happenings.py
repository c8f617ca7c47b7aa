"""What can happen on a random day, and how often: people, partners, the weather."""

from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import NamedTuple

from tests import announced, company
from tests.faults import acts, reviews
from tests.faults.rig import Rig
from tests.house import OPERATIONS

NUMBERS = 3
"""Invoices of a kind on one day: the same ones come again and again."""


class Known(NamedTuple):
    """How often it happens, beside the others, and what it is."""

    weight: int
    act: Callable[[Rig, Random], None]


def prepare(rig: Rig) -> None:
    """What the day needs beside the furniture: reviewers with time."""
    company.policy(rig, "capture", dict(reviews.DAYS))
    rig.settle()


def _yesterday(rig: Rig) -> str:
    """The day before this one began: the same, however long it gets."""
    return (rig.begun - timedelta(days=1)).date().isoformat()


def _submit(rig: Rig, dice: Random) -> None:
    """One of a few invoices, each under one of several keys."""
    number = dice.randrange(NUMBERS)
    key = f"k{number}.{dice.randrange(3)}"
    acts.submit(rig, key, number=f"R-{number}", issue_date=_yesterday(rig))


def _drop(rig: Rig, dice: Random) -> None:
    rig.drop(f"in/portal/invoices/{dice.randrange(2)}.xml", acts.batch(_yesterday(rig)))


def _announce(rig: Rig, dice: Random) -> None:
    number = dice.randrange(NUMBERS)
    attached = announced.attach(rig)
    said = {"number": f"P-{number}", "issue_date": _yesterday(rig)}
    announced.announce(rig, announced.detail(attached, submission_id=f"s-{number}", **said))


def _capture(rig: Rig, dice: Random) -> None:
    number = dice.randrange(NUMBERS)
    reviews.capture(rig, f"scan-{number}", number=f"C-{number}", issue_date=_yesterday(rig))


def _review(rig: Rig, dice: Random) -> None:
    dice.choice((reviews.correct, reviews.refuse))(rig)


def _reject(rig: Rig, dice: Random) -> None:
    acts.reject_all(rig)


def _govern(rig: Rig, dice: Random) -> None:
    """A policy is proposed, or what was proposed is approved by another."""
    dice.choice((acts.propose_other, acts.approve_pending))(rig)


def _message(rig: Rig, dice: Random) -> None:
    """One message of a random queue, not the oldest first."""
    operation = dice.choice(OPERATIONS)
    dice.shuffle(rig.world.queue.waiting[operation.name])
    for message in rig.world.queue.receive(operation.name, 1):
        rig.deliver(operation, message)


def _batch(rig: Rig, dice: Random) -> None:
    """As many messages of a queue as one invocation takes, in any order."""
    operation = dice.choice(OPERATIONS)
    dice.shuffle(rig.world.queue.waiting[operation.name])
    messages = rig.world.queue.receive(operation.name, operation.batch)
    if messages:
        rig.deliver(operation, *messages)


def _again(rig: Rig, dice: Random) -> None:
    """Something that was delivered before comes once more."""
    if rig.told:
        rig.world.queue.put(*dice.choice(list(rig.told)))


def _asked_again(rig: Rig, dice: Random) -> None:
    """A client sends what it has sent before."""
    if rig.asked:
        operation, event = dice.choice(list(rig.asked.values()))
        rig.invoke(operation, event)


def _wait(rig: Rig, dice: Random) -> None:
    rig.world.clock.advance(timedelta(seconds=dice.choice((1, 10, 50, 200))))
    rig.sap.advance()
    rig.netsuite.advance()


def _hours(rig: Rig, dice: Random) -> None:
    rig.world.clock.advance(timedelta(hours=dice.choice((1, 7, 30))))


def _trouble(rig: Rig, dice: Random) -> None:
    """The ERP is down, late, or does not answer."""
    kind, most = dice.choice((("late_commit", 600), ("timeout_after_commit", 20), ("down", 400)))
    rig.order(kind, seconds=dice.randint(1, most))


def _sweep(rig: Rig, dice: Random) -> None:
    for name in ("operations.wake", "operations.probe_systems"):
        rig.world.queue.put(name, "{}")


def _redrive(rig: Rig, dice: Random) -> None:
    """Somebody presses redrive, whether it was mended or not."""
    for name in list(rig.world.queue.dead):
        rig.world.queue.redrive(name)


def _relay(rig: Rig, dice: Random) -> None:
    rig.relay()


def _gather(rig: Rig, dice: Random) -> None:
    rig.gather()


def _steer(rig: Rig, dice: Random) -> None:
    rig.world.workflows.run()


def _master_data(rig: Rig, dice: Random) -> None:
    acts.register(rig, key=f"arrives {dice.randrange(3)}")


KNOWN = {
    "an invoice by the API": Known(12, _submit),
    "a file": Known(3, _drop),
    "an announced invoice": Known(4, _announce),
    "a scan": Known(4, _capture),
    "a review": Known(4, _review),
    "a rejection of all that can be rejected": Known(1, _reject),
    "a policy": Known(3, _govern),
    "master data": Known(1, _master_data),
    "the relay": Known(12, _relay),
    "those who gather": Known(2, _gather),
    "the workflows": Known(6, _steer),
    "one message": Known(30, _message),
    "a batch": Known(10, _batch),
    "a message once more": Known(8, _again),
    "a request once more": Known(4, _asked_again),
    "seconds": Known(10, _wait),
    "hours": Known(1, _hours),
    "trouble at the ERP": Known(3, _trouble),
    "the sweeps": Known(8, _sweep),
    "a redrive": Known(2, _redrive),
}
