"""`python -m tests.oracle [--record]`: ask the official artefacts, and print the agreement.

Before it, every rule of the standard with whoever of us decides it.

Needs the oracle's own interpreter (`make oracle` makes it). With `--record` the answers are kept,
and the tests hold our rules to them without asking again; without it they must be those kept.
"""

import json
import subprocess
import sys
from pathlib import Path

from tests.oracle import coverage, recorded
from tests.oracle.agreement import agreement, table
from tests.oracle.mutants import cases

_ROOT = Path(__file__).resolve().parents[2]
_INTERPRETER = _ROOT / ".build" / "oracle" / "bin" / "python"


def main(arguments: list[str]) -> int:
    """0 where both sides agree but for what is explained, and nothing recorded has changed."""
    given = cases()
    answers = _official({name: document.decode() for name, document in given.items()})
    if "--record" in arguments:
        recorded.write(given, answers)
    changed = recorded.read(given) != answers
    found = agreement(given, answers)
    decided = coverage.decided(given, found)
    lines = [*coverage.table(coverage.standard(), decided), "", *table(found), *found.unexplained]
    if changed:
        lines.append("the artefacts answer otherwise than recorded: make oracle ARGS=--record")
    sys.stdout.write("\n".join(lines) + "\n")
    return int(changed or bool(found.unexplained))


def _official(documents: dict[str, str]) -> recorded.Answers:
    run = subprocess.run(
        [_INTERPRETER, Path(__file__).with_name("official.py")],
        input=json.dumps(documents),
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        sys.exit(run.stderr)
    answers: recorded.Answers = json.loads(run.stdout)
    return answers


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
