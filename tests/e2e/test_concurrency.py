"""Many at once: one answer, one document, one event per version, one posting."""

from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor

import pytest

from local.caller import Said
from tests.e2e.witness import Witness

pytestmark = pytest.mark.e2e

TOGETHER = 25


def together(witness: Witness, number: str, keys: list[str]) -> list[Said]:
    with ThreadPoolExecutor(len(keys)) as pool:
        return list(pool.map(lambda key: witness.submit(number, key), keys))


def one_of_everything(witness: Witness, number: str, document: str) -> None:
    """One document, each version announced under one id with one content, one posting."""
    witness.until(document, "posted")
    witness.at_rest()
    (head,) = witness.heads(number)
    assert head["id"] == document
    announced: dict[str, set[str]] = defaultdict(set)
    for event in witness.tap.events(document):
        announced[event["id"]].add(event["hash"])
    assert sorted(announced) == [f"{document}@{n}" for n in range(1, int(head["version"]) + 1)]
    assert {len(hashes) for hashes in announced.values()} == {1}
    assert witness.held(document, number) == 1


def test_one_key(witness: Witness) -> None:
    number = witness.number()
    said = together(witness, number, ["the one key"] * TOGETHER)
    assert {(one.status, one.bytes) for one in said} == {(201, said[0].bytes)}
    assert sum(one.replayed for one in said) == TOGETHER - 1
    one_of_everything(witness, number, said[0].body["id"])


def test_a_key_for_each(witness: Witness) -> None:
    number = witness.number()
    said = together(witness, number, [f"own key {n}" for n in range(TOGETHER)])
    assert sorted(one.status for one in said) == [200] * (TOGETHER - 1) + [201]
    assert len({one.body["id"] for one in said}) == 1
    assert sum(bool(one.body.get("duplicate")) for one in said) == TOGETHER - 1
    one_of_everything(witness, number, said[0].body["id"])
