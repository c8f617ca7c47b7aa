"""The scenarios of the fault matrix: a house, what happens in it, and what may come between."""

from collections.abc import Callable
from dataclasses import dataclass, field

from local.simulators.sap.faults import Fault
from tests.faults import acts, expected
from tests.faults.rig import Rig


@dataclass(frozen=True)
class Scenario:
    """`meanwhile` are acts of others that may fall into the middle of any call.

    `without` opens the names of faults that this house is not set up for; a `long` one is left
    to `make faults`.
    """

    name: str
    setup: Callable[[], Rig]
    act: Callable[[Rig], None]
    expect: Callable[[Rig], None]
    meanwhile: dict[str, Callable[[Rig], None]] = field(default_factory=dict)
    without: str = "-"
    long: bool = False


SCENARIOS = {
    scenario.name: scenario
    for scenario in (
        Scenario(
            "one",
            acts.house,
            acts.one_invoice,
            expected.posted_or_rejected,
            {"a clerk rejects it": acts.reject_all},
        ),
        Scenario("two keys", acts.house, acts.two_keys, expected.all_posted),
        Scenario(
            "file",
            acts.house,
            acts.drop_file,
            expected.file_posted,
            {"dropped again": acts.drop_again},
        ),
        Scenario("large", acts.house, acts.large_invoice, expected.all_posted, long=True),
        Scenario(
            "waiting",
            lambda: acts.house(with_supplier=False),
            acts.supplier_comes_late,
            expected.waited,
            {
                "the supplier arrives": acts.register,
                "the supplier arrives and is told": acts.arrive,
            },
        ),
        Scenario(
            "withdrawn",
            lambda: acts.house(with_supplier=False),
            acts.identifier_withdrawn,
            expected.waited,
            long=True,
        ),
        Scenario("same number", acts.house, acts.same_number_twice, expected.one_of_two),
        Scenario(
            "outage",
            lambda: acts.house(**acts.QUICK),
            acts.invoices_in_an_outage,
            expected.many_posted,
            long=True,
        ),
        Scenario(
            "back",
            acts.broken_circuit,
            acts.one_more,
            expected.many_posted,
            {"SAP goes down again": acts.down_again},
        ),
        Scenario(
            "back after a kill",
            acts.broken_circuit,
            acts.back_after_a_kill,
            expected.many_posted,
            long=True,
        ),
        Scenario(
            "approve",
            acts.house,
            acts.approve_a_policy,
            expected.approved_once,
            {"other proposal": acts.propose_other},
        ),
        Scenario(
            "late",
            acts.house,
            acts.under(lambda: Fault("late_commit", seconds=70)),
            expected.all_posted,
        ),
        Scenario(
            "vanished", acts.house, acts.under(lambda: Fault("server_error")), expected.all_posted
        ),
        Scenario("forged", acts.house, acts.forged_events, expected.forgery_denied),
    )
}
