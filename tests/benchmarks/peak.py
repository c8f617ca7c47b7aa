"""`python -m tests.benchmarks.peak FORMAT SIDE FILE`: the memory that reading one file takes.

Bytes of the process's largest resident set above what it was before the file was read, once
everything is imported. Linux says it since a moment of ours (`VmHWM`, `clear_refs`); elsewhere it
is `ru_maxrss`, which counts from the start of the process.
"""

import resource
import sys
from collections.abc import Callable
from pathlib import Path

from functions.formats import sniff
from schemas.commands.submit_invoice import SubmitInvoice
from tests.benchmarks.long_invoices import FORMATS
from tests.benchmarks.plain import PLAIN

STATUS = Path("/proc/self/status")


def ours(content: bytes) -> int:
    """Read every invoice of the file, one at a time; how many lines they have."""
    count = 0
    for invoice in sniff.read(content):
        if not isinstance(invoice, SubmitInvoice):
            raise RuntimeError(f"not readable: {invoice.findings[:3]}")
        count += len(invoice.lines)
    return count


def main(name: str, side: str, file: str) -> int:
    """Print the bytes."""
    read: Callable[[bytes], object] = ours if side == "ours" else PLAIN[name]
    content = Path(file).read_bytes()
    read(FORMATS[name](3))
    before = _peak_bytes(anew=True)
    read(content)
    sys.stdout.write(f"{_peak_bytes() - before}\n")
    return 0


def _peak_bytes(*, anew: bool = False) -> int:
    if STATUS.exists():
        if anew:
            STATUS.with_name("clear_refs").write_text("5", encoding="ascii")
        said = STATUS.read_text(encoding="ascii").partition("VmHWM:")[2]
        return int(said.split()[0]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
