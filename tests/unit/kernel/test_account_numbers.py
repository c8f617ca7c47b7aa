"""Account numbers go in and are seen nowhere again: every place where anything is kept."""

import json
import logging
from typing import Any

import pytest

from functions.runtime.memory import memory_ports
from functions.runtime.seal import Sealer
from local.simulators.sap.faults import Fault
from schemas.sensitive import Sealed
from tests.announced import announce, attach, detail
from tests.company import ANN, PORTAL, invoice, submit
from tests.house import House
from tests.unit.kernel.ubl import batch, ubl
from tests.unit.kernel.worlds import accepted

IBANS = ("DE89370400440532013000", "FR1420041010050500013M02606", "GB33BUKB20201555555555")
NATIONAL = ("0532013000", "12-3456-7890123-00", "4111111111111111")
WRONG = "DE00370400440532013000"
SEEDED = (*IBANS, *NATIONAL, WRONG)


def _everything(house: House, said: list[Any], logs: pytest.LogCaptureFixture) -> str:
    world = house.world
    kept: list[Any] = [
        *[item for table in world.store.tables.values() for item in table.items.values()],
        *world.store.stream,
        *world.bus.published,
        *[m.body for queue in world.queue.waiting.values() for m in queue],
        *[m.body for queue in world.queue.dead.values() for m in queue],
        *[str(record.__dict__) for record in logs.records],
        *[call.args for call in world.boundary.calls if call.name != "store.put_object"],
        *[
            (name, stored.body)
            for bucket, objects in world.store.objects.items()
            for name, versions in objects.items()
            for stored in versions
            if not (bucket == "intake" and name.startswith(("in/", "attached/")))
        ],
        *said,
    ]
    return "".join(map(str, kept)) + json.dumps(said)


def test_no_account_number_of_an_event_is_anywhere_but_in_the_attached_object(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    means = [{"account": IBANS[0], "card": NATIONAL[2]}, {"account": WRONG}]
    attached = attach(house, {"payment_means": means})
    announce(house, detail(attached))
    announce(house, detail({**attached, "sha256": "0" * 64}, submission_id="s-2"))
    house.run(1)
    assert list(house.states().values()) == ["on_exception"]
    assert len(house.states("case")) == 2
    assert _seen(_everything(house, [], caplog)) == []
    for said in ({"notes": [_spaced(IBANS[0])]}, {"payment_means": [{"account": NATIONAL[0]}]}):
        announce(house, detail(None, number="R-2", submission_id=f"s {len(str(said))}", **said))
    house.run(1)
    assert len(house.states("case")) == 4
    assert _seen(_everything(house, [], caplog)) == []


def _spaced(number: str) -> str:
    return " ".join(number[place : place + 4] for place in range(0, len(number), 4))


def _seen(text: str) -> list[str]:
    plain = text.upper()
    return [one for one in SEEDED if one in plain or _spaced(one) in plain]


def test_no_account_number_is_anywhere_but_in_the_original(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    means = [{"account": one, "debited_account": _spaced(IBANS[1])} for one in (IBANS[0], WRONG)]
    means += [{"account": NATIONAL[0], "card": NATIONAL[2]}, {"account": NATIONAL[1]}]
    said: list[Any] = [
        submit(house, payment_means=means),
        submit(house, payment_means=means),
        submit(house, "k2", payment_means=means),
        submit(house, "k3", payment_means=means[:1]),
        submit(house, payment_means=means[:1]),
        submit(house, "k4", payment_means=[{"account": IBANS[2] * 3}]),
        submit(house, "k5", payment_means=IBANS[2]),
        submit(house, "k6", payment_means=[{"account": {"iban": IBANS[2]}, IBANS[2]: 1}]),
        submit(house, "k7", number="N", payment_means=[{"account": IBANS[0]}], entity="FR01"),
        house.call("POST", "/v1/invoices", raw=f'{{"a": "{IBANS[2]}" 1', claims=PORTAL, key="k"),
    ]
    assert [one[0] for one in said] == [201, 201, 200, 409, 422, 400, 400, 400, 403, 400]
    files = batch(
        ubl("F1", account=IBANS[2]),
        ubl("F2", account=WRONG),
        ubl("F3", account=IBANS[2], gross=IBANS[1]),
        ubl("F1", account=IBANS[0]),
    )
    for content in (files, files[:-9]):
        house.drop("in/portal/invoices/a.xml", content)
    house.sap.order(Fault("timeout_after_commit", seconds=30))
    house.run(4)
    for document in house.states():
        for path in (f"/v1/invoices/{document}", f"/v1/documents/{document}/timeline"):
            said.append(house.call("GET", path, claims=ANN))
    said.append(house.call("GET", "/v1/cases?owner=accounts-payable", claims=ANN))
    assert _seen(_everything(house, said, caplog)) == []
    originals = house.world.store.objects["intake"]["in/portal/invoices/a.xml"]
    assert IBANS[2] in originals[0].body.decode()


def test_the_search_would_find_one(house: House, caplog: pytest.LogCaptureFixture) -> None:
    house.world.store.tables["keys"].put({"pk": "p", "sk": "s", "answer": _spaced(NATIONAL[0])})
    logging.getLogger("x").warning("seen %s", IBANS[0])
    found = _seen(_everything(house, [IBANS[1].lower()], caplog))
    assert found == [IBANS[0], IBANS[1], NATIONAL[0]]


def test_sealed_values_open_again_for_who_may(house: House) -> None:
    document = accepted(house, payment_means=[{"account": _spaced(IBANS[0]).lower()}])
    body = json.loads(str(house.head(document)["body"]))
    sealed = Sealed.model_validate(body["payment_means"][0]["account"])
    assert sealed.last4 == IBANS[0][-4:]
    sealer = Sealer(memory_ports(house.world).vault)
    assert sealer.open("acme", sealed) == IBANS[0]


def test_a_replay_matches_by_blind_index_and_another_account_does_not(house: House) -> None:
    first = submit(house, payment_means=[{"account": IBANS[0]}])
    house.kernels.clear()
    again = submit(house, payment_means=[{"account": _spaced(IBANS[0])}])
    assert again[:2] == first[:2]
    assert again[2]["Idempotency-Replayed"] == "true"
    assert submit(house, payment_means=[{"account": IBANS[1]}])[0] == 422


@pytest.mark.parametrize("wrong", [WRONG, _spaced(WRONG)])
def test_a_wrong_number_is_a_finding_that_names_the_last_four(house: House, wrong: str) -> None:
    document = accepted(house, payment_means=[{"account": wrong}])
    assert house.head(document)["state"] == "on_exception"
    _, page, _ = house.call("GET", "/v1/cases?owner=accounts-payable", claims=ANN)
    [finding] = page["items"][0]["content"]["findings"]
    assert finding["code"] == "TIE-IBAN"
    assert finding["message"] == "the account ending in 3000 is not a valid IBAN"
    assert invoice()["payment_means"][0]["account"] == IBANS[0]
