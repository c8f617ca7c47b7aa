"""One card for each operation, event and model."""

import json
from collections.abc import Mapping
from typing import Any

from infra.publish.page.fields import fields, limits
from infra.publish.page.html import Html, badge, facts, joined, link, listed, prose, table, tag

Json = dict[str, Any]


def operation_card(said: Json, api: Json) -> Html:
    """What it is for, what sets it off, whose it is, who leans on it, what it is to hold."""
    badges = [badge(one, "pattern") for one in said["patterns"]]
    badges += [badge(said["tier"], "tier"), badge(said["classification"], said["classification"])]
    badges += [badge(said["serves"])]
    return _card(
        said["name"],
        said["name"],
        said["summary"],
        joined(badges, " "),
        _deprecated(said["deprecated"]),
        facts(
            (
                ("Owner", said["owner"]),
                ("Announces", listed(said["announces"], "event-")),
                ("Calls", listed(said["systems"])),
                ("Asked by", _asked_by(said)),
                ("Targets", _targets(said["targets"])),
            )
        ),
        joined(_door(trigger, api) for trigger in said["triggers"]),
    )


def event_card(said: Json, schema: Json, example: Json) -> Html:
    """The fact, whose it is, who is told, and its data field by field."""
    data = schema["properties"]["data"]["$ref"].rpartition("/")[2]
    definitions = schema["$defs"]
    kernel = said["announced_by"] == ["kernel"]
    return _card(
        f"event-{said['type']}",
        said["type"],
        said["summary"],
        joined((badge(f"version {said['version']}"), badge(said["classification"])), " "),
        _deprecated(said["deprecated"]),
        facts(
            (
                ("Owner", said["owner"]),
                ("Source", tag("code", said["source"])),
                ("Of", listed(said["documents"], "document-")),
                ("Announced by", "the kernel" if kernel else listed(said["announced_by"], "")),
                ("Sets off", listed(said["consumers"], "")),
                ("Beside it", listed([said["replaces"]], "event-") if said["replaces"] else None),
            )
        ),
        fields(definitions[data], definitions),
        _example(example),
        _file(f"events/{said['type']}.schema.json"),
    )


def model_card(place: str, name: str, folder: str, files: Mapping[str, Json], *more: Html) -> Html:
    """A model by its published schema and example."""
    schema = files[f"{folder}/{name}.schema.json"]
    return _card(
        place,
        name,
        schema.get("description", "").split("\n\n")[0],
        *more,
        fields(schema, schema.get("$defs", {})),
        _example(files[f"{folder}/{name}.example.json"]),
        _file(f"{folder}/{name}.schema.json"),
    )


def _card(place: str, title: str, says: str, *parts: Html | None) -> Html:
    head = tag("h3", link(f"#{place}", title))
    return tag("article", head, tag("p", prose(says), class_="says"), *parts, id=place)


def _door(trigger: Json, api: Json) -> Html:
    match trigger["kind"]:
        case "api":
            return _route(trigger, api)
        case "inbound":
            name = joined(("The partners' event ", tag("code", trigger["event"])))
            return joined((_way(name, trigger["consumers"]), facts((("Says", _asks(trigger)),))))
        case "file":
            folder = f"in/<client>/{trigger['folder']}/"
            return _way(joined(("Files under ", tag("code", folder))), trigger["consumers"])
        case "on":
            return tag("p", joined(("On ", listed(trigger["events"], "event-"))), class_="door")
        case "every":
            return tag("p", f"Every {trigger['minutes']} minutes", class_="door")
        case "step":
            return tag("p", f"A step of the workflow {trigger['workflow']}", class_="door")
        case kind:
            words = {"stream": "The ledger's new events", "task": "Messages on its own queue"}
            return tag("p", words[kind], class_="door")


def _route(trigger: Json, api: Json) -> Html:
    method, path = trigger["method"], trigger["path"]
    described = api["paths"][path][method.lower()]
    verb = tag("span", method, class_=f"verb {method.lower()}")
    where = joined((verb, tag("code", path), tag("span", trigger["version"], class_="muted")), " ")
    rows = [
        (
            tag("code", one["name"]),
            one["in"],
            "yes" if one["required"] else "",
            limits(one["schema"], {}),
        )
        for one in described["parameters"]
    ]
    answers = described["responses"]
    refused = [status for status in answers if status >= "400"]
    body = described.get("requestBody", {}).get("description")
    return joined(
        (
            _way(where, trigger["consumers"]),
            table(("parameter", "in", "needed", "limits"), rows),
            facts(
                (
                    ("Scope", tag("code", trigger["scope"])),
                    ("Body", body and joined((_asks(trigger), f", {body}"))),
                    ("Answers", _answers(trigger, sorted(set(answers) - set(refused)))),
                    ("Problems", listed(refused, "problem-")),
                )
            ),
        )
    )


def _way(what: Html, consumers: list[str]) -> Html:
    open_to = joined((" open to ", listed(consumers))) if consumers else " open to nobody yet"
    return tag("p", what, tag("span", open_to, class_="muted"), class_="door")


def _asks(trigger: Json) -> Html:
    return link(f"#command-{trigger['asks']}", trigger["asks"])


def _answers(trigger: Json, statuses: list[str]) -> Html:
    model = trigger["answers"]
    shape = link(f"#shape-{model}", model) if model else "the document's id, state and version"
    return joined((joined(statuses, " or "), ": ", shape))


def _asked_by(said: Json) -> str:
    people = "people only" if said["people_only"] else ""
    roles = f"role {' or '.join(said['roles'])}" if said["roles"] else ""
    return ", ".join(one for one in (people, roles) if one)


def _targets(said: Json) -> str:
    seconds = f"{said['answered_ms'] / 1000:g} s"
    return (
        f"99 of 100 within {seconds}; back within {said['recovered_minutes']} min; "
        f"at most {said['lost_minutes']} min of data lost"
    )


def _deprecated(said: Json | None) -> Html | None:
    if not said:
        return None
    words = f"Deprecated since {said['since']}, gone after {said['sunset']}: {said['replaced_by']}"
    return tag("p", words, class_="deprecated")


def _example(example: Json) -> Html:
    text = json.dumps(example, indent=2, ensure_ascii=False)
    return tag("details", tag("summary", "Example"), tag("pre", text))


def _file(path: str) -> Html:
    return tag("p", link(path, "JSON Schema"), class_="file")
