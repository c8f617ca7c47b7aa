"""The control totals of a file, by currency: invoices less credit notes, if countable."""

from pathlib import Path

from tests.house import House
from tests.unit.kernel.test_files import drop
from tests.unit.kernel.ubl import batch, ubl

FIXTURES = Path(__file__).parents[2] / "fixtures" / "ubl"


def test_sums_leave_out_what_has_no_minor_units(house: House) -> None:
    odd = ubl("1", currency="JPY", net="100.50", tax="19.00", gross="119.50")
    said = drop(house, batch(odd, ubl("2", currency="USD"), ubl("3")))
    assert said["counts"] == {"accepted": 3}
    assert said["sums"] == {"EUR": "119.00", "USD": "119.00"}


def test_a_credit_note_reduces_the_sum(house: House) -> None:
    credit = (FIXTURES / "credit_note.xml").read_bytes().replace(b"DE266182271", b"DE136695976")
    body = drop(house, credit)
    assert [line["outcome"] for line in body["documents"]] == ["accepted"]
    assert all(amount.startswith("-") for amount in body["sums"].values())
    assert body["sums"]
