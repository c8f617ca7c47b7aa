"""A new operation: `make new domain=payables name=approve_invoice`.

Writes the operation's module and its test, and nothing else: discovery, deployment, guards and
published contracts follow from the declaration. What is written works; its words are to be changed.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path
from string import Template
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
NAME = re.compile(r"[a-z]+(_[a-z0-9]+)+")
DOMAIN = re.compile(r"[a-z]+")
NOT_DOMAINS = frozenset({"runtime", "connectors", "formats"})
PAST = {"hold": "held", "pay": "paid", "send": "sent", "take": "taken", "submit": "submitted"}


class Noun(NamedTuple):
    """A kind of document: where its model is, and how a test comes by one."""

    module: str
    model: str
    made: str
    maker: str


INVOICE = Noun("schemas.invoice", "Invoice", 'str(submit(house)[1]["id"])', "submit")
ANOTHER = 'supplier(house, "S-2001", "DE136695977")'
SUPPLIER = Noun("schemas.supplier", "Supplier", ANOTHER, "supplier")
ANY = Noun("schemas.base", "Document", INVOICE.made, INVOICE.maker)
"""What else there is: any document, until the noun has a model of its own."""
NOUNS = {"invoice": INVOICE, "supplier": SUPPLIER}

OPERATION = Template('''"""$sentence."""

from typing import ClassVar

from functions.runtime.decision import Commit, Given, Head
from functions.runtime.errors import Conflict
from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Tier
$schemas


class $command(ReadDocument):
    """Which $noun is meant, and why."""

    reason: Text


class $event(Event):
    """It was $past, and why."""

    SOURCE: ClassVar[str] = "tieout.$domain"
    OWNER: ClassVar[str] = "$owner"

    reason: Text


operation = Operation(
    Api(
        "POST",
        "$path/{id}",
        $command,
        scope="$domain/$scope",
        tier=Tier.CONTROLLED,
    ),
    owner="$owner",
)


@operation.decides
def $name(
    command: $command, $noun: Head[$model], given: Given
) -> Commit[$event]:
    """Once; what is $past already is refused."""
    if $noun.state == "$past":
        raise Conflict("it is $past already")
    return Commit($event(reason=command.reason), $noun.body, "$past")
''')

TEST = Template('''"""$sentence: decided once, refused afterwards, a replay changes nothing."""

from typing import Any

from tests.company import ANN, company$imported
from tests.house import House


def _asked(house: House, document: str, key: str) -> tuple[int, dict[str, Any], dict[str, str]]:
    path = f"$path/{document}"
    return house.call("POST", path, {"reason": "as agreed"}, claims=ANN, key=key)


def test_it_is_decided_once_and_announced() -> None:
    house = company()
    document = $made
    status, body, _ = _asked(house, document, "k1")
    assert status == 200, body
    assert house.head(document)["state"] == "$past"
    assert any(item["type"] == "$event.v1" for item in house.items("event#", document))


def test_the_same_call_again_is_answered_with_the_same_bytes() -> None:
    house = company()
    document = $made
    first, again = _asked(house, document, "k1"), _asked(house, document, "k1")
    assert again[:2] == first[:2]
    assert again[2]["Idempotency-Replayed"] == "true"


def test_what_is_decided_already_is_refused() -> None:
    house = company()
    document = $made
    _asked(house, document, "k1")
    assert _asked(house, document, "k2")[0] == 409
''')


def scaffold(domain: str, name: str, root: Path = ROOT) -> list[Path]:
    """Write module and test of the operation under `root`; what was written.

    Raises ValueError for a name that is no `verb_noun`, FileExistsError for one that is taken.
    """
    if not NAME.fullmatch(name):
        raise ValueError(f"an operation is called verb_noun, such as approve_invoice, not {name!r}")
    if not DOMAIN.fullmatch(domain) or domain in NOT_DOMAINS:
        raise ValueError(f"{domain!r} is no domain; there are {', '.join(_domains(root))}")
    words = _words(domain, name)
    module = root / "functions" / domain / f"{name}.py"
    test = root / "tests" / "unit" / "operations" / f"test_{name}.py"
    for file in (module, test):
        if file.exists():
            raise FileExistsError(f"{file.relative_to(root)} is there already")
    package = module.with_name("__init__.py")
    opened = [] if package.exists() else [package]
    for file, text in ((module, OPERATION), (test, TEST)):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.substitute(words), encoding="utf-8")
    for file in opened:
        file.touch()
    for file in (module, test):
        _in_our_style(file)
    return [*opened, module, test]


def _words(domain: str, name: str) -> dict[str, str]:
    verb, _, noun = name.partition("_")
    known = NOUNS.get(noun, ANY)
    past = PAST.get(verb) or f"{verb.removesuffix('e')}ed"
    models = {"schemas.base": ["Text"], "schemas.commands.reading": ["ReadDocument"]}
    models["schemas.events.envelope"] = ["Event"]
    models.setdefault(known.module, []).append(known.model)
    return {
        "sentence": f"{verb.capitalize()} {_article(noun)} {noun.replace('_', ' ')}",
        "schemas": "\n".join(
            f"from {module} import {', '.join(sorted(names))}"
            for module, names in sorted(models.items())
        ),
        "command": _camel(name),
        "event": _camel(f"{noun}_{past}"),
        "past": past,
        "domain": domain,
        "owner": f"finance-{domain}",
        "path": f"/v1/{domain}/{name.replace('_', '-')}",
        "scope": f"{noun.replace('_', '-')}.{verb}",
        "name": name,
        "noun": noun,
        "model": known.model,
        "made": known.made,
        "imported": f", {known.maker}",
    }


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _domains(root: Path) -> list[str]:
    found = {path.parent.name for path in (root / "functions").glob("*/__init__.py")}
    return sorted(found - NOT_DOMAINS)


def _in_our_style(file: Path) -> None:
    subprocess.run([sys.executable, "-m", "ruff", "format", "--quiet", str(file)], check=True)


def main() -> int:
    """Read the arguments, write, publish the contracts anew, and say what comes next."""
    parser = argparse.ArgumentParser(prog="make new")
    parser.add_argument("--domain", required=True)
    parser.add_argument("--name", required=True)
    asked = parser.parse_args()
    try:
        written = scaffold(asked.domain, asked.name)
    except (ValueError, FileExistsError) as wrong:
        print(f"make new: {wrong}", file=sys.stderr)
        return 2
    for generator in ("infra.publish", "tests.faults.table"):
        subprocess.run([sys.executable, "-m", generator], check=True, cwd=ROOT)
    for file in written:
        print(f"wrote {file.relative_to(ROOT)}")
    print(f"next: say in {written[-2].relative_to(ROOT)} what it decides, and run make test")
    return 0


if __name__ == "__main__":
    sys.exit(main())
