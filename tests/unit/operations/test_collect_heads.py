"""Which documents moved is noted from the stream, and swept up where the stream said nothing."""

import json
from datetime import timedelta

from functions.audit.seals import heads_in
from functions.audit.verify import History, verify
from functions.runtime.errors import Unavailable, UnknownOutcome
from functions.runtime.memory import Crossing
from tests.company import company, submit
from tests.house import House
from tests.unit.audit.histories import exported, seal, sealed

NOW = timedelta()
COLLECT = "operations.collect_heads"


def noted(house: House) -> list[tuple[str, str]]:
    kept = "".join(str(one["heads"]) for one in house.items("batch#"))
    return [head[:2] for head in heads_in(kept)]


def test_of_each_document_the_newest_event_is_noted() -> None:
    house = company()
    document = str(submit(house)[1]["id"])
    house.settle()
    house.gather()
    assert len(noted(house)) == len(set(noted(house))) == len(house.items("head"))
    (batch,) = house.items("batch#")
    versions = {head.document: head.version for head in heads_in(str(batch["heads"]))}
    assert versions[document] == house.head(document)["version"]


def test_a_stream_that_repeats_itself_changes_nothing() -> None:
    house = company()
    house.gather()
    before = house.items("batch#")
    house.streamed.clear()
    house.gather()
    assert house.items("batch#") == before


def test_what_cannot_be_noted_comes_again() -> None:
    house = company()
    for error in (Unavailable("x"), UnknownOutcome("x")):

        def fail(_: Crossing, error: Exception = error) -> None:
            raise error

        house.world.boundary.before = fail
        house.gather()
        house.world.boundary.before = lambda _: None
        assert house.items("batch#") == []
    house.gather()
    assert len(noted(house)) == len(house.items("head"))


def test_what_the_stream_never_told_is_swept_up() -> None:
    house = company()
    submit(house)
    house.settle()
    missed(house)
    house.world.queue.put("operations.collect_heads", json.dumps({"since": "2000"}))
    house.settle()
    seal(house)
    assert verify(sealed(house), History().read(exported(house)), patience=NOW).unsealed == 0


def missed(house: House) -> None:
    house.streamed[COLLECT] = len(house.world.store.stream)


def test_the_daily_sweep_goes_back_two_days() -> None:
    house = company()
    missed(house)
    now = house.world.clock()
    for days, found in ((3, 0), (1, len(house.items("head")))):
        time = (now + timedelta(days=days)).isoformat()
        house.world.queue.put("operations.collect_heads", json.dumps({"time": time}))
        house.settle()
        kept = "".join(str(one["heads"]) for one in house.items("batch#"))
        assert len(heads_in(kept)) == found
