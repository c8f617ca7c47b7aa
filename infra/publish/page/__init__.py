"""The catalogue as a page to read: one file of HTML that needs nothing else and runs nothing."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from functions.runtime.errors import TieoutError
from infra.publish.page.cards import event_card, model_card, operation_card
from infra.publish.page.fields import fields, shapes
from infra.publish.page.html import Html, badge, facts, joined, link, listed, prose, table, tag
from infra.runbooks import PAGE as RUNBOOKS

Json = dict[str, Any]

STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
RULES = (
    "A version that was released is kept: fields may be added where they need not be said, and "
    "nothing else. Whatever must change gets a new version beside the old one; both are announced "
    "or answered until the old one's sunset, which is published before it counts.",
    "Readers ignore fields that they do not know. What is sent to Tieout may hold none: a field "
    "that is not in the contract is refused, by name.",
    "Events come at least once and in any order. Decide each by its id, once.",
    "Writing needs an Idempotency-Key. The same key and payload get the same answer again.",
)

RETRY = (
    "Every refusal has the same body (RFC 9457), with `retryable` and, where it is about the "
    "message, a finding for each place. What is worth a retry is technical; the rest is about the "
    "business and comes back the same."
)
AT_THE_DOOR = (
    ("401", "denied", "No valid token", "Nobody is signed in, or the token has expired.", "no"),
    ("413", "invalid", "The message is too large", "Nothing of it was accepted.", "no"),
    ("429", "unavailable", "Too many requests", "The throttle of the route's tier.", "yes"),
    ("502", "unavailable", "Temporarily unavailable", "The operation gave no answer.", "yes"),
    ("504", "unavailable", "Temporarily unavailable", "The answer did not come in time.", "yes"),
)
"""Problems that the gateway tells by itself."""


def page(files: Mapping[str, Json]) -> str:
    """The page, from the contents of the other published files."""
    sections = list(_sections(files))
    within = (link(f"#{at}", name) for at, name, _ in sections)
    nav = tag("nav", link("#top", "Tieout"), *within, link(RUNBOOKS, "Runbooks"))
    body = joined(tag("section", tag("h2", name), *parts, id=at) for at, name, parts in sections)
    head = joined(
        (
            Html('<meta charset="utf-8">'),
            Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
            tag("title", "Tieout: the integration catalogue"),
            tag("style", Html(STYLE)),
        )
    )
    main = tag("main", _opening(files["catalogue.json"]), body)
    whole = tag("html", tag("head", head), tag("body", nav, main), lang="en")
    return f"<!doctype html>\n{whole}\n"


def _opening(said: Json) -> Html:
    counts = ("operations", "events", "documents", "policies")
    figures = (tag("div", tag("b", str(len(said[name]))), name) for name in counts)
    files = joined((link(f, f) for f in ("openapi.json", "asyncapi.json", "catalogue.json")), ", ")
    return tag(
        "header",
        tag("h1", "The integration catalogue"),
        tag("p", "What Tieout takes, decides and tells; whose it is, and who leans on it."),
        tag("div", *figures, class_="figures"),
        tag("ul", *(tag("li", rule) for rule in RULES)),
        tag("p", joined(("For machines: ", files)), class_="muted"),
        id="top",
    )


def _sections(files: Mapping[str, Json]) -> Iterator[tuple[str, str, list[Html]]]:
    said, api = files["catalogue.json"], files["openapi.json"]
    yield "documents", "Documents", [_documents(said["documents"])]
    by_domain = groupby(said["operations"], key=lambda one: one["name"].split(".")[0])
    for domain, found in by_domain:
        yield f"in-{domain}", domain.capitalize(), [operation_card(one, api) for one in found]
    yield "events", "Events", [_event(one, files) for one in said["events"]]
    commands = [(f"command-{one['name']}", one) for one in said["commands"]]
    yield "commands", "Commands", [_command(at, one, files) for at, one in commands]
    yield "policies", "Policies", [_policy(one, files) for one in said["policies"]]
    yield "shapes", "Shapes", list(_shapes(files))
    yield "problems", "Problems", [tag("p", prose(RETRY)), _problems()]
    yield "clients", "Clients", [_clients(said["clients"])]


def _documents(said: list[Json]) -> Html:
    heads = ("document", "authoritative", "moved by", "events", "kept", "class")
    rows = (
        (
            joined(
                (
                    tag("b", one["name"], id=f"document-{one['name']}"),
                    tag("p", prose(one["summary"])),
                )
            ),
            one["system_of_record"],
            listed(one["moved_by"], "") or "the kernel",
            listed(one["events"], "event-"),
            f"{one['retained_years']}\u00a0years",
            badge(one["classification"], one["classification"]),
        )
        for one in said
    )
    return table(heads, rows)


def _event(said: Json, files: Mapping[str, Json]) -> Html:
    schema, example = (files[f"events/{said['type']}.{w}.json"] for w in ("schema", "example"))
    return event_card(said, schema, example["data"])


def _command(at: str, said: Json, files: Mapping[str, Json]) -> Html:
    classed = badge(said["classification"], said["classification"])
    return model_card(at, said["name"], "commands", files, joined((classed,)))


def _policy(said: Json, files: Mapping[str, Json]) -> Html:
    at, leaning = f"policy-{said['name']}", listed(said["leant_on_by"], "")
    known = facts((("Name", tag("code", said["name"])), ("Decides in", leaning)))
    return model_card(at, said["model"], "policies", files, known)


def _shapes(files: Mapping[str, Json]) -> Iterator[Html]:
    schemas = [content for name, content in files.items() if name.endswith(".schema.json")]
    shown_above = {one["title"] for one in schemas} - _titles(files, "answers/")
    for name, (schema, definitions) in shapes(schemas).items():
        if name in shown_above:
            continue
        says = schema.get("description", "").split("\n\n")[0]
        parts = (tag("h3", name), tag("p", prose(says), class_="says"), fields(schema, definitions))
        yield tag("article", *parts, id=f"shape-{name}")


def _titles(files: Mapping[str, Json], folder: str) -> set[str]:
    return {files[name]["title"] for name in files if name.startswith(folder) and "schema" in name}


def _problems() -> Html:
    known = sorted(TieoutError.__subclasses__(), key=lambda one: (one.status, one.__name__))
    first = {kind.status: kind for kind in reversed(known)}
    rows = (
        (
            tag("span", str(one.status), id=f"problem-{one.status}")
            if first[one.status] is one
            else str(one.status),
            tag("code", one.__name__.lower()),
            one.title,
            (one.__doc__ or "").split("\n")[0],
            "yes" if one.retryable else "no",
        )
        for one in known
    )
    heads = ("status", "type", "title", "what it means", "worth a retry")
    gateways = (
        (tag("span", status, id=f"problem-{status}"), tag("code", kind), title, says, again)
        for status, kind, title, says, again in AT_THE_DOOR
    )
    return table(heads, [*rows, *gateways])


def _clients(said: list[Json]) -> Html:
    return table(("client", "doors"), ((tag("b", c["name"]), ", ".join(c["doors"])) for c in said))
