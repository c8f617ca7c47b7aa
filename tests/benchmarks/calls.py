"""How often AWS is called, counted in the house: a commit, accepting, deciding, posting."""

from collections.abc import Callable, Iterator

from tests.benchmarks.figures import Figure
from tests.company import company, submit
from tests.house import House
from tests.unit.kernel.worlds import envelopes, message, offer

VALIDATE, POST = "payables.validate_invoice", "payables.post_invoice"


def calling() -> Iterator[Figure]:
    """Warm, each as a count; `tests/unit/kernel/test_budgets.py` holds them in every test run."""
    house = company()
    warm = _accepted(house, "0")
    for place, consumer in enumerate((VALIDATE, POST)):
        _offered(house, consumer, warm, place)
    one = "1"
    accepting = _calls(house, lambda: _accepted(house, one))
    document = max(house.states(), key=lambda name: str(house.head(name)["correlation"]))
    deciding = _calls(house, lambda: _offered(house, VALIDATE, document, 0))
    again = _calls(house, lambda: _offered(house, VALIDATE, document, 0))
    posting = _calls(house, lambda: _offered(house, POST, document, 1))
    yield Figure("a commit", deciding.count("store.write"), 1)
    yield Figure("accepting", len(accepting), 1)
    yield Figure("a transition", len(deciding), 2)
    yield Figure("a decided redelivery", len(again), 1)
    yield Figure("posting", len(posting), 4)
    if house.head(document)["state"] != "posted":
        raise RuntimeError("what was counted did not post")


def _accepted(house: House, number: str) -> str:
    return str(submit(house, number, number=number)[1]["id"])


def _offered(house: House, consumer: str, document: str, place: int) -> None:
    if not offer(house, consumer, message(envelopes(house, document)[place])):
        raise RuntimeError(f"{consumer} did not take it")


def _calls(house: House, does: Callable[[], object]) -> list[str]:
    since = len(house.world.boundary.calls)
    does()
    return house.world.boundary.aws_calls(since)
