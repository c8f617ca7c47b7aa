"""A redrive is asked for by a person who operates, and kept as a document of its own."""

import json

import pytest

from tests.company import ANN, BOB, MASTER
from tests.house import House
from tests.unit.kernel.worlds import envelopes
from tests.unit.operations.test_triage_queue import QUEUE, with_operator

PATH = f"/v1/queues/{QUEUE}/redrives"
ASKED = {
    "request": "T-7",
    "letters": ["900", "901"],
    "cause": "decided before",
    "reason": "mended by ticket 7",
}


def test_it_is_on_record(house: House) -> None:
    with_operator(house)
    status, said, _ = house.call("POST", PATH, ASKED, claims=ANN, key="k")
    assert (status, said["state"]) == (201, "requested")
    body = json.loads(str(house.head(said["id"])["body"]))
    assert body == {**ASKED, "queue": QUEUE, "by": "ann"}
    (told,) = envelopes(house, said["id"])
    assert told["actor"]["id"] == "ann"
    assert told["data"]["letters"] == 2


def test_the_same_call_is_one_request(house: House) -> None:
    with_operator(house)
    first = house.call("POST", PATH, ASKED, claims=ANN, key="k")
    assert house.call("POST", PATH, ASKED, claims=ANN, key="k")[1] == first[1]
    assert len(house.states("redrive")) == 1
    again = house.call("POST", PATH, ASKED, claims=ANN, key="other")
    assert (again[0], again[1]["id"]) == (200, first[1]["id"])
    other = house.call("POST", PATH, {**ASKED, "request": "T-8"}, claims=ANN, key="k8")
    assert other[1]["id"] != first[1]["id"]


@pytest.mark.parametrize("claims", [BOB, MASTER])
def test_who_does_not_operate_may_not(house: House, claims: dict[str, str]) -> None:
    with_operator(house)
    assert house.call("POST", PATH, ASKED, claims=claims, key="k")[0] == 403
    assert house.states("redrive") == {}


@pytest.mark.parametrize("missing", ["request", "cause", "reason"])
def test_it_says_why(house: House, missing: str) -> None:
    with_operator(house)
    body = {name: value for name, value in ASKED.items() if name != missing}
    assert house.call("POST", PATH, body, claims=ANN, key="k")[0] == 400
