"""A place in an XML document: reads values by path and notes each finding with its line."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from functions.formats.reading import day, decimal_text
from functions.formats.xml import Element
from schemas.finding import Finding

M = TypeVar("M", bound=BaseModel)
T = TypeVar("T")


class Place:
    """An element, the path that led to it, and the findings of its whole document.

    Paths are local names joined by `/`. What is absent or empty is None; what is there and wrong
    is None and a finding.
    """

    __slots__ = ("element", "findings", "path")

    def __init__(self, element: Element, path: str, findings: list[Finding]) -> None:
        self.element = element
        self.path = path
        self.findings = findings

    @property
    def where(self) -> str:
        """Path and line, for a person."""
        return f"{self.path}, line {self.element.line}"

    def find(self, code: str, message: str) -> None:
        """Note a finding about this place."""
        self.findings.append(Finding(code=code, message=message, where=self.where))

    def one(self, path: str) -> "Place | None":
        """The only element there; a second one beside it is a finding, never a silent choice."""
        return self._step(path, alone=True)

    def first(self, path: str) -> "Place | None":
        """The first element there, where the standard allows several and the invoice holds one."""
        return self._step(path, alone=False)

    def _step(self, path: str, *, alone: bool) -> "Place | None":
        element, come = self.element, 0
        for name in path.split("/"):
            found = element.children.get(name)
            if not found:
                return None
            come += len(name) + 1
            if alone and len(found) > 1:
                place = Place(found[1], f"{self.path}/{path[: come - 1]}[2]", self.findings)
                place.find("TIE-REPEATED", f"{name} may stand here only once")
            element = found[0]
        return Place(element, f"{self.path}/{path}", self.findings)

    def each(self, path: str) -> Iterator["Place"]:
        """Every element there, the parents before the last name being single."""
        parents, _, name = path.rpartition("/")
        parent = self.first(parents) if parents else self
        found = parent.element.children.get(name, []) if parent else []
        for count, element in enumerate(found, start=1):
            yield Place(element, f"{parent.path if parent else ''}/{name}[{count}]", self.findings)

    def value(self) -> str | None:
        """The text of this element."""
        if self.element.children:
            self.find("TIE-CONTENT", "a value is expected here, not elements")
            return None
        self.element.taken = True
        return self.element.text or None

    def attribute(self, name: str) -> str | None:
        """The attribute's text, without blanks around it."""
        said = self.element.attributes.get(name)
        if said is None:
            return None
        self.element.asked += (name,)
        return said.strip() or None

    def implied(self, path: str, *meanings: str) -> None:
        """Pass over the text there if it only says what the canonical invoice means anyway."""
        place = self.first(path)
        if place and place.element.text in meanings:
            place.element.taken = True

    def leave(self, path: str = "") -> None:
        """Give back what was looked at here but is in no field: it is kept beside."""
        place = self.first(path) if path else self
        if place is None:
            return
        place.element.taken, place.element.asked = False, ()
        for name in place.element.children:
            for each in place.each(name):
                each.leave()

    def text(self, path: str) -> str | None:
        """The text there."""
        place = self.one(path)
        return place.value() if place else None

    def needed(self, path: str, rule: str) -> str | None:
        """The text there; its absence is a finding under that rule."""
        text = self.text(path)
        if text is None:
            self.find(rule, f"{path} is missing")
        return text

    def number(self, path: str, decimals_max: int = 18) -> str | None:
        """The number there, exactly as said."""
        return self._parsed(path, lambda said: decimal_text(said, decimals_max), "a decimal number")

    def day(self, path: str) -> date | None:
        """The day there; one with a time zone is kept beside as well."""
        read = self._parsed(path, day, "a day written YYYY-MM-DD")
        if read and self.text(path) != str(read):
            self.leave(path)
        return read

    def flag(self, path: str) -> bool | None:
        """The `xs:boolean` there."""
        meaning = {"true": True, "1": True, "false": False, "0": False}
        return self._parsed(path, meaning.get, "true or false")

    def _parsed(self, path: str, parse: Callable[[str], T | None], kind: str) -> T | None:
        place = self.one(path)
        said = place.value() if place else None
        if place is None or said is None:
            return None
        parsed = parse(said)
        if parsed is None:
            place.find("TIE-VALUE", f"not {kind}")
        return parsed

    def amount(self, path: str, currency: str | None, rule: str = "") -> str | None:
        """The amount there, stated in `currency`; with a rule, its absence is a finding."""
        place = self.one(path)
        if place is None or (not place.element.text and not place.element.children):
            if rule:
                self.find(rule, f"{path} is missing")
            return None
        stated = place.attribute("currencyID")
        if stated is None:
            place.find("TIE-CURRENCY", "the amount does not say its currency")
        elif currency and stated != currency:
            message = f"the amount is in {stated[:3]}, the document in {currency[:3]}"
            place.find("PEPPOL-EN16931-R051", message)
        return self.number(path, decimals_max=4)

    def build(self, model: type[M], **values: object) -> M:
        """The model of these values; what it refuses becomes findings about this place.

        The answer is then not valid and only stands in until the findings refuse the document.
        """
        try:
            return model.model_validate(values)
        except ValidationError as refused:
            errors = refused.errors(include_url=False, include_input=False, include_context=False)
        for error in errors:
            name = str(error["loc"][0]) if error["loc"] else ""
            if values.get(name) is not None:
                self.find("TIE-VALUE", f"{name}: {error['msg']}")
            elif not self.findings:
                self.find("TIE-MISSING", f"{name} is missing")
        return model.model_construct(None, **values)


def stated(model: M) -> M | None:
    """The model, or None if it says nothing at all."""
    return model if any(value not in (None, ()) for _, value in model) else None
