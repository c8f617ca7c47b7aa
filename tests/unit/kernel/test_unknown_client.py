"""A file under the prefix of a client that nobody knows: kept, denied, and a case says so."""

import json
from datetime import timedelta

import pytest

from tests.company import CALLERS, company, policy


def test_it_is_kept_and_finance_is_told() -> None:
    house = company()
    house.drop("in/stranger/invoices/a.xml", b"<Invoice/>")
    house.settle()
    assert "in/stranger/invoices/a.xml" in house.world.store.objects["intake"]
    assert list(house.states("case").values()) == ["open"]
    assert len(house.items("", "#denial#")) == 1
    assert house.world.queue.dead["payables.receive_invoice_file"] == []


@pytest.mark.parametrize(
    "key",
    [
        "in/portal/2026/invoices/a.xml",
        "in//portal/invoices/a.xml",
        "in/portal/invoices/./a.xml",
        "in/portal/invoices/../../other/invoices/a.xml",
    ],
)
def test_a_file_that_lies_beside_the_door_is_no_less_told(key: str) -> None:
    house = company()
    house.drop(key, b"<Invoice/>")
    house.settle()
    [case] = house.states("case")
    body = json.loads(str(house.head(case)["body"]))
    assert body["reason"].startswith(f"{key}: ")
    assert body["remedy"].endswith("in/<client>/invoices/")
    assert len(house.items("", "#denial#")) == 1
    assert house.states("file") == {}


def test_a_client_that_was_added_a_moment_ago_is_known() -> None:
    house = company()
    house.drop("in/portal/invoices/first.xml", b"")
    house.settle()
    kernels = dict(house.kernels)
    added = {**CALLERS["clients"][0], "name": "newcomer", "principals": ["newcomer-1"]}
    house.world.clock.advance(timedelta(seconds=1))
    policy(house, "callers", {**CALLERS, "clients": [*CALLERS["clients"], added]})
    house.kernels.update(kernels)
    house.drop("in/newcomer/invoices/a.xml", b"")
    house.settle()
    assert any(name.startswith("out/newcomer/") for name in house.world.store.objects["intake"])
