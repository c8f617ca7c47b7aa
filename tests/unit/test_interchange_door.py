"""What the file door answers to EDI senders, and the interchange that comes twice."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from functions.runtime.interchanges import HELD_FOR
from tests.company import company
from tests.house import House

FIXTURES = Path(__file__).parents[1] / "fixtures"
CHANGES = (
    (b"DE266182271", b"DE136695976"),
    (b"20261031", b"20260228"),
    (b"20261130", b"20260401"),
)
"""To our own entity, and to the days of the house."""


def _ours(path: str) -> bytes:
    content = (FIXTURES / path).read_bytes().replace(b"\n", b"")
    for old, new in CHANGES:
        content = content.replace(old, new)
    return content


FOREIGN = (FIXTURES / "x12" / "invoice_004010.edi").read_bytes().replace(b"\n", b"")
X12 = _ours("x12/invoice_004010.edi")
BATCH = (FIXTURES / "x12" / "batch_of_three.edi").read_bytes()
EDIFACT = _ours("edifact/invoice_d96a.edi")
GROUP = (FIXTURES / "edifact" / "batch_in_group_d01b.edi").read_bytes()
ORDERS = b"UNB+UNOA:2+A+B+261115:0900+7'UNH+1+ORDERS:D:96A:UN'BGM+220+1+9'UNT+3+1'UNZ+1+7'"
CONTRL = b"UNB+UNOA:2+A+B+261115:0900+7'UNH+1+CONTRL:D:3:UN'UCI+1+B+A+7'UNT+3+1'UNZ+1+7'"


@pytest.fixture
def house() -> House:
    """A small company at rest."""
    return company()


def drop(house: House, content: bytes, name: str = "a") -> tuple[dict[str, Any], str]:
    """Drop it as the portal; the two acknowledgements that were written for it, newest first."""
    kept = house.world.store.objects["intake"]
    before = {key: len(kept[key]) for key in kept}
    house.drop(f"in/portal/invoices/{name}", content)
    house.settle()
    written = {
        key for key in kept if key.startswith("out/") and len(kept[key]) > before.get(key, 0)
    }
    said = {key.rpartition(".")[2]: kept[key][-1].body for key in written}
    assert len({key.partition(".")[0] for key in written}) == 1
    [answer] = [said[kind].decode() for kind in said if kind != "json"] or [""]
    return json.loads(said["json"]), answer


def test_an_810_is_answered_with_a_997(house: House) -> None:
    said, answer = drop(house, X12)
    assert said["state"] == "closed"
    assert "~AK1*IN*417~AK2*810*0001~AK5*A~AK9*A*1*1*1~" in answer
    assert answer.startswith("ISA*00*          *00*          *12*4940555010     *ZZ*NORDLICHT ")
    assert "TA1" not in answer


def test_a_sound_interchange_has_a_ta1_only_where_it_asks_for_one(house: House) -> None:
    _, answer = drop(house, X12.replace(b"*000000417*0*P", b"*000000417*1*P"))
    assert "~TA1*000000417*261031*1830*A*000~GS*FA*" in answer


def test_an_invoic_is_answered_with_a_contrl(house: House) -> None:
    said, answer = drop(house, EDIFACT)
    assert "UCI+NW0000417+4012345000009:14+4098765000002:14+7'UCM+417+INVOIC:D:96A:UN+7'" in answer
    assert said["file"].rpartition("_")[2][:14].upper() in answer


def test_each_message_is_answered_by_itself(house: House) -> None:
    said, answer = drop(house, BATCH)
    assert said["documents"][2]["outcome"] == "refused"
    assert "AK2*810*0003~AK3*AMT*49**8~AK4*2**7~AK5*R*5~AK9*P*3*3*2~" in answer
    _, answer = drop(house, GROUP)
    assert "UCM+1+INVOIC:D:01B:UN+7'UCM+2+INVOIC:D:01B:UN+4'UCS+2'UCD+12+4'" in answer


def test_an_invoice_that_is_known_was_still_well_written(house: House) -> None:
    """A 997 and a CONTRL are about syntax; that it is a duplicate is in the `.json`."""
    drop(house, EDIFACT)
    said, answer = drop(house, EDIFACT.replace(b"NW0000417", b"NW0000418"))
    assert [one["outcome"] for one in said["documents"]] == ["duplicate"]
    assert "+7'UCM+417+INVOIC:D:96A:UN+7'" in answer


def test_an_invoice_to_nobody_we_are_was_well_written_too(house: House) -> None:
    said, answer = drop(house, FOREIGN)
    assert [one["outcome"] for one in said["documents"]] == ["refused"]
    assert "AK5*A~AK9*A*1*1*1~" in answer


def test_the_same_bytes_again_get_the_same_answer(house: House) -> None:
    _, first = drop(house, X12)
    house.run(3)
    said, again = drop(house, X12, "b")
    assert said["state"] == "closed"
    assert again == first


@pytest.mark.parametrize(
    ("first", "second", "answer"),
    [
        (X12, X12.replace(b"Auftrag", b"Antrag"), "TA1*000000417*261031*1830*R*025~IEA*0*"),
        (X12, X12.replace(b"*000000417", b"*417      ", 1), "*R*025~"),
        (EDIFACT, EDIFACT.replace(b"Auftrag", b"Antrag"), ":14+4+26'UNT+3+1'"),
    ],
)
def test_another_file_under_the_same_reference_is_refused(
    house: House, first: bytes, second: bytes, answer: str
) -> None:
    taken, _ = drop(house, first)
    said, told = drop(house, second, "b")
    assert said["state"] == "refused"
    assert answer in told
    [finding] = said["findings"]
    assert finding["code"] == "TIE-FILE-DUPLICATE"
    assert taken["file"] in finding["message"]
    cases = [json.loads(str(house.head(case)["body"])) for case in house.states("case")]
    assert [case["about"] for case in cases if case["category"] == "R-EXC-06"] == [said["file"]]
    assert drop(house, second, "c")[1] == told


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"*0*P*", b"*0*T*"), (b"NORDLICHT      ", b"SUEDLICHT      "), (b"*12*49", b"*ZZ*49")],
)
def test_other_partners_and_tests_number_for_themselves(
    house: House, old: bytes, new: bytes
) -> None:
    drop(house, X12)
    assert drop(house, X12.replace(old, new, 1), "b")[0]["state"] == "closed"


def test_a_file_that_was_refused_did_not_use_its_reference_up(house: House) -> None:
    said, answer = drop(house, X12.replace(b"GE*1*", b"GE*2*"))
    assert said["state"] == "refused"
    assert "*R*024~" in answer
    assert drop(house, X12, "b")[0]["state"] == "closed"


def test_after_a_year_a_reference_begins_again(house: House) -> None:
    drop(house, X12)
    house.world.clock.advance(HELD_FOR + timedelta(seconds=1))
    assert drop(house, X12.replace(b"Auftrag", b"Antrag"), "b")[0]["state"] == "closed"


def test_what_is_no_invoice_is_answered_as_not_supported(house: House) -> None:
    said, answer = drop(house, ORDERS)
    assert said["state"] == "refused"
    assert "UCI+7+A+B+7'UCM+1+ORDERS:D:96A:UN+4+14'" in answer
    assert "AK5*R*1~AK9*R*1*1*0~" in drop(house, X12.replace(b"ST*810", b"ST*850"))[1]
    assert "+4+32'" in drop(house, b"UNB+UNOA:2+A+B+261115:0900+8'UNZ+0+8'")[1]


def test_an_answer_is_not_answered(house: House) -> None:
    said, answer = drop(house, CONTRL)
    assert (said["state"], answer) == ("refused", "")
    own = drop(house, X12)[1].encode()
    said, answer = drop(house, own, "own")
    assert (said["state"], answer) == ("refused", "")


@pytest.mark.parametrize("content", [b"UNB", b"ISA*00", b"not EDI", b"UNA::::::'UNB+'"])
def test_who_cannot_be_told_has_the_json(house: House, content: bytes) -> None:
    said, answer = drop(house, content)
    assert (said["state"], answer) == ("refused", "")


def test_an_unsound_interchange_is_refused_in_its_language(house: House) -> None:
    wrong = EDIFACT.replace("für".encode(), b"f\xfcr").replace(b"UNOC", b"UNOY")
    assert ":14+4+21'" in drop(house, wrong)[1]
    assert ":14+4+13'" in drop(house, EDIFACT[:-30])[1]
    assert "*R*023~" in drop(house, X12[:-30])[1]


@pytest.mark.parametrize(
    ("content", "old", "new"),
    [
        (X12, b"ITD*08*3*2.00", b"REF*11*0099887766~ITD*08*3*2.00"),
        (X12, b"DTM*150*", b"N1*RI*Bank~REF*PY*0099887766~DTM*150*"),
        (EDIFACT, b"LIN+2'", b"LIN+2'NAD+PE+X'RFF+PY:0099887766'"),
        (EDIFACT, b"CUX+2", b"NAD+CO+X'FII+BF+0099887766'CUX+2"),
    ],
)
def test_an_account_that_no_field_holds_is_sealed(
    house: House, content: bytes, old: bytes, new: bytes
) -> None:
    said, _ = drop(house, _more(content, old, new))
    [document] = said["documents"]
    body = json.loads(str(house.head(document["document"])["body"]))
    kept = [*body.get("other_accounts", ()), *body["payment_means"]]
    assert "7766" in {each.get("account", {}).get("last4") for each in kept}
    assert "0099887766" not in repr(house.world.store.tables["ledger"].items)


def _more(content: bytes, old: bytes, new: bytes) -> bytes:
    """It says more, and its trailer counts that."""
    added = sum(new.count(end) - old.count(end) for end in (b"'", b"~"))
    changed = content.replace(old, new, 1).replace(b"UNT+94+", b"UNT+%d+" % (94 + added))
    return changed.replace(b"SE*55*", b"SE*%d*" % (55 + added))
