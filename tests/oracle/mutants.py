"""The cases: each base, and each base with one thing changed, or two; always the same."""

import copy
import random
from collections.abc import Callable, Iterator
from decimal import Decimal
from xml.etree import ElementTree as ET

from tests.oracle.bases import RATES, by_category, by_hand, fixtures

_CBC = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
_PAIRS, _SEED = 80, 16931
Change = Callable[[ET.Element], None]
Deed = tuple[int, str, Change]
"""The element by its number in the document, what is done to it in words, and by whom."""


def cases() -> dict[str, bytes]:
    """Every case by its name: the base, and what was done to which element."""
    chance = random.Random(_SEED)
    found = by_hand()
    for name, text in {**fixtures(), **by_category()}.items():
        whole = ET.fromstring(text)  # noqa: S314 - our own fixtures
        found[name] = ET.tostring(whole)
        deeds = list(_deeds(whole))
        for deed in deeds:
            found[f"{name}: {deed[1]}"] = _mutant(whole, deed)
        for _ in range(_PAIRS):
            first, second = sorted(chance.sample(deeds, 2), key=lambda deed: deed[0])
            found[f"{name}: {first[1]}; {second[1]}"] = _mutant(whole, first, second)
    return found


def _mutant(whole: ET.Element, *deeds: Deed) -> bytes:
    """The base after these deeds; an element that is gone by then is left in peace."""
    mutant = copy.deepcopy(whole)
    elements = list(mutant.iter())
    for number, _, change in deeds:
        target = elements[number]
        parent = next((one for one in mutant.iter() if target in list(one)), None)
        if parent is None:
            change(target)
        elif change is _dropped:
            parent.remove(target)
        elif change is _doubled:
            parent.insert(list(parent).index(target), copy.deepcopy(target))
        else:
            change(target)
    return ET.tostring(mutant)


def _deeds(whole: ET.Element) -> Iterator[Deed]:
    under = {child: parent for parent in whole.iter() for child in parent}
    for number, element in enumerate(whole.iter()):
        if element is whole:
            yield 0, "a tax point", _added("TaxPointDate", "2026-10-31")
            continue
        place = f"{number} {_name(under[element])}/{_name(element)}"
        for words, change in _changes(element):
            yield number, f"{words} {place}", change


def _changes(element: ET.Element) -> Iterator[tuple[str, Change]]:
    name = _name(element)
    yield "drop", _dropped
    if "currencyID" in element.attrib:
        yield from _AMOUNT
    elif name in ("TaxCategory", "ClassifiedTaxCategory"):
        yield from ((f"category {code}", _category(code)) for code in (*RATES, "X"))
    elif name.endswith("Code"):
        yield "unknown", _text("QQ" if name == "IdentificationCode" else "QQQ")
    elif name.endswith("Date"):
        yield from (("in 1999", _text("1999-12-31")), ("in 2099", _text("2099-12-31")))
    yield from _BY_NAME.get(name, ())
    for attribute in sorted(set(element.attrib) - {"currencyID"}):
        yield f"{attribute} unknown", _attribute(attribute, "ZZZZZ")
        yield f"{attribute} dropped", _attribute(attribute, None)


def _dropped(_: ET.Element) -> None:
    """Taken out by whoever knows its parent."""


def _text(text: str) -> Change:
    def change(element: ET.Element) -> None:
        element.text = text

    return change


def _plus(amount: str) -> Change:
    def change(element: ET.Element) -> None:
        element.text = str(Decimal(element.text or "0") + Decimal(amount))

    return change


def _negated(element: ET.Element) -> None:
    element.text = str(-Decimal(element.text or "0") or Decimal("0.00"))


def _attribute(name: str, value: str | None) -> Change:
    def change(element: ET.Element) -> None:
        if value is None:
            del element.attrib[name]
        else:
            element.set(name, value)

    return change


def _added(name: str, text: str, **attributes: str) -> Change:
    """Said where it was not said before."""

    def change(element: ET.Element) -> None:
        if element.find(f"{_CBC}{name}") is None:
            ET.SubElement(element, f"{_CBC}{name}", attributes).text = text

    return change


def _emptied(element: ET.Element) -> None:
    element.clear()


def _turned(element: ET.Element) -> None:
    element.text = {"true": "false"}.get(element.text or "", "true")


def _category(code: str) -> Change:
    """Another category with the rate that goes with it."""

    def change(element: ET.Element) -> None:
        said = element.find(f"{_CBC}ID")
        rate = element.find(f"{_CBC}Percent")
        if said is not None:
            said.text = code
        if rate is not None and RATES.get(code, "5") is not None:
            rate.text = RATES.get(code, "5")
        elif rate is not None:
            element.remove(rate)

    return change


def _doubled(_: ET.Element) -> None:
    """Repeated by whoever knows its parent."""


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


_AMOUNT: tuple[tuple[str, Change], ...] = (
    ("plus 2", _plus("2")),
    ("plus 0.05", _plus("0.05")),
    ("in thousandths", _plus("0.001")),
    ("negated", _negated),
)
_BY_NAME: dict[str, tuple[tuple[str, Change], ...]] = {
    "Percent": (("rate 0", _text("0")), ("rate 5", _text("5"))),
    "TaxCategory": (("rated", _added("Percent", "5")),),
    "ClassifiedTaxCategory": (("rated", _added("Percent", "5")),),
    "ChargeIndicator": (("turned", _turned),),
    "InvoicePeriod": (("emptied", _emptied),),
    "CompanyID": (("without country", _text("1234567")),),
    "TaxSubtotal": (("twice", _doubled),),
    "AllowanceCharge": (
        ("twice", _doubled),
        ("of a base in thousandths", _added("BaseAmount", "100.001", currencyID="EUR")),
    ),
}
