"""Account numbers in free text: sealed, shown by their last four, never lost."""

from typing import Any

import pytest

from tests.company import company, invoice, submit

IBAN = "DE89370400440532013000"
SPACED = "DE89 3704 0044 0532 0130 00"


@pytest.mark.parametrize("written", [IBAN, SPACED, "DE89-3704-0044-0532-0130-00", IBAN.lower()])
def test_an_iban_in_a_note_is_sealed(written: str) -> None:
    house = company()
    status, body, _ = submit(house, notes=[f"Please pay to {written} within 10 days, thank you"])
    assert status == 201
    kept = str(house.head(body["id"])["body"])
    assert written not in kept
    assert "Please pay to (account …3000) within 10 days, thank you" in kept
    assert '"sealed_texts":[{' in kept


def _texts() -> list[dict[str, Any]]:
    line = invoice()["lines"][0]
    return [
        {"terms": {"note": f"to {SPACED}"}},
        {"payment_means": [{"code": "58", "remittance_reference": IBAN}]},
        {"payment_means": [{"code": "58", "account_name": f"Lamps {IBAN}"}]},
        {"payment_means": [{"code": "58", "bank": IBAN}]},
        {"payment_means": [{"code": "58", "mandate": IBAN}]},
        {"buyer_reference": IBAN},
        {"account": IBAN},
        {"lines": [{**line, "article": {"name": f"Lamp {SPACED}"}}]},
        {"lines": [{**line, "note": IBAN}]},
        {"supplier": {**invoice()["supplier"], "legal_form": f"Bank: IBAN {SPACED}"}},
        {"beside": [{"name": "UBLExtensions/Wallet", "value": f"W-1 of {SPACED}"}]},
        {"lines": [{**line, "beside": [{"name": "Item/Remark", "value": IBAN}]}]},
        {"beside": [{"name": f"Wallet/{IBAN}", "value": "W-1"}]},
        {"other_accounts": [{"name": IBAN, "account": IBAN}]},
        {"notes": [f"IBAN{IBAN}"]},
        {"notes": [f"{IBAN} {IBAN}"]},
        {"notes": [SPACED.replace(" ", "\u00a0")]},
        {"notes": [SPACED.replace(" ", "  ")]},
        {"notes": [SPACED.replace(" ", "\n")]},
    ]


@pytest.mark.parametrize("said", _texts(), ids=lambda said: next(iter(said)))
def test_an_iban_in_any_text_is_sealed(said: dict[str, Any]) -> None:
    house = company()
    status, body, _ = submit(house, **said)
    assert status == 201, body
    house.settle()
    for item in house.world.store.tables["ledger"].items.values():
        assert IBAN not in "".join(str(item).replace("\\n", "").replace("\\u00a0", "").split())
    assert house.states() == {body["id"]: "posted"}


@pytest.mark.parametrize("before", ["\n", "\t", "\r\n", '"', "\\", "ü ", "(", "- "])
@pytest.mark.parametrize("written", [IBAN, SPACED, IBAN.lower()])
def test_an_iban_is_found_whatever_stands_before_it(before: str, written: str) -> None:
    house = company()
    _, body, _ = submit(house, notes=[f"Please pay to{before}{written}"])
    kept = str(house.head(body["id"])["body"])
    assert written not in kept
    assert "(account …" in kept


@pytest.mark.parametrize(
    "said",
    ["order AB12 3456 7890 1234 5678 is not an account", "DE89 short", "RF18 5390 0754 7034"],
)
def test_other_texts_stay_as_they_are(said: str) -> None:
    house = company()
    _, body, _ = submit(house, notes=[said])
    assert said in str(house.head(body["id"])["body"])


def test_a_hash_is_no_account_whatever_its_digits() -> None:
    house = company()
    hashes = (f"ab12{n:05}{'c' * 55}" for n in range(9000))
    like = next(one for one in hashes if _as_iban(one))
    status, body, _ = submit(house, attachments=[{"name": "scan.pdf", "sha256": like}])
    assert status == 201
    assert like in str(house.head(body["id"])["body"])


def _as_iban(text: str) -> bool:
    plain = text[:34].upper()
    tried = (plain[:end] for end in range(15, 35))
    return any(int("".join(str(int(c, 36)) for c in t[4:] + t[:4])) % 97 == 1 for t in tried)


@pytest.mark.parametrize("letter", ["\u0130", "\u212a", "\u0131", "\u017f"])
def test_letters_that_are_ascii_in_another_case_make_no_account_and_no_failure(letter: str) -> None:
    house = company()
    for place, text in enumerate(
        (f"DE12 {letter}STANBUL CADDESI 17 A", f"D{letter}12 AAAAAAAAAAAAAAA")
    ):
        status, body, _ = submit(house, f"k{place}", number=f"R-{place}", notes=[text])
        assert status == 201, body
        assert text in str(house.head(body["id"])["body"])
