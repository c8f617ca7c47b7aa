"""Reading one and reading lists: what is there, what is allowed, and nothing that is sealed."""

import json
from datetime import timedelta
from typing import Any

import pytest

from functions.runtime import cursor
from functions.runtime.cases import open_case
from functions.runtime.commit import opened, write
from functions.runtime.memory import memory_ports
from schemas.actor import Actor
from schemas.case import Category
from tests.company import ANN, IBAN, MASTER, PORTAL, submit, supplier
from tests.house import House
from tests.unit.kernel.frames import frame
from tests.unit.kernel.ubl import ubl
from tests.unit.kernel.worlds import OTHER, accepted, denials, more_callers

LIST = "/v1/invoices?entity=DE01&state=received"
EVE = {"sub": "eve-1", "username": "eve", "client_id": "web"}


def _page(house: House, path: str, claims: dict[str, str] = PORTAL) -> dict[str, Any]:
    status, body, _ = house.call("GET", path, claims=claims)
    assert status == 200, body
    return body


def _five(house: House) -> list[str]:
    return [submit(house, str(n), number=f"R-{n}")[1]["id"] for n in range(5)]


def test_a_document_as_it_stands(house: House) -> None:
    document = accepted(house)
    view = _page(house, f"/v1/invoices/{document}")
    assert (view["id"], view["kind"], view["state"]) == (document, "inv", "posted")
    assert view["version"] == 4
    assert view["hash"] == house.head(document)["hash"]
    assert view["content"]["number"] == "R-2026-0001"


def test_of_an_account_only_index_and_last_four_are_shown(house: House) -> None:
    document = accepted(house)
    sealed = json.loads(str(house.head(document)["body"]))["payment_means"][0]["account"]
    for path in (f"/v1/invoices/{document}", f"/v1/documents/{document}"):
        text = json.dumps(_page(house, path))
        assert sealed["blind"] in text
        assert '"last4": "3000"' in text
        assert sealed["sealed"] not in text
        assert '"sealed"' not in text
        assert IBAN not in text
    listed = json.dumps(_page(house, LIST[:-8] + "posted"))
    assert document in listed
    assert not [part for part in (IBAN, "3000", sealed["sealed"], "sealed") if part in listed]


@pytest.mark.parametrize(
    "document",
    ["inv_aaaaaaaaaaaaaaaaaaaaaaaaaa", "case_aaaaaaaaaaaaaaaaaaaaaaaaaa"],
)
def test_what_is_not_there_is_missing(house: House, document: str) -> None:
    status, body, _ = house.call("GET", f"/v1/documents/{document}", claims=PORTAL)
    assert (status, body["type"].rpartition("/")[2]) == (404, "missing")


@pytest.mark.parametrize("document", ["inv_", "head", "inv_AAAAAAAAAAAAAAAAAAAAAAAAAA", "x%23y"])
def test_what_is_no_id_is_not_looked_up(house: House, document: str) -> None:
    house.call("GET", LIST, claims=PORTAL)
    since = len(house.world.boundary.calls)
    assert house.call("GET", f"/v1/invoices/{document}", claims=PORTAL)[0] == 400
    assert "store.read" not in house.world.boundary.aws_calls(since)[1:]


def test_a_document_of_another_kind_is_missing(house: House) -> None:
    document = supplier(house)
    assert house.call("GET", f"/v1/invoices/{document}", claims=MASTER)[0] == 404
    assert _page(house, f"/v1/documents/{document}", MASTER)["kind"] == "sup"


def test_a_list_is_paged_oldest_first_without_gaps(house: House) -> None:
    documents = _five(house)
    seen: list[str] = []
    after, pages = "", 0
    while after or not pages:
        page = _page(house, f"{LIST}&limit=2" + (f"&after={after}" if after else ""))
        assert len(page["items"]) <= 2
        seen += [one["id"] for one in page["items"]]
        after, pages = page.get("after", ""), pages + 1
    assert sorted(seen) == sorted(documents)
    assert len(seen) == 5
    assert pages == 3


def test_a_page_has_a_limit_of_its_own(house: House) -> None:
    for number in range(26):
        submit(house, str(number), number=str(number))
    page = _page(house, LIST)
    assert len(page["items"]) == 25
    rest = _page(house, f"{LIST}&after={page['after']}")
    assert len(rest["items"]) == 1
    assert "after" not in rest


@pytest.mark.parametrize("limit", ["0", "51", "-1", "x", "1.5"])
def test_a_limit_is_from_1_to_50(house: House, limit: str) -> None:
    assert house.call("GET", f"{LIST}&limit={limit}", claims=PORTAL)[0] == 400


@pytest.mark.parametrize(
    "after", ["x", "AAAA", "W10", "WyJhIl0", "WzEsMiwzXQ", "e30", "%C3%A9", "="]
)
def test_a_garbage_cursor_is_refused(house: House, after: str) -> None:
    status, body, _ = house.call("GET", f"{LIST}&after={after}", claims=PORTAL)
    assert (status, body["detail"]) == (400, "the cursor `after` is not of this list")


def test_a_list_shows_only_entities_that_are_allowed(house: House) -> None:
    more_callers(house)
    _five(house)
    for limit in ("", "&limit=1"):
        status, body, _ = house.call("GET", LIST + limit, claims=EVE)
        assert (status, body["type"].rpartition("/")[2]) == (403, "denied")
        assert not {"items", "after"} & set(body)
    [record] = denials(house)
    assert (record["caller"], record["operation"]) == ("eve", "payables.list_invoices")
    assert len(_page(house, LIST, ANN)["items"]) == 5
    assert _page(house, "/v1/invoices?entity=FR01&state=received", ANN)["items"] == []


def test_cases_are_listed_by_owner_for_those_who_may_see_the_entity(house: House) -> None:
    more_callers(house)
    accepted(house)
    accepted(house, number="r 2026/0001")
    path = "/v1/cases?owner=accounts-payable"
    [case] = _page(house, path)["items"]
    assert case["content"]["allowed_actions"] == ["retry", "waive", "reject"]
    assert _page(house, path, EVE)["items"] == []
    assert _page(house, "/v1/cases?owner=tax")["items"] == []
    assert _page(house, f"{path}&state=resolved")["items"] == []


def _cases(house: House, entities: str) -> None:
    """A case for each letter: `o` is of our entity, any other of somebody else's."""
    ports = memory_ports(house.world, "acme")
    for number, entity in enumerate(entities):
        house.world.clock.advance(timedelta(seconds=1))
        given = frame(Actor(kind="system", id="tests.note", door="queue"))
        given = given._replace(now=house.world.clock())
        case = open_case(
            given,
            about=f"{number}",
            entity="DE01" if entity == "o" else "FR01",
            category=Category.TAX,
            owner="tax",
            reason="r",
        )
        assert write(ports, opened(case, given)) == {}


@pytest.mark.parametrize("order", ["xoxxxxoxxo", "ooxxxxxxxo", "xxxxxxooo", "oooxxxxxx"])
@pytest.mark.parametrize("limit", [1, 2, 3, 4])
def test_a_page_is_filled_past_what_is_hidden_and_its_cursor_tells_nothing(
    house: House, order: str, limit: int
) -> None:
    _cases(house, order)
    hidden = {str(i["id"]) for i in house.items("head") if i["entity"] == "FR01"}
    seen: list[str] = []
    after, pages = "", 0
    while after or not pages:
        page = _page(house, f"/v1/cases?owner=tax&limit={limit}{after}")
        ids = [one["id"] for one in page["items"]]
        seen, pages, after = seen + ids, pages + 1, ""
        if "after" in page:
            assert len(ids) == limit
            place = cursor.read(page["after"], 3)
            assert ids[-1] in place[1]
            assert not any(one in part for one in hidden for part in place)
            after = f"&after={page['after']}"
    assert len(seen) == len(set(seen)) == 3
    assert pages == -(-3 // limit)


def test_who_may_see_nothing_of_a_list_learns_nothing_of_its_length(house: House) -> None:
    _cases(house, "xxxx")
    assert _page(house, "/v1/cases?owner=tax&limit=1") == {"items": []}


def test_a_client_reads_the_file_it_dropped_and_no_other_does(house: House) -> None:
    more_callers(house)
    house.drop("in/portal/invoices/a.xml", ubl("F1").encode())
    house.settle()
    [file] = house.states("file")
    for path in (f"/v1/documents/{file}", f"/v1/documents/{file}/timeline"):
        assert house.call("GET", path, claims=PORTAL)[0] == 200
        assert house.call("GET", path, claims=OTHER)[0] == 403
    status, _, _ = house.call("GET", "/v1/documents/policy%23callers%23*", claims=PORTAL)
    assert status == 403


def test_a_list_that_lags_still_shows_documents_as_they_are(house: House) -> None:
    house.world.store.tables["ledger"].index.lagging = True
    [document] = [submit(house)[1]["id"]]
    assert _page(house, LIST)["items"] == []
    house.world.store.tables["ledger"].index.catch_up()
    house.settle()
    [shown] = _page(house, LIST)["items"]
    assert (shown["id"], shown["state"]) == (document, "posted")


def test_reading_needs_no_key_and_writes_nothing(house: House) -> None:
    document = accepted(house)
    since = len(house.world.boundary.calls)
    _page(house, f"/v1/invoices/{document}")
    assert set(house.world.boundary.aws_calls(since)) == {"store.read"}
