"""Cold start of every operation's handler, from the built bundle, against boto3's own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import IO, NamedTuple, cast

import boto3

from functions.runtime.aws.expressions import written_item
from functions.runtime.operation import Operation
from infra.bundle import HOST, build_code, build_layer, host_python
from tests.benchmarks.figures import Figure
from tests.benchmarks.first_events import First, first_events
from tests.house import HOME, OPERATIONS

ROOT = Path(__file__).parents[2]
ROUNDS, QUICK, BASES = 7, 3, 3
"""Rounds; those that every operation is measured in; how often the base is, in each."""
ACCEPT = "payables.submit_invoice"
PLAIN = f"{ACCEPT}, no account to seal"
ACCEPT_BAR, EVERY_BAR = 1.10, 1.25
BASE = 'import boto3, os; boto3.client("dynamodb"); os._exit(0)'
OURS = "from tests.benchmarks.first_answer import main; main()"
WORLD = {
    "AWS_REGION": "eu-west-1",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "AWS_ACCESS_KEY_ID": "test",
    "AWS_SECRET_ACCESS_KEY": "test",
    "AWS_EC2_METADATA_DISABLED": "true",
}
NAMES = {
    "STAGE": "bench",
    "HOME_TENANT": HOME,
    "LEDGER_TABLE": "ledger",
    "KEYS_TABLE": "keys",
    "DOCUMENTS_BUCKET": "documents",
    "INTAKE_BUCKET": "intake",
    "FAILURES_BUCKET": "failures",
    "BUS_NAME": "bus",
    "QUEUES_PATH": "/q",
    "DATA_KEY": "arn:aws:kms:eu-west-1:000000000000:key/1",
    "BLIND_SECRET": "blind",
    "SYSTEM_SECRETS": '{"sap": "sap"}',
    "POWERTOOLS_LOG_LEVEL": "INFO",
}


class Process(NamedTuple):
    """A program for an interpreter that has no packages but those on its path."""

    program: str
    environ: Mapping[str, str]
    argument: str = ""

    def seconds(self) -> tuple[float, str]:
        """Processor time from the start of the process to its answer, and the answer.

        It waits for nothing, so that on an idle machine this is the time that passes; on a busy
        one it does not count the others.
        """
        command = [sys.executable, "-S", "-P", "-c", self.program, self.argument]
        process = subprocess.Popen(command, env=self.environ, stdout=subprocess.PIPE)
        with cast(IO[bytes], process.stdout) as pipe:
            said = pipe.read().decode()
        _, process.returncode, used = os.wait4(process.pid, 0)
        if process.returncode:
            raise RuntimeError(f"the process ended with {process.returncode}")
        return used.ru_utime + used.ru_stime, said.rpartition("\n")[2]


def cold_starts() -> Iterator[Figure]:
    """A figure for each operation: the median of its ratio to the base, round by round."""
    built = ROOT / ".build"
    layer = build_layer(HOST, host_python(), built / "layer-local")
    code = build_code(built / "bundle" / "code-bench", python=host_python())
    path = os.pathsep.join([str(layer.path / "python"), str(code.path), str(ROOT)])
    base = Process(BASE, {**WORLD, "PYTHONPATH": str(Path(boto3.__file__).parents[1])})
    first = first_events()
    with TemporaryDirectory() as folder:
        ours = {
            operation.name: Process(
                OURS,
                {**WORLD, **NAMES, "PYTHONPATH": path, "OPERATION": operation.module},
                _case(Path(folder), operation, first[operation.name]),
            )
            for operation in OPERATIONS
        }
        ours[PLAIN] = _without_account(Path(folder), ours[ACCEPT])
        yield from _figures(base, ours)


def _figures(base: Process, ours: Mapping[str, Process]) -> Iterator[Figure]:
    base.seconds()  # compiles what an installer left uncompiled
    said = {name: process.seconds()[1] for name, process in ours.items()}
    ratios: dict[str, list[float]] = {name: [] for name in ours}
    for place in range(ROUNDS):
        once = median(base.seconds()[0] for _ in range(BASES))
        for name, process in ours.items():
            if place < QUICK or _near(name, ratios[name]):
                ratios[name].append(process.seconds()[0] / once)
    for name in sorted(ours, key=lambda one: (not one.startswith(ACCEPT), one)):
        yield Figure(name, median(ratios[name]), _bar(name), f"× base, answered {said[name]}")


def _bar(name: str) -> float:
    return ACCEPT_BAR if name.startswith(ACCEPT) else EVERY_BAR


def _near(name: str, ratios: list[float]) -> bool:
    """Whether a tenth may decide: then it is measured more often."""
    return median(ratios) > 0.9 * _bar(name)


def _without_account(folder: Path, accept: Process) -> Process:
    """The same start where no account number brings in its keys and its cipher."""
    case = json.loads(Path(accept.argument).read_text(encoding="utf-8"))
    body = json.loads(case["event"]["body"])
    case["event"]["body"] = json.dumps({**body, "payment_means": []})
    file = folder / "plain.json"
    file.write_text(json.dumps(case), encoding="utf-8")
    return accept._replace(argument=str(file))


def _case(folder: Path, operation: Operation, first: First) -> str:
    file = folder / f"{operation.name}.json"
    case = {
        **first._asdict(),
        "items": {
            table: [written_item(item) for item in items] for table, items in first.items.items()
        },
        "queues": [one.name for one in OPERATIONS],
    }
    file.write_text(json.dumps(case), encoding="utf-8")
    return str(file)
