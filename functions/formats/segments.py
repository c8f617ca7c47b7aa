"""Segments of EDIFACT and X12: what each says, and what of it nobody has read.

Elements and components count from one, as both standards do. Whatever the reader of an invoice
has asked for is marked as read; the rest is what the invoice has no place for, and is kept beside
it (`unread_segments`).
"""

import re
from decimal import Decimal
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from functions.formats.reading import decimal_text
from schemas.finding import Finding
from schemas.payment_means import SubmittedOtherAccount

M = TypeVar("M", bound=BaseModel)
_QUALIFIER_MAX = 3
NOTHING = "TIE-FILE-NOTHING"
"""The code of a file that is sound and holds no invoice."""
UNSUPPORTED = Finding(code="TIE-MESSAGE-TYPE", message="not an invoice")


_PLACE = re.compile(r"segment ([0-9]+) ([A-Z0-9]*)(?:, element ([0-9]+)(?:\.([0-9]+))?)?, byte")


class Spot(NamedTuple):
    """A place in a message, as acknowledgements name it; a zero for what is not named."""

    number: int
    tag: str
    element: int
    component: int


def spot_of(finding: Finding) -> Spot | None:
    """The place that a reader's finding names; None for the message as a whole."""
    found = _PLACE.search(finding.where)
    if found is None:
        return None
    return Spot(int(found[1]), found[2], int(found[3] or 0), int(found[4] or 0))


class Segment:
    """One segment: its tag, its elements, its number in its message, its byte in the file."""

    __slots__ = ("_read", "byte", "elements", "number", "tag")

    def __init__(self, elements: list[list[str]], number: int, byte: int) -> None:
        self.tag = elements[0][0]
        self.elements = elements
        self.number = number
        self.byte = byte
        self._read: set[tuple[int, int]] = set()

    @property
    def code(self) -> str:
        """The qualifier that opens most segments."""
        return self.peek(1)

    def peek(self, element: int, component: int = 1) -> str:
        """What is said there, without having read it; an empty text for nothing."""
        if element >= len(self.elements) or component > len(self.elements[element]):
            return ""
        return self.elements[element][component - 1].strip()

    def text(self, element: int, component: int = 1) -> str | None:
        """What is said there."""
        self._read.add((element, component))
        return self.peek(element, component) or None

    def implied(self, element: int, *meanings: str, component: int = 1) -> None:
        """Pass over what is said there if it only says what the invoice means anyway."""
        if self.peek(element, component) in meanings:
            self._read.add((element, component))

    def texts(self, element: int, first: int = 1, last: int = 99) -> list[str]:
        """Everything that is said in the components of an element."""
        width = len(self.elements[element]) if element < len(self.elements) else 0
        found = (self.text(element, place) for place in range(first, min(last, width) + 1))
        return [text for text in found if text]

    def unread(self) -> list[tuple[int, int]]:
        """The places that say something and nobody has read, behind the tag; and with any of them
        the qualifier, which tells what they are."""
        left = [
            (element, component)
            for element, components in enumerate(self.elements)
            for component, said in enumerate(components, start=1)
            if said and element and (element, component) not in self._read and said.strip()
        ]
        if left and left[0] != (1, 1) and 0 < len(self.code) <= _QUALIFIER_MAX:
            left.insert(0, (1, 1))
        return left

    def name(self, element: int, component: int) -> str:
        """The place, as findings name it."""
        inside = f".{component}" if len(self.elements[element]) > 1 else ""
        return f"segment {self.number} {self.tag[:3]}, element {element}{inside}"


class Message:
    """One message while it is read: its findings, and how its numbers are written."""

    def __init__(self, reference: str, decimal_mark: str = ".") -> None:
        self.reference = reference
        self.decimal_mark = decimal_mark
        self.findings: list[Finding] = []
        self.accounts: list[SubmittedOtherAccount] = []
        """Numbers of accounts that no field has a place for."""

    def find(
        self, code: str, message: str, at: Segment | None, element: int = 0, component: int = 0
    ) -> None:
        """Note a finding about a place in this message."""
        where = f"message {self.reference}"
        if at is not None:
            inside = f", element {element}" if element else ""
            inside += f".{component}" if component else ""
            where += f", segment {at.number} {at.tag}{inside}, byte {at.byte}"
        self.findings.append(Finding(code=code, message=message, where=where))

    def number(
        self, at: Segment, element: int, component: int = 1, decimals_max: int = 18
    ) -> str | None:
        """The number there, exactly as said; one that is none is a finding."""
        said = at.text(element, component)
        if said is None:
            return None
        parsed = None
        one_mark = "." not in said or "," not in said
        if "." not in said or (one_mark and self.decimal_mark in ("", ".")):
            parsed = decimal_text(said.replace(self.decimal_mark or ",", "."), decimals_max)
        if parsed is None:
            self.find("TIE-VALUE", "not a decimal number", at, element, component)
        return parsed

    def needed(
        self, value: object, before: int, rule: str, missing: str, at: Segment | None
    ) -> None:
        """Note that a value is missing, unless what stands there was found wrong since `before`."""
        if value is None and len(self.findings) == before:
            self.find(rule, f"{missing} is missing", at)

    def total(self, *places: Segment, element: int = 1, component: int = 2) -> Decimal:
        """The sum of the numbers there; what is none counts nothing, and is a finding."""
        said = (self.number(at, element, component) for at in places)
        return sum((Decimal(number) for number in said if number), Decimal(0))

    def build(self, model: type[M], at: Segment | None, **values: object) -> M:
        """The model of these values; what it refuses becomes findings about this segment.

        The answer is then not valid and only stands in until the findings refuse the message.
        """
        try:
            return model.model_validate(values)
        except ValidationError as refused:
            errors = refused.errors(include_url=False, include_input=False, include_context=False)
        for error in errors:
            name = str(error["loc"][0]) if error["loc"] else ""
            if values.get(name) is not None:
                self.find("TIE-VALUE", f"{name}: {error['msg']}", at)
            elif not self.findings:
                self.find("TIE-MISSING", f"{name} is missing", at)
        return model.model_construct(None, **values)
