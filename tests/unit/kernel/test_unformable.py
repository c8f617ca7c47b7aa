"""A document of which nothing can be made is refused with its reasons, and stops nothing else."""

from tests.company import IBAN, PORTAL, company, invoice, submit


def test_an_account_number_in_the_place_of_a_code_is_refused() -> None:
    house = company()
    line = {**invoice()["lines"][0], "unit": IBAN}
    status, body, _ = submit(house, lines=[line])
    assert status == 400
    assert IBAN not in str(body)
    assert body["findings"][0]["where"].endswith("unit")


def test_the_key_of_a_call_is_not_repeated_in_the_story() -> None:
    house = company()
    _, body, _ = submit(house, key=IBAN)
    _, said, _ = house.call("GET", f"/v1/documents/{body['id']}", claims=PORTAL)
    assert IBAN not in str(said)
    assert not [item for item in house.items("event#") if IBAN in str(item)]
