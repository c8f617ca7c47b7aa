"""The same invoice dropped as UBL and as EDIFACT of two directories is one invoice."""

import json
from pathlib import Path

from tests.company import company
from tests.house import House

FIXTURES = Path(__file__).parents[1] / "fixtures"
CHANGES = (
    (b"DE266182271", b"DE136695976"),
    (b"2026-10-31", b"2026-02-28"),
    (b"20261031", b"20260228"),
    (b"2026-11-30", b"2026-04-01"),
    (b"20261130", b"20260401"),
)
"""To our own entity, and to the days of the house."""


def _ours(path: Path) -> bytes:
    content = path.read_bytes().replace(b"\n", b"") if path.suffix == ".edi" else path.read_bytes()
    for old, new in CHANGES:
        content = content.replace(old, new)
    return content


def _outcomes(house: House) -> list[str]:
    """What each acknowledgement says of its only document."""
    objects = house.world.store.objects["intake"]
    told = [json.loads(objects[key][-1].body) for key in sorted(objects) if key.endswith(".json")]
    return sorted(document["outcome"] for said in told for document in said["documents"])


def test_one_invoice_in_three_spellings_is_one_document() -> None:
    house = company()
    files = ("ubl/invoice_full.xml", "edifact/invoice_d96a.edi", "edifact/invoice_d01b_wrapped.edi")
    for name in files:
        house.drop(f"in/portal/invoices/{Path(name).name}", _ours(FIXTURES / name))
        house.settle()
    assert len(house.states()) == 1
    assert _outcomes(house) == ["accepted", "duplicate", "duplicate"]
