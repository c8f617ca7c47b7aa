"""What accepting an invoice costs, against the same operation written with Powertools."""

import json
import os
import time
from collections.abc import Callable, Iterator
from itertools import count
from statistics import median
from typing import Any

from tests import company
from tests.benchmarks import ours, with_powertools
from tests.benchmarks.canned import Canned
from tests.benchmarks.figures import Figure

BAR = 0.30
ROUNDS, OPERATIONS = 15, 40
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_EC2_METADATA_DISABLED": "true",
}


def accepting() -> Iterator[Figure]:
    """Processor time of one call, as a ratio, for a short and for a long invoice; and AWS calls."""
    os.environ.update(CREDENTIALS)
    held = ours.known()
    for lines in (1, 50):
        mine, theirs = Canned(held), Canned({})
        body = json.dumps(_invoice(lines))
        one, other = ours.accepting(mine, body), with_powertools.accepting(theirs, body)
        keys = map(str, count())
        calls = _calls(mine, one, keys), _calls(theirs, other, keys)
        rounds = [(_seconds(one, keys), _seconds(other, keys)) for _ in range(ROUNDS)]
        ratio = median(ours_ / theirs_ for ours_, theirs_ in rounds)
        micros = [median(side) * 1e6 for side in zip(*rounds, strict=True)]
        note = f"{micros[0]:.0f} µs against {micros[1]:.0f} µs"
        yield Figure(f"processor time, {lines} line{'s' * (lines > 1)}", ratio, BAR, note)
        yield Figure("  calls to AWS", calls[0], 1, f"against {calls[1]}")


def _calls(canned: Canned, accept: Callable[[str], Any], keys: Iterator[str]) -> int:
    before = len(canned.calls)
    answer = accept(next(keys))
    if answer["statusCode"] != 201:
        raise RuntimeError(f"not accepted: {answer['statusCode']} {answer['body'][:300]}")
    return len(canned.calls) - before


def _seconds(accept: Callable[[str], Any], keys: Iterator[str]) -> float:
    began = time.process_time()
    for _ in range(OPERATIONS):
        accept(next(keys))
    return (time.process_time() - began) / OPERATIONS


def _invoice(lines: int) -> dict[str, Any]:
    one = company.invoice()
    return one | {"lines": [{**one["lines"][0], "id": str(n + 1)} for n in range(lines)]}
