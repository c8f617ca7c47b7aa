"""Every rule of the standard, and who of us decides it.

A rule counts as decided where one of our functions was seen to find it broken, in the cases or in
the hand-worked ones of Peppol; whatever is not decided says why in `standard.tsv`.
"""

import csv
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import functions.payables
from functions.formats import sniff
from functions.runtime.reading import Unreadable
from schemas.commands.submit_invoice import SubmitInvoice
from schemas.finding import Finding
from tests.oracle import peppol
from tests.oracle.agreement import TODAY, Agreement

_STANDARD = Path(__file__).with_name("standard.tsv")
_LIMITS = {
    "tolerance": Decimal("0.01"),
    "rounding_max": Decimal(1),
    "today": TODAY,
    "future_days": 2,
    "age_days_max": 1096,
    "supplier_terms": None,
}
Judge = Callable[[SubmitInvoice], Iterable[Finding]]


class Rule(NamedTuple):
    """A rule of EN 16931 or of Peppol Billing; `otherwise` says why none of us decides it."""

    id: str
    meaning: str
    otherwise: str


def standard() -> list[Rule]:
    """All rules of both."""
    with _STANDARD.open(encoding="utf-8", newline="") as lines:
        return [Rule(*line) for line in list(csv.reader(lines, delimiter="\t"))[1:]]


def decided(given: dict[str, bytes], found: Agreement) -> dict[str, str]:
    """Rule to the module that was seen to decide it, or `reader`, which then refuses a document."""
    documents = [given[case] for case in found.examples.values()]
    by: dict[str, str] = {}
    judges = dict(_judges())
    for document in [*documents, *map(peppol.document, peppol.CASES)]:
        [read] = sniff.read(document)
        if isinstance(read, Unreadable):
            by.update((each.code, "reader") for each in read.findings)
            continue
        for module, judge in judges.items():
            by.update((each.code, module) for each in judge(read))
    return by


def _judges() -> Iterator[tuple[str, Judge]]:
    """Every function of payables that finds broken rules in an invoice, by its module."""
    for module in pkgutil.iter_modules(functions.payables.__path__):
        held = importlib.import_module(f"functions.payables.{module.name}")
        for name, judge in vars(held).items():
            asked = inspect.signature(judge).parameters if inspect.isfunction(judge) else {}
            own = getattr(judge, "__module__", "") == held.__name__
            if (
                own
                and re.fullmatch("[a-z]\\w*_findings", name)
                and next(iter(asked), "") == "invoice"
            ):
                yield module.name, _limited(judge, {*asked} & {*_LIMITS})


def _limited(judge: Callable[..., Iterable[Finding]], limits: set[str]) -> Judge:
    return lambda invoice: judge(invoice, **{name: _LIMITS[name] for name in limits})


def table(rules: list[Rule], by: dict[str, str]) -> Iterator[str]:
    """The rules, who decides each, and what it says; at the end how many."""
    for rule in rules:
        yield f"{rule.id:<21}{by.get(rule.id, '-'):<16}{rule.meaning}"
        if rule.otherwise:
            yield f"{'':<37}({rule.otherwise})"
    ours = sum(rule.id in by for rule in rules)
    yield f"{len(rules)} rules: {ours} decided, {len(rules) - ours} not, each with its reason"
