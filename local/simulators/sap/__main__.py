"""`python -m local.simulators.sap --port N`: the simulated SAP on the loopback address."""

import argparse
from datetime import UTC, datetime

from local.simulators.http_shell import serve
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
    serve(system, given.port, "SAP")


if __name__ == "__main__":
    main()
