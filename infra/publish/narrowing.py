"""What one JSON Schema lets through and another refuses: the whole of compatibility.

Of what we take, the old schema gives and the new one must take it. Of what we tell, it is the other
way round: the new one gives, and whoever read the old one must still be able to take it.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from infra.publish.models import ANNOTATIONS

Json = dict[str, Any]

LOWER = frozenset({"minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum"})
UPPER = frozenset({"maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum"})
STRUCTURE = frozenset(
    {"$ref", "$defs", "$schema", "type", "enum", "const", "anyOf", "oneOf", "discriminator"}
    | {"properties", "required", "additionalProperties", "patternProperties", "items", "writeOnly"}
)


class Narrowed(NamedTuple):
    """A place in a message, and what does not pass there any more."""

    where: str
    what: str


class Comparison(NamedTuple):
    """The two whole schemas; `told` if the giver is the new one."""

    giver: Json
    taker: Json
    told: bool

    def narrowed(self) -> list[Narrowed]:
        """Everything that is given and not taken, once each."""
        return list(dict.fromkeys(self._refused("", self.giver, self.taker, frozenset())))

    def _refused(
        self, where: str, gives: Json, takes: Json, seen: frozenset[tuple[str, str]]
    ) -> Iterator[Narrowed]:
        pair = str(gives.get("$ref")), str(takes.get("$ref"))
        if pair in seen:
            return
        if "$ref" in gives and "$ref" in takes:
            seen |= {pair}
        gives, takes = _resolved(gives, self.giver), _resolved(takes, self.taker)
        for one in _alternatives(gives):
            yield from self._best(where, one, _alternatives(takes), seen)

    def _best(
        self, where: str, one: Json, others: list[Json], seen: frozenset[tuple[str, str]]
    ) -> list[Narrowed]:
        """Nothing if some alternative takes it; else what the nearest one refuses."""
        if "$ref" in one or any("$ref" in other for other in others):
            tried = [list(self._refused(where, one, other, seen)) for other in others]
        else:
            near = [o for o in others if _same_type(one, o)]
            if not near:
                return [Narrowed(where, self._kind(one))]
            tried = [list(self._within(where, one, other, seen)) for other in near]
        return min(tried, key=len)

    def _kind(self, one: Json) -> str:
        kind = "empty" if one.get("type") == "null" else one.get("type", "anything")
        return f"may be {kind} now" if self.told else f"may not be {kind} any more"

    def _within(
        self, where: str, gives: Json, takes: Json, seen: frozenset[tuple[str, str]]
    ) -> Iterator[Narrowed]:
        yield from self._values(where, gives, takes)
        yield from self._limits(where, gives, takes)
        yield from self._members(where, gives, takes, seen)
        if "items" in takes:
            yield from self._refused(f"{where}[]", gives.get("items", {}), takes["items"], seen)

    def _values(self, where: str, gives: Json, takes: Json) -> Iterator[Narrowed]:
        wanted, given = _choices(takes), _choices(gives)
        if wanted is None:
            return
        if given is None:
            said = "may be anything now" if self.told else f"must be one of {wanted} now"
            yield Narrowed(where, said)
            return
        for value in given:
            if value not in wanted:
                said = "may be {!r} now" if self.told else "may not be {!r} any more"
                yield Narrowed(where, said.format(value))

    def _limits(self, where: str, gives: Json, takes: Json) -> Iterator[Narrowed]:
        for name, limit in takes.items():
            if name in STRUCTURE or name in ANNOTATIONS or name.startswith("x-"):
                continue
            given = gives.get(name)
            if (
                given is None
                or (name in LOWER and given < limit)
                or (name in UPPER and given > limit)
                or (name not in LOWER | UPPER and given != limit)
            ):
                was, now = (limit, given) if self.told else (given, limit)
                yield Narrowed(where, f"{name} was {_shown(was)}, is {_shown(now)}")

    def _members(
        self, where: str, gives: Json, takes: Json, seen: frozenset[tuple[str, str]]
    ) -> Iterator[Narrowed]:
        known, given = takes.get("properties", {}), gives.get("properties", {})
        for name in sorted({*takes.get("required", ()), *(known if self.told else ())}):
            at = f"{where}.{name}".lstrip(".")
            if self.told and name not in given:
                yield Narrowed(at, "is gone")
            elif name in takes.get("required", ()) and name not in gives.get("required", ()):
                yield Narrowed(at, "may be absent now" if self.told else "is required now")
        for name in sorted(given):
            at = f"{where}.{name}".lstrip(".")
            if name in known:
                yield from self._refused(at, given[name], known[name], seen)
            elif takes.get("additionalProperties") is False:
                yield Narrowed(at, "is not taken any more")
        yield from self._free_names(where, gives, takes, seen)

    def _free_names(
        self, where: str, gives: Json, takes: Json, seen: frozenset[tuple[str, str]]
    ) -> Iterator[Narrowed]:
        for pattern, part in takes.get("patternProperties", {}).items():
            given = gives.get("patternProperties", {})
            if pattern not in given:
                yield Narrowed(f"{where}.*", f"names must match {pattern}")
            else:
                yield from self._refused(f"{where}.*", given[pattern], part, seen)
        takes_any, gives_any = (s.get("additionalProperties", True) for s in (takes, gives))
        if isinstance(takes_any, dict):
            any_given = gives_any if isinstance(gives_any, dict) else {}
            yield from self._refused(f"{where}.*", any_given, takes_any, seen)
        elif takes_any is False and gives_any is not False:
            yield Narrowed(where, "takes no other names any more")


def _resolved(schema: Json, root: Json) -> Json:
    while "$ref" in schema:
        target = root
        for step in schema["$ref"].removeprefix("#/").split("/"):
            target = target[step]
        schema = {**target, **{k: v for k, v in schema.items() if k != "$ref"}}
    return schema


def _alternatives(schema: Json) -> list[Json]:
    for name in ("anyOf", "oneOf"):
        if name in schema:
            found: list[Json] = schema[name]
            return found
    kinds = schema.get("type")
    return [{**schema, "type": kind} for kind in kinds] if isinstance(kinds, list) else [schema]


def _same_type(gives: Json, takes: Json) -> bool:
    wanted, given = takes.get("type"), gives.get("type")
    if "const" in takes or "enum" in takes or wanted is None:
        return wanted is None or given in (None, wanted)
    return given == wanted or (wanted, given) == ("number", "integer")


def _choices(schema: Json) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    found: list[Any] | None = schema.get("enum")
    return found


def _shown(value: Any) -> str:
    return "free" if value is None else str(value)
