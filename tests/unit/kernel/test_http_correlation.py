"""The correlation id of a call: taken from the caller, or made, never anything else."""

import pytest

from tests.company import PORTAL, invoice
from tests.house import House
from tests.unit.kernel.worlds import envelopes


def _submit(house: House, said: str | None) -> tuple[int, str]:
    headers = {} if said is None else {"X-Correlation-Id": said}
    status, body, _ = house.call(
        "POST", "/v1/invoices", invoice(), claims=PORTAL, key="k", headers=headers
    )
    return status, str(body.get("id", ""))


def test_it_is_taken_from_the_caller(house: House) -> None:
    _, document = _submit(house, "order 7/" + "x" * 56)
    assert envelopes(house, document)[0]["correlation"] == "order 7/" + "x" * 56


def test_it_stays_with_the_document(house: House) -> None:
    _, document = _submit(house, "c-1")
    house.settle()
    events = envelopes(house, document)
    assert len(events) == 4
    assert {event["correlation"] for event in events} == {"c-1"}


@pytest.mark.parametrize("said", [None, ""])
def test_it_is_made_where_the_caller_gives_none(house: House, said: str | None) -> None:
    _, document = _submit(house, said)
    made = envelopes(house, document)[0]["correlation"]
    assert len(made) == 32
    assert int(made, 16) == house.world.ids.given


@pytest.mark.parametrize("said", ["x" * 65, "a\nb", "Grün", "a\x7f"])
def test_what_is_no_id_is_refused(house: House, said: str) -> None:
    assert _submit(house, said)[0] == 400
    assert house.states() == {}
