"""`python -m local.simulators.netsuite --port N`: the simulated NetSuite, loopback only."""

import argparse
from datetime import UTC, datetime

from local.simulators.http_shell import serve
from local.simulators.netsuite.checks import Setup
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
    serve(system, given.port, "NetSuite")


if __name__ == "__main__":
    main()
