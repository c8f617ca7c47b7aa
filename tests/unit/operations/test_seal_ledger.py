"""Making seals: every event is covered, and a crash anywhere leaves one seal of each number."""

from collections import defaultdict
from datetime import timedelta
from functools import partial

import pytest

from functions.audit.verify import History, verify
from functions.runtime.errors import Unavailable, UnknownOutcome
from functions.runtime.memory import Crossing, Killed
from tests.company import company, submit
from tests.house import House
from tests.unit.audit.histories import SEAL, exported, objects, seal, sealed, sealed_company

NOW = timedelta()


def test_every_event_is_covered_by_a_seal() -> None:
    house = sealed_company()
    verdict = verify(sealed(house), History().read(exported(house)), patience=NOW)
    assert verdict.found == ()
    assert (verdict.seals, verdict.unsealed) == (2, 0)
    assert verdict.events == len(house.world.store.stream) > 10
    assert house.items("batch#") == []


def test_each_seal_follows_the_one_before_it() -> None:
    house = sealed_company()
    house.world.clock.advance(timedelta(hours=1))
    seal(house)
    first, second, third = (one.statement for one in sealed(house).seals)
    assert (second.previous, second.since) == (first.hash, first.until)
    assert (third.previous, third.count, third.sequence) == (second.hash, 0, 3)


def test_an_hour_is_sealed_once() -> None:
    house = company()
    house.run(61)
    moment = sealed(house).seals[0].statement.until
    assert len(sealed(house).seals) == 1
    for _ in range(2):
        seal(house, time=moment)
    assert len(sealed(house).seals) == 1


def test_an_event_that_comes_late_is_in_the_next_seal() -> None:
    house = company()
    submit(house)
    house.settle()
    seal_without_gathering(house)
    assert verify(sealed(house), History().read(exported(house))).unsealed > 0
    seal(house)
    assert verify(sealed(house), History().read(exported(house)), patience=NOW).unsealed == 0


def seal_without_gathering(house: House) -> None:
    house.world.queue.put(SEAL, "{}")
    house.settle()


def _calls(house: House) -> list[Crossing]:
    since = len(house.world.boundary.calls)
    seal(house)
    return house.world.boundary.calls[since:]


def _fault(target: int, error: BaseException, crossing: Crossing) -> None:
    if crossing.number == target:
        raise error


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("error", [Killed(), Unavailable("x"), UnknownOutcome("x")])
def test_a_crash_anywhere_leaves_one_seal_of_each_number(error: BaseException, after: bool) -> None:
    whole = len(_calls(sealed_with_one_to_come()))
    for place in range(whole):
        house = sealed_with_one_to_come()
        boundary = house.world.boundary
        hook = partial(_fault, len(boundary.calls) + place, error)
        boundary.before, boundary.after = (
            (lambda _: None, hook) if after else (hook, lambda _: None)
        )
        for _ in range(3):
            try:
                seal(house)
            except Killed:
                house.kernels.clear()
            house.world.clock.advance(timedelta(minutes=15))
        bodies: defaultdict[str, set[bytes]] = defaultdict(set)
        for name, versions in house.world.store.objects["audit"].items():
            bodies[name] |= {one.body for one in versions}
        assert all(len(one) == 1 for one in bodies.values()), f"call {place}"
        verdict = verify(sealed(house), History().read(exported(house)), patience=NOW)
        assert (verdict.found, verdict.unsealed) == ((), 0), f"call {place}"
        assert house.items("batch#") == []


def sealed_with_one_to_come() -> House:
    house = company()
    seal(house)
    submit(house)
    house.settle()
    return house


def test_after_a_restore_of_the_table_numbers_go_on_where_the_bucket_stands() -> None:
    house = sealed_company()
    ledger = house.world.store.tables["ledger"]
    for item in house.items("", "#seal"):
        ledger.delete((str(item["pk"]), str(item["sk"])))
    seal(house)
    assert [one.statement.sequence for one in sealed(house).seals] == [1, 2, 3]
    assert all(len(v) == 1 for k, v in house.world.store.objects["audit"].items() if "seals" in k)
    assert verify(sealed(house), History().read(exported(house)), patience=NOW).found == ()


def test_nothing_sealed_holds_more_than_hashes() -> None:
    house = sealed_company()
    for name, body in objects(house, ""):
        if not name.startswith("keys/"):
            assert b"Nordlicht" not in body
            assert b"R-1" not in body
