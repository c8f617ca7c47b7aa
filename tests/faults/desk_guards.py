"""Guards of the exception desk, beside those of the kernel (`guards.py`)."""

from functions.operations import approve_waiver
from functions.runtime.effects import Effecting
from tests.faults.guards import Guard

DESK_GUARDS = (
    Guard(
        "second person for a waiver",
        ((approve_waiver.approve_waiver, "checker=person", 'checker=""'),),
        "waived",
        "I9",
    ),
    Guard(
        "question before a retry of what is in doubt",
        ((Effecting.begin, "asks = before or forgot", "asks = forgot"),),
        "retried in doubt",
        "I1",
    ),
)
