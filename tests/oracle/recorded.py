"""What the official artefacts said of every case, as it was recorded last."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

FILE = Path(__file__).with_name("recorded.json")
Answers = dict[str, list[str] | None]


def digest(cases: Mapping[str, bytes]) -> str:
    """A hash of all cases with their names: what was recorded holds for these and no others."""
    whole = hashlib.sha256()
    for name, document in cases.items():
        whole.update(f"{name}\n{len(document)}\n".encode() + document)
    return whole.hexdigest()


def write(cases: Mapping[str, bytes], answers: Answers) -> None:
    """Record the answers: each set of rules once, and per case, in order, the number of its set."""
    sets = sorted({" ".join(rules or ("-",)) for rules in answers.values()})
    numbers = [sets.index(" ".join(answers[name] or ("-",))) for name in cases]
    told = {"cases": digest(cases), "sets": sets, "answers": " ".join(map(str, numbers))}
    FILE.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def read(cases: Mapping[str, bytes]) -> Answers:
    """The recorded answer of each case. Raises ValueError if the cases are not those recorded."""
    told = json.loads(FILE.read_text(encoding="utf-8"))
    if told["cases"] != digest(cases):
        raise ValueError("the cases have changed: make oracle ARGS=--record")
    numbers = map(int, told["answers"].split())
    sets = [[] if said == "-" else said.split() for said in told["sets"]]
    return {name: sets[number] for name, number in zip(cases, numbers, strict=True)}
