"""What strangers send, for every door that the operations declare: drawn, never written by hand."""

import copy
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from hypothesis import strategies as st
from pydantic import BaseModel, SecretStr, ValidationError

from functions.runtime.triggers import Api, Inbound
from infra.publish.examples import example
from schemas.base import Model
from tests.company import ANN, CALLERS, ENTITIES, PORTAL, POSTING, policy, supplier
from tests.house import OPERATIONS, House

Json = dict[str, Any]
Path = tuple[str | int, ...]

ROUTES = [(one, door) for one in OPERATIONS for door in one.triggers if isinstance(door, Api)]
EVENTS = [(one, door) for one in OPERATIONS for door in one.triggers if isinstance(door, Inbound)]
ROLES = sorted({role for one in OPERATIONS for role in one.roles})

TEXTS = (
    *("", " ", "0", "-0", "+1", "007", "1e5", "1E400", "1_0", "0x1F", " 12 ", "1,5", "12."),
    *(
        "１２",
        "٣",
        "²",
        "NaN",
        "Infinity",
        "-Infinity",
        "null",
        "true",
        "2026-02-30",
        "99999-01-01",
    ),
    *("2026-11-20", "2026-11-20T09:30:00", "2026-11-20T24:00:00Z", "0001-01-01T00:00:00+14:00"),
    *("\x00", "a\x00b", "\ud800", "\udfff\ud800", "\u202eevil", "\ufeff", "\u2028", "a\nb", "ﬁ"),
    *("../../etc/passwd", "{{7*7}}", "' OR 1=1 --", "T#x#head", "#", "%00", "x" * 300, "9" * 5000),
)
NUMBERS = (0, -1, 1, 3, 2**31, 2**63, 10**30, 1.0, 3.5, -0.0, 1e308, 5e-324, True, False)
ODD = st.one_of(
    st.sampled_from([*TEXTS, *NUMBERS, None, [], {}, [[]], {"": {}}, {"a": None}, ["x"] * 300]),
    st.text(max_size=40),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=6), part),
        max_leaves=6,
    ),
)
RAW = (
    *("", " ", "null", "[]", '"x"', "1", "{", "}", "{}{}", '{"a":1}x', "\ufeff{}", "\ud800"),
    *("{'a':1}", '{"a":1,}', '{"a":NaN}', '{"a":-Infinity}', '{"a":01}', '{"a":1e999}'),
    *('{"a":"\\ud800"}', '{"\\ud800":1}', '{"a":"\x00"}', '{"a":"\\u0000"}', '{"a":1,"a":2}'),
    '{"a":{"b":1,"b":1}}',
    '{"a":' + "9" * 5000 + "}",
    '{"a":' * 33 + "1" + "}" * 33,
    '{"a":' * 100_000,
    "[" * 100_000 + "]" * 100_000,
    '{"a":"' + "x" * 1_000_001 + '"}',
)
"""Bodies that are no JSON object as RFC 7493 wants it, or none that a message of ours is."""


def house() -> House:
    """A company where Ann and the portal hold every role there is."""
    made = House()
    people = [{**one, "roles": ROLES} for one in CALLERS["people"]]
    clients = [{**one, "roles": ROLES} for one in CALLERS["clients"]]
    policy(made, "callers", {"clients": clients, "people": people})
    policy(made, "entities", ENTITIES)
    policy(made, "posting", POSTING, entity="DE01")
    supplier(made)
    made.settle()
    return made


def claims(people_only: bool, *, may: bool = True) -> Mapping[str, str]:
    """Somebody who may: Ann and the portal have all roles; or somebody whom nobody knows."""
    return (ANN if people_only else PORTAL) if may else {"sub": "who-1", "client_id": "who-1"}


@st.composite
def altered(draw: st.DrawFn, model: type[Model]) -> Json:
    """A sound message with one or two of its values, at any depth, made odd, gone or too many."""
    said = sound(model, whole=draw(st.booleans()))
    for _ in range(draw(st.integers(1, 2))):
        where = draw(st.sampled_from(list(places(said))[:200] or [("new",)]))
        holder: Any = said
        for step in where[:-1]:
            holder = holder[step]
        match draw(st.sampled_from(("odd", "odd", "odd", "gone", "more"))):
            case "gone":
                holder.pop(where[-1], None) if isinstance(holder, dict) else holder.clear()
            case "more" if isinstance(holder, dict):
                holder[draw(st.sampled_from(("surprise", "", "id", "\x00", "__class__")))] = "x"
            case _:
                holder[where[-1]] = copy.deepcopy(draw(ODD))
    return said


def sound(model: type[Model], *, whole: bool) -> Json:
    """The published example, `whole` where all that may be said may be said together."""
    copied: Json = json.loads(_example(model, whole))
    return copied


@cache
def _example(model: type[Model], whole: bool) -> str:
    try:
        return json.dumps(example(model, whole=whole))
    except ValidationError:
        return json.dumps(example(model))


def places(said: Any, path: Path = ()) -> Iterator[Path]:
    """Where every value of a message stands, inner ones too."""
    steps: Sequence[Any] = ()
    if isinstance(said, dict):
        steps = list(said)
    elif isinstance(said, list):
        steps = range(len(said))
    for step in steps:
        yield (*path, step)
        yield from places(said[step], (*path, step))


def kept(said: Any, made: Any, *, typed: bool = True) -> bool:
    """Whether what was made says what was said: no other type, no other value, nothing left out.

    Instants are kept in UTC. Where all is text, as in a path or a query (`typed` is false), a
    number is kept if it prints as it was written.
    """
    if isinstance(made, BaseModel):
        told = made.model_fields_set
        return set(said) == told and all(kept(said[n], getattr(made, n), typed=typed) for n in told)
    if isinstance(made, tuple):
        return len(said) == len(made) and all(map(kept, said, made))
    if isinstance(made, (set, frozenset)):
        return sorted(map(str, said)) == sorted(map(str, made))
    if isinstance(made, Mapping):
        return bool({str(name): one for name, one in said.items()} == _plain(made))
    return _kept_value(said, made, typed)


def _plain(made: Mapping[Any, Any]) -> Json:
    inner = {
        n: one.model_dump(mode="json", exclude_unset=True)
        for n, one in made.items()
        if isinstance(one, BaseModel)
    }
    return {str(name): inner.get(name, one) for name, one in made.items()}


def _kept_value(said: Any, made: Any, typed: bool) -> bool:
    if isinstance(made, SecretStr):
        return bool(made.get_secret_value() == said)
    if isinstance(made, datetime):
        return datetime.fromisoformat(str(said).replace("Z", "+00:00")) == made
    if made is None or isinstance(made, (str, int, float)):
        of_a_kind = isinstance(made, type(said)) and isinstance(said, bool) is isinstance(
            made, bool
        )
        return (of_a_kind and said == made) or (not typed and str(made) == said)
    return bool(str(made) == said)
