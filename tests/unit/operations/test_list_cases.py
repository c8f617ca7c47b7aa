"""The desk's lists: by category, entity, person, age and amount, in an order that pages keep."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest

from tests.company import ANN, PORTAL, POSTING
from tests.house import House
from tests.unit.kernel.worlds import accepted, change
from tests.unit.operations.desk import act, case_of, staffed

AMOUNTS = ("119.00", "2380.00", "11.90", "238.00")
PATH = "/v1/cases?owner=accounts-payable"


def _totals(gross: str) -> dict[str, Any]:
    net = {"119.00": "100.00", "2380.00": "2000.00", "11.90": "10.00", "238.00": "200.00"}[gross]
    tax = {"119.00": "19.00", "2380.00": "380.00", "11.90": "1.90", "238.00": "38.00"}[gross]
    line = {
        "id": "1",
        "quantity": "1",
        "unit_price": net,
        "net": net,
        "tax_category": "S",
        "tax_rate": "19",
        "article": {"name": "Lamp"},
    }
    return {
        "lines": [line],
        "taxes": [{"category": "S", "rate": "19", "taxable": net, "tax": tax}],
        "totals": {"line_net": net, "net": net, "tax": tax, "gross": gross, "payable": gross},
    }


@pytest.fixture(autouse=True)
def stopped(house: House) -> list[str]:
    """Four invoices that stopped, smallest and largest in no order."""
    content = {key: value for key, value in POSTING.items() if key != "supplier_numbers"}
    change(house, "posting", content, entity="DE01")
    found = []
    for gross in AMOUNTS:
        found.append(accepted(house, number=f"R-{gross}", **_totals(gross)))
        house.world.clock.advance(timedelta(seconds=1))
    return found


def _listed(house: House, query: str = "", claims: dict[str, str] = ANN) -> list[str]:
    found: list[str] = []
    after = ""
    while True:
        status, said, _ = house.call("GET", f"{PATH}&limit=2{query}{after}", claims=claims)
        assert status == 200, said
        found += [one["content"]["amount_at_risk"] for one in said["items"]]
        if "after" not in said:
            return found
        after = f"&after={quote(said['after'])}"


def test_the_oldest_first(house: House) -> None:
    assert _listed(house) == list(AMOUNTS)


def test_the_dearest_first_page_by_page(house: House) -> None:
    assert _listed(house, "&order=amount&currency=EUR") == ["2380.00", "238.00", "119.00", "11.90"]
    assert _listed(house, "&order=amount&currency=USD") == []


def test_by_the_least_amount(house: House) -> None:
    assert _listed(house, "&at_least=119&currency=EUR") == ["119.00", "2380.00", "238.00"]


@pytest.mark.parametrize("query", ["&order=amount", "&at_least=5"])
def test_amounts_are_compared_in_one_currency(house: House, query: str) -> None:
    assert house.call("GET", PATH + query, claims=ANN)[0] == 400


def test_by_category_and_entity_and_age(house: House) -> None:
    assert _listed(house, "&category=R-EXC-04") == list(AMOUNTS)
    assert _listed(house, "&category=R-EXC-06") == []
    assert _listed(house, "&entity=DE01", PORTAL) == list(AMOUNTS)
    assert _listed(house, "&entity=FR01") == []
    today = house.world.clock().date()
    assert _listed(house, f"&opened_before={today}") == []
    house.world.clock.advance(timedelta(days=1))
    tomorrow = house.world.clock().date()
    assert _listed(house, f"&opened_before={tomorrow}") == list(AMOUNTS)


def test_by_person(house: House, stopped: list[str]) -> None:
    staffed(house)
    case = case_of(house, stopped[1])
    assert act(house, case, "assignment", assignee="cleo", reason="mine")[0] == 200
    assert _listed(house, "&assignee=cleo") == ["2380.00"]


@pytest.mark.parametrize("query", ["&order=amount&currency=EUR", ""])
def test_a_cursor_of_elsewhere(house: House, query: str) -> None:
    status, said, _ = house.call("GET", f"{PATH}{query}&after=nonsense", claims=ANN)
    assert (status, said["detail"]) == (400, "the cursor `after` is not of this list")
