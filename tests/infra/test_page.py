"""The catalogue's page needs nothing but itself, and says nothing that was not escaped."""

import copy
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from functions.runtime.registry import discover
from infra.publish.documents import documents
from infra.publish.page import page
from infra.publish.page.html import Html, prose, tag

TEXTS = documents(discover())
FILES = {name: json.loads(text) for name, text in TEXTS.items() if name.endswith(".json")}
PAGE = TEXTS["index.html"]
VOID = frozenset({"meta"})


class Outline(HTMLParser):
    """What is opened and closed, where it points and what can be pointed at."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name == "href":
                self.links.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def outline() -> Outline:
    found = Outline()
    found.feed(PAGE)
    found.close()
    return found


def test_every_element_is_closed_and_every_place_is_one(outline: Outline) -> None:
    assert outline.open == []
    assert len(outline.ids) == len(set(outline.ids))


def test_every_link_leads_to_the_page_or_to_a_published_file(outline: Outline) -> None:
    for to in outline.links:
        place, inside = to.removeprefix("#"), to.startswith("#")
        assert place in outline.ids if inside else place in TEXTS, to


def test_it_loads_and_runs_nothing(outline: Outline) -> None:
    assert not outline.tags & {"script", "img", "iframe", "object", "link", "form"}
    assert not {name for name in outline.attributes if name.startswith("on") or name == "src"}
    assert not re.search(r"url\(|@import|https?://", PAGE)


def test_it_tells_of_everything(outline: Outline) -> None:
    said = FILES["catalogue.json"]
    wanted = {one["name"] for one in said["operations"]}
    wanted |= {f"event-{one['type']}" for one in said["events"]}
    wanted |= {f"document-{one['name']}" for one in said["documents"]}
    wanted |= {f"policy-{one['name']}" for one in said["policies"]}
    wanted |= {f"command-{one['name']}" for one in said["commands"]}
    assert wanted <= set(outline.ids)


HOSTILE = "<script>alert(\"x\")</script> & <b onclick='y'>"


def _hostile(part: Any) -> Any:
    """The same with every sentence hostile."""
    if isinstance(part, dict):
        return {
            name: HOSTILE
            if name in ("summary", "description", "owner", "system_of_record")
            and isinstance(inner, str)
            else _hostile(inner)
            for name, inner in part.items()
        }
    return [_hostile(one) for one in part] if isinstance(part, list) else part


def test_what_models_and_operations_say_is_text() -> None:
    made = page(_hostile(copy.deepcopy(FILES)))
    assert "<script" not in made
    assert "<b onclick" not in made
    assert "&lt;script&gt;" in made


def test_markup_is_what_was_made_as_markup() -> None:
    assert tag("p", "a < b", Html("<i>c</i>"), title='"') == (
        '<p title="&quot;">a &lt; b<i>c</i></p>'
    )
    assert prose("such as `<x>`") == "such as <code>&lt;x&gt;</code>"
