"""The same invoice dropped as UBL, as CII and as a Factur-X PDF is one invoice, posted once."""

import json
from pathlib import Path

from tests.company import company
from tests.house import House
from tests.unit.pdfs import Attached, pdf

FIXTURES = Path(__file__).parents[1] / "fixtures"
CHANGES = (
    (b"DE266182271", b"DE136695976"),
    (b"2026-11-02", b"2026-03-02"),
    (b"2026-12-15", b"2026-04-01"),
    (b"20261215", b"20260401"),
)
"""To our own entity, and to the days of the house."""


def _ours(path: Path) -> bytes:
    content = path.read_bytes()
    for old, new in CHANGES:
        content = content.replace(old, new)
    return content


def _outcomes(house: House) -> list[str]:
    """What each acknowledgement says of its only document."""
    objects = house.world.store.objects["intake"]
    told = [json.loads(objects[key][-1].body) for key in sorted(objects) if key.startswith("out/")]
    return sorted(document["outcome"] for said in told for document in said["documents"])


def test_one_invoice_in_three_formats_is_one_document() -> None:
    house = company()
    cii = _ours(FIXTURES / "cii" / "credit_note.xml")
    ubl = _ours(FIXTURES / "ubl" / "credit_note.xml")
    files = {"a.xml": ubl, "b.xml": cii, "c.pdf": pdf(Attached("factur-x.xml", cii))}
    for name, content in files.items():
        house.drop(f"in/portal/invoices/{name}", content)
        house.settle()
    assert len(house.states()) == 1
    assert list(house.states().values()) == ["posted"]
    assert _outcomes(house) == ["accepted", "duplicate", "duplicate"]
