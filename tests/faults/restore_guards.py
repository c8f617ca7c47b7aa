"""The guards of the quarantine after a restore of the ledger."""

from functions.operations import approve_release, watch_ledger
from functions.runtime import quarantine, restores
from tests.faults.guards import Guard

RESTORE_GUARDS = (
    Guard(
        "quarantine of a restored ledger",
        ((quarantine.barred, "if circuit.is_open(record):", "if False:"),),
        # SAP has a settle time besides.
        "restored before netsuite",
        "F27",
    ),
    Guard(
        "which table the ledger is",
        ((quarantine.in_force, 'kept["table"] == origin.identity', "True"),),
        "restored",
        "F27",
    ),
    Guard(
        "ask before the first attempt after a restore",
        ((quarantine.forgot, "if record is None or", "if True or"),),
        "restored",
        "I1 posted twice",
    ),
    Guard(
        "events told again after a restore",
        ((restores.found, "kernel.ports.queue.send(REPUBLISH, json.dumps(said))", "pass"),),
        "restored",
        "I1 2 in the ERP, 1 posted",
    ),
    Guard(
        "two people's agreement before effects leave",
        ((watch_ledger.watch_ledger, 'state != "released" or', ""),),
        "restored before netsuite",
        "F27",
    ),
    Guard(
        "another person's agreement to the release",
        ((approve_release.approve_release, ", checker=person", ""),),
        "restored",
        "I9",
    ),
)
