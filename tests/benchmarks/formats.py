"""How fast each format is read, and in how much memory, beside the plain parser below it.

The plain parser collects texts and nothing else; ours also checks the envelope, keeps what it has
no place for, says where everything stands, and answers with a validated invoice.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.benchmarks.figures import Rate
from tests.benchmarks.long_invoices import FORMATS
from tests.benchmarks.peak import ours
from tests.benchmarks.plain import BUILT_ON, PLAIN

LINES, LONG = 50, 5_000
ROUNDS, SECONDS = 5, 0.1


def reading() -> Iterator[Rate]:
    """For each format: the rate of invoices of 50 lines, and the memory for one of 5,000."""
    with TemporaryDirectory() as folder:
        for name, made in FORMATS.items():
            content = made(LINES)
            if ours(content) != LINES:
                raise RuntimeError(f"{name} does not hold {LINES} lines")
            pairs = [
                (_seconds(ours, content), _seconds(PLAIN[name], content)) for _ in range(ROUNDS)
            ]
            file = Path(folder) / name
            file.write_bytes(made(LONG))
            yield Rate(
                name,
                BUILT_ON[name],
                share=median(plain / mine for mine, plain in pairs),
                per_second=1 / median(mine for mine, _ in pairs),
                file_bytes=file.stat().st_size,
                peaks=(_peak(name, "ours", file), _peak(name, "plain", file)),
            )


def _seconds(read: Callable[[bytes], object], content: bytes) -> float:
    """Processor time of one file."""
    began, count = time.process_time(), 0
    while (spent := time.process_time() - began) < SECONDS:
        read(content)
        count += 1
    return spent / count


def _peak(name: str, side: str, file: Path) -> int:
    """Bytes, measured in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.peak", name, side, str(file)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
