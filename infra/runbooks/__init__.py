"""A runbook for each alarm, from the same declarations as the alarm: neither exists alone.

What it means is said to finance, what to look at and to press to whoever is called.
"""

from collections.abc import Iterator, Sequence

from functions.runtime.operation import Operation
from infra.runbooks.entry import PAGE, Runbook
from infra.runbooks.figures import FIGURES, SILENT
from infra.runbooks.operation import of_operation

__all__ = ["PAGE", "Runbook", "of_figures", "of_operation", "of_workflow", "runbooks"]


def runbooks(operations: Sequence[Operation]) -> list[Runbook]:
    """All of them, by name."""
    found = [one for operation in operations for one in of_operation(operation)]
    members = {one.workflow: one for one in reversed(operations) if one.workflow}
    found += [one for member in members.values() for one in of_workflow(member)]
    return sorted([*found, *of_figures()], key=lambda one: one.anchor)


def of_workflow(member: Operation) -> Iterator[Runbook]:
    """Those of the state machine that the operation is a step of."""
    fault = (
        "an execution is over before its document is. The document stays as it is, with its case: "
        "repair, then redrive the execution"
    )
    for alarm, how in (("Failed", "failed"), ("TimedOut", "ran out"), ("Aborted", "was stopped")):
        yield Runbook(
            about=f"workflow.{member.workflow}",
            alarm=alarm,
            owner=member.owner,
            fault=fault,
            means=f"An execution of the workflow “{member.workflow}” {how}: nobody is reminded of "
            "its document any more. It can still be decided through the API.",
            see=("Step Functions console: the execution, named `<document>-<version>`",),
            press=("Repair what it names, then *Redrive* the execution.",),
        )


def of_figures() -> Iterator[Runbook]:
    """Those of the figures that finance watches."""
    for figure in FIGURES:
        yield Runbook(
            about="figure",
            alarm=figure.level,
            owner=figure.owner,
            fault=f"{figure.title} above what policy bears",
            means=f"{figure.means} What is borne is the policy `service_levels`, less of it near "
            "a close of the finance calendar.",
            see=(*figure.see, "dashboard, first rows"),
            press=figure.press,
        )
    yield SILENT_RUNBOOK


SILENT_RUNBOOK = Runbook(
    about="figure",
    alarm=SILENT,
    owner="platform",
    fault="nothing has been measured for fifteen minutes",
    means="The figures that finance watches are not known: their alarms cannot go off.",
    see=("log and DLQ of operations.measure",),
    press=("Mend what stops operations.measure; the next run measures everything anew.",),
)
