"""Dead letters of a stage: what lies where, why, what a redrive would do; and redriving them.

python -m local.triage [--stage prod] [QUEUE …]
python -m local.triage [--stage prod] QUEUE --redrive CAUSE --reason TEXT   (CAUSE: its text or all)

Credentials and region are those of the AWS CLI; AWS_ENDPOINT_URL leads to an emulator.
"""

import argparse
import os
import sys
from collections.abc import Sequence

import boto3

from functions.runtime.triage import Group, grouped
from local.triage.operator import Operator

LIMIT = 1_000
EVERY = "all"
SHOWN = 3


def main(arguments: Sequence[str]) -> int:
    """Answers 1 where something is to be fixed first."""
    asked = _parser().parse_args(arguments)
    endpoint = os.environ.get("AWS_ENDPOINT_URL", "")
    operator = Operator.of(asked.stage, boto3.Session(), endpoint)
    if asked.redrive:
        return _redrive(operator, asked.queue, asked.redrive, asked.reason)
    names = asked.queue or sorted(operator.queues())
    lying = [name for name in names if operator.lying(name)]
    found = {name: grouped(operator.examined(name, LIMIT)) for name in lying}
    _say("\n".join(_told(name, groups) for name, groups in found.items()) or "no dead letters")
    return int(any(one.verdict == "fix first" for groups in found.values() for one in groups))


def _redrive(operator: Operator, queues: Sequence[str], cause: str, reason: str) -> int:
    if len(queues) != 1 or not reason:
        _say("a redrive needs one queue and a --reason")
        return 2
    (queue,) = queues
    chosen: list[str] = []
    if cause != EVERY:
        groups = grouped(operator.examined(queue, LIMIT))
        chosen = [letter.id for one in groups if one.cause == cause for letter in one.letters]
        if not chosen:
            _say(f"{queue} has no dead letters of that cause")
            return 2
    for start in range(0, max(len(chosen), 1), 100):
        request = operator.redrive(queue, chosen[start : start + 100], cause, reason)
        _say(f"asked operations.redrive_letters to put back {len(chosen) or EVERY}: {request}")
    return 0


def _told(queue: str, groups: Sequence[Group]) -> str:
    lines = [queue]
    for one in groups:
        lines.append(f"  {len(one.letters):>4}  {one.verdict}: {one.cause}")
        lines += [f"        {step}" for step in one.steps[:SHOWN]]
    return "\n".join(lines)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m local.triage", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("queue", nargs="*", help="such as payables.post_invoice; all, if none")
    parser.add_argument("--stage", default="local")
    parser.add_argument("--redrive", metavar="CAUSE", default="")
    parser.add_argument("--reason", default="")
    return parser


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
