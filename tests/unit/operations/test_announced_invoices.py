"""`InvoiceSubmitted` on the inbound bus: the invoice of the API, once, without its accounts."""

import json
from typing import Any

import pytest

from functions.runtime.errors import Unavailable
from functions.runtime.memory import Crossing
from functions.runtime.seal import Sealer
from schemas.sensitive import Sealed
from tests.announced import NAME, SUBMIT, announce, attach, detail
from tests.company import IBAN, invoice, submit
from tests.house import House
from tests.unit.kernel.worlds import denials, more_callers, offer


def cases(house: House) -> list[dict[str, Any]]:
    kept = [item for item in house.items("head") if item["kind"] == "case"]
    return [json.loads(str(item["body"])) for item in kept]


def refused(house: House, *codes: str, category: str = "R-EXC-03") -> None:
    """Nothing was accepted; it is kept sealed, and one case says why."""
    assert house.states() == {}
    (case,) = cases(house)
    assert case["category"] == category
    assert {found["code"] for found in case["findings"]} == set(codes)
    kept = house.world.store.objects["documents"]
    assert len(kept) == 1
    assert next(iter(kept)).startswith("refused/acme/")
    assert IBAN not in str(kept) + str(house.items(""))
    assert house.items("received") == []
    assert not house.world.queue.dead.get(SUBMIT)


def test_it_is_posted_with_the_account_that_was_attached(house: House) -> None:
    announce(house, detail(attach(house)))
    house.run(1)
    assert list(house.states().values()) == ["posted"]
    (name,) = house.states()
    body = json.loads(str(house.head(name)["body"]))
    sealed = Sealed.model_validate(body["payment_means"][0]["account"])
    assert Sealer(house.world.vault).open("acme", sealed) == IBAN
    assert body["terms"]["net_days"] == invoice()["terms"]["net_days"]
    assert cases(house) == []


def test_it_needs_no_attached_object(house: House) -> None:
    announce(house, detail(None, payment_means=[{"code": "10", "text": "cash"}]))
    house.settle()
    (name,) = house.states()
    way = json.loads(str(house.head(name)["body"]))["payment_means"][0]
    assert (way["code"], way["text"], way.get("account")) == ("10", "cash", None)


def test_sent_again_it_counts_once_and_otherwise_it_is_a_case(house: House) -> None:
    attached = attach(house)
    for _ in range(3):
        announce(house, detail(attached))
    house.settle()
    assert len(house.states()) == 1
    assert cases(house) == []
    announce(house, detail(attached, number="R-2"))
    other = attach(house, {"payment_means": [{"account": "FR1420041010050500013M02606"}]})
    announce(house, detail(other))
    house.settle()
    assert len(house.states()) == 1
    assert {case["category"] for case in cases(house)} == {"R-EXC-06"}


@pytest.mark.parametrize("first", ["api", "bus"])
def test_the_invoice_of_another_door_is_the_same_document(house: House, first: str) -> None:
    announced = detail(attach(house))
    if first == "bus":
        announce(house, announced)
        house.settle()
    status, said, _ = submit(house)
    if first == "api":
        announce(house, announced)
        house.settle()
    assert (status, said.get("duplicate", False)) == ((201, False), (200, True))[first == "bus"]
    assert list(house.states()) == [said["id"]]
    assert cases(house) == []
    assert len(house.items("received")) == 1


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"payment_means": [{"account": IBAN}]}, {"extra_forbidden"}),
        ({"payment_means": [{"debited_account": "0532013000"}]}, {"extra_forbidden"}),
        ({"payment_means": [{"card": "4111111111111111"}]}, {"extra_forbidden"}),
        ({"other_accounts": [{"name": "x", "account": IBAN}]}, {"extra_forbidden"}),
        ({"payment_means": [{"code": "58", "remittance_reference": IBAN}]}, {"TIE-ACCOUNT"}),
        ({"notes": ["pay to DE89 3704 0044 0532 0130 00"]}, {"TIE-ACCOUNT"}),
        ({"submission_id": IBAN}, {"TIE-ACCOUNT"}),
        ({"notes": ["\ud800"]}, {"string_unicode"}),
        ({"submission_id": "\ud800"}, {"string_unicode"}),
        ({"submission_id": "a\nb"}, {"value_error"}),
    ],
)
def test_account_numbers_and_broken_text_are_refused(
    house: House, changes: dict[str, Any], codes: set[str]
) -> None:
    for _ in range(2):
        announce(house, detail(None, **changes))
    house.settle()
    refused(house, *codes)


def test_what_only_looks_like_an_account_is_no_reason_to_refuse(house: House) -> None:
    """A UUID or a hash has the check digits of an IBAN one time in a hundred."""
    looks = "AB12" + "CDEF01234567"
    tried = (looks + f"{n:04X}" for n in range(1000))
    alike = next(
        one for one in tried if int("".join(str(int(c, 36)) for c in one[4:] + one[:4])) % 97 == 1
    )
    announce(house, detail(None, submission_id=alike, references={"order": alike}))
    house.settle()
    assert len(house.states()) == 1


def test_means_said_twice_are_refused(house: House) -> None:
    announce(house, detail(attach(house), payment_means=[{"code": "58"}]))
    house.settle()
    refused(house, "value_error")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"{", "JSON"),
        (b"[]", "TIE-ATTACHED-FORM"),
        (b"\xff", "JSON-ENCODING"),
        ({"payment_means": [{"iban": IBAN}]}, "extra_forbidden"),
        ({"payment_means": [{"account": IBAN * 4}]}, "too_long"),
        ({"payment_means": [{"account": IBAN}] * 51}, "too_long"),
        ({"payment_means": [], IBAN: IBAN}, "extra_forbidden"),
        ({}, "missing"),
        (b" " * 256_001, "TIE-ATTACHED-SIZE"),
    ],
)
def test_an_object_that_does_not_hold_what_it_must(house: House, said: Any, code: str) -> None:
    announce(house, detail(attach(house, said)))
    house.settle()
    refused(house, code)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sha256": "0" * 64}, "TIE-ATTACHED-HASH"),
        ({"version_id": "v9"}, "TIE-ATTACHED-MISSING"),
        ({"key": "attached/portal/other.json"}, "TIE-ATTACHED-MISSING"),
        ({"key": "in/portal/r-2026-0001.json"}, "value_error"),
        ({"key": "attached/portal/../mdm/a.json"}, "value_error"),
        ({"key": "attached/portal/./r-2026-0001.json"}, "value_error"),
        ({"key": "attached//portal/a.json"}, "value_error"),
        ({"key": "attached/portal/"}, "value_error"),
        ({"key": "attached/portal"}, "value_error"),
        ({"version_id": ""}, "string_pattern_mismatch"),
    ],
)
def test_an_object_that_is_not_the_one(house: House, changes: dict[str, str], code: str) -> None:
    announce(house, detail({**attach(house), **changes}))
    house.settle()
    refused(house, code)


def test_the_version_that_was_announced_counts_not_the_newest(house: House) -> None:
    announced = detail(attach(house))
    attach(house, {"payment_means": [{"account": "FR1420041010050500013M02606"}]})
    announce(house, announced)
    house.settle()
    (name,) = house.states()
    assert (
        json.loads(str(house.head(name)["body"]))["payment_means"][0]["account"]["last4"] == "3000"
    )


def test_another_clients_object_is_denied_and_not_even_read(house: House) -> None:
    attached = attach(house, key="attached/mdm/a.json")
    for _ in range(2):
        announce(house, detail(attached))
    house.settle()
    refused(house, "TIE-INBOUND", category="R-EXC-15")
    (record,) = denials(house)
    assert (record["caller"], record["document"]) == ("portal", "s-1")
    assert not [c for c in house.world.boundary.calls if c.name == "store.get_object"]


def test_once_the_object_is_there_the_same_event_is_accepted(house: House) -> None:
    attached = attach(house)
    kept = house.world.store.objects["intake"].pop(NAME)
    announce(house, detail(attached))
    house.settle()
    refused(house, "TIE-ATTACHED-MISSING")
    house.world.store.objects["intake"][NAME] = kept
    announce(house, detail(attached))
    house.settle()
    assert len(house.states()) == 1


def test_a_redelivery_is_done_even_if_the_object_is_gone(house: House) -> None:
    said = detail(attach(house))
    announce(house, said)
    house.settle()
    house.world.store.objects["intake"].clear()
    announce(house, said)
    house.settle()
    assert cases(house) == []


def test_an_object_that_cannot_be_read_now_is_not_absent(house: House) -> None:
    def down(crossing: Crossing) -> None:
        if crossing.name == "store.get_object":
            raise Unavailable("s3 is slow")

    body = json.dumps(
        {
            "source": "partner.portal",
            "detail-type": "InvoiceSubmitted",
            "detail": detail(attach(house)),
        }
    )
    house.world.boundary.before = down
    assert not offer(house, SUBMIT, body)
    assert (house.states(), cases(house)) == ({}, [])
    house.world.boundary.before = lambda _: None
    assert offer(house, SUBMIT, body)
    assert len(house.states()) == 1


@pytest.mark.parametrize("source", ["partner.stranger", "portal", "partner.portal ", ""])
def test_an_unknown_source_is_denied(house: House, source: str) -> None:
    announce(house, detail(attach(house)), source)
    house.settle()
    assert house.states() == {}
    assert [case["category"] for case in cases(house)] == ["R-EXC-15"]
    assert len(denials(house)) == 1


def test_each_source_has_its_own_tenant_and_its_own_submissions(house: House) -> None:
    more_callers(house)
    attached = attach(house, key="attached/beta/a.json")
    announce(house, detail(attach(house)))
    announce(house, detail(attached), "partner.beta")
    announce(house, detail(attached, number="R-2"))
    house.settle()
    keys = sorted(str(item["pk"]) for item in house.items("received"))
    assert keys == ["acme#in#portal#s-1", "beta#in#beta#s-1"]
    tenants = [str(i["pk"]).partition("#")[0] for i in house.items("head") if i["kind"] == "inv"]
    assert sorted(tenants) == ["acme", "beta"]
