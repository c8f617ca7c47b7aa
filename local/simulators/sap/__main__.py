"""`python -m local.simulators.sap --port N`: the simulated SAP on the loopback address."""

import argparse
import signal
import threading
from datetime import UTC, datetime

from local.simulators.sap.server import SapServer
from local.simulators.sap.system import SapSystem


def main() -> None:
    """Serve until interrupted or terminated."""
    parser = argparse.ArgumentParser(prog="python -m local.simulators.sap", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--company", action="append", help="a company code; 1010 if none is given")
    parser.add_argument("--supplier", action="append", help="a supplier number; may be repeated")
    parser.add_argument("--no-duplicate-check", action="store_true", help="post what is there")
    given = parser.parse_args()
    system = SapSystem(
        lambda: datetime.now(UTC),
        companies=given.company or ("1010",),
        suppliers=given.supplier or ("10300001", "10300002"),
        checks_duplicates=not given.no_duplicate_check,
    )
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with SapServer(system, given.port) as server:
        print(f"SAP is simulated at http://127.0.0.1:{server.port}", flush=True)
        stop.wait()


if __name__ == "__main__":
    main()
