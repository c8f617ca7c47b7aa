"""The runbooks as a page to read: one file of HTML that needs nothing else."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from functions.runtime.operation import Operation
from infra.publish.page import STYLE
from infra.publish.page.html import Html, facts, joined, link, prose, tag
from infra.runbooks import Runbook, runbooks

INTRODUCTION = (
    "One runbook for each alarm; the alarm's description names it. Nothing here is urgent in the "
    "sense that it gets lost: whatever is stuck is kept, and may be tried again at any time."
)


def runbook_page(operations: Sequence[Operation]) -> str:
    """All runbooks, by what they are about."""
    found = [(about, list(those)) for about, those in groupby(runbooks(operations), _about)]
    nav = tag(
        "nav", link("index.html", "Tieout"), *(link(f"#{about}", about) for about, _ in found)
    )
    opening = tag("section", tag("h1", "Runbooks"), tag("p", INTRODUCTION))
    sections = joined(
        tag("section", tag("h2", about), *_entries(those), id=about) for about, those in found
    )
    head = joined(
        (
            Html('<meta charset="utf-8">'),
            Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            tag("title", "Tieout: runbooks"),
            tag("style", Html(STYLE)),
        )
    )
    body = tag("body", nav, tag("main", opening, sections))
    return f"<!doctype html>\n{tag('html', tag('head', head), body, lang='en')}\n"


def _about(runbook: Runbook) -> str:
    return runbook.about


def _entries(those: Sequence[Runbook]) -> Iterator[Html]:
    for one in those:
        said = (
            ("Says", one.fault),
            ("Owner", one.owner),
            ("Means", prose(one.means)),
            ("Look at", _list(one.see)),
            ("Do", _list(one.press)),
        )
        yield tag("article", tag("h3", one.alarm), facts(said), id=one.anchor)


def _list(texts: Sequence[str]) -> Html:
    return tag("ul", *(tag("li", prose(text)) for text in texts))
