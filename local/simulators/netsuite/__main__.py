"""`python -m local.simulators.netsuite --port N`: the simulated NetSuite, loopback only."""

import argparse
import signal
import threading
from datetime import UTC, datetime

from local.simulators.netsuite.checks import Setup
from local.simulators.netsuite.server import NetSuiteServer
from local.simulators.netsuite.system import NetSuiteSystem


def main() -> None:
    """Serve until interrupted or terminated."""
    parser = argparse.ArgumentParser(
        prog="python -m local.simulators.netsuite", description=__doc__
    )
    parser.add_argument("--port", type=int, required=True)
    for what in ("subsidiary", "supplier", "account"):
        parser.add_argument(
            f"--{what}", action="append", help="an internal id beside the usual ones"
        )
    parser.add_argument("--no-duplicate-check", action="store_true", help="post what is there")
    given = parser.parse_args()
    setup = Setup()
    setup.subsidiaries.update(given.subsidiary or ())
    setup.vendors.update(given.supplier or ())
    setup.accounts.update(given.account or ())
    system = NetSuiteSystem(
        lambda: datetime.now(UTC), setup=setup, checks_duplicates=not given.no_duplicate_check
    )
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with NetSuiteServer(system, given.port) as server:
        print(f"NetSuite is simulated at http://127.0.0.1:{server.port}", flush=True)
        stop.wait()


if __name__ == "__main__":
    main()
