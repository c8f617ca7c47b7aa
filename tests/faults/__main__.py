"""One day by its seed: `make faults seed=137`. If it breaks something, it is cut down."""

import logging
import sys

from tests.faults.days import drawn
from tests.faults.shrink import shrink


def main(seed: int) -> int:
    """Play it; the shortest history that breaks the same invariant goes to standard output."""
    logging.disable(logging.CRITICAL)
    broken = shrink(drawn(seed))
    if broken is None:
        sys.stdout.write(f"seed {seed}: nothing is broken\n")
        return 0
    faults = len(broken.rig.hit)
    acts = sum(line.startswith("--") for line in broken.rig.history)
    sys.stdout.write(f"{broken.what}\nshrunk to {acts} happenings and {faults} faults:\n")
    sys.stdout.write("\n".join(broken.rig.history) + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
