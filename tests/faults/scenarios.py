"""The scenarios of the fault matrix: a house, what happens in it, and what may come between."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.faults import (
    acts,
    closing,
    desk,
    expected,
    late,
    reconciliations,
    refusals,
    restores,
    reviews,
    tenants,
)
from tests.faults.erps import NETSUITE
from tests.faults.rig import Rig


@dataclass(frozen=True)
class Scenario:
    """`meanwhile` are acts of others that may fall into the middle of any call.

    `without` opens the names of faults that this house is not set up for; a `long` one is left
    to `make faults`. Where `focus` names operations, so are the calls of all others, which are
    nobody's business where it is `only` about these.
    """

    name: str
    setup: Callable[[], Rig]
    act: Callable[[Rig], None]
    expect: Callable[[Rig], None]
    meanwhile: dict[str, Callable[[Rig], None]] = field(default_factory=dict)
    without: str = "-"
    long: bool = False
    focus: tuple[str, ...] = ()
    only: bool = False


POSTING = ("payables.post_invoice", "operations.wake", "operations.probe_systems")
DESK = (
    "operations.retry_case",
    "operations.request_waiver",
    "operations.approve_waiver",
    "operations.tell_again",
    "operations.notify_owner",
    "operations.resolve_case",
)
LATE = {"kind": "late_commit", "seconds": 70}
FAILED = {"kind": "server_error"}


def before_netsuite() -> Rig:
    """A house whose invoices are posted to NetSuite."""
    return acts.house(NETSUITE)


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
        Scenario(
            "interchange",
            acts.house,
            acts.drop_interchange,
            expected.interchange_once,
            {"sent in another file": acts.drop_interchange_again},
        ),
        Scenario(
            "two tenants",
            tenants.two_houses,
            tenants.both_submit,
            expected.two_posted,
            focus=("payables.submit_invoice", "payables.read_invoice"),
        ),
        Scenario(
            "strangers",
            refusals.with_carl,
            refusals.strangers,
            refusals.refused_and_noted,
            focus=("payables.reject_invoice",),
        ),
        Scenario(
            "corrected",
            acts.house,
            refusals.corrected,
            refusals.one_of_each,
            focus=("payables.submit_invoice", "payables.reject_invoice"),
        ),
        Scenario(
            "closed",
            acts.house,
            closing.closed_in_an_outage,
            closing.nothing_booked,
            without="a fortnight passes",  # the ERP would be back before the close
            focus=POSTING,
        ),
        Scenario(
            "unknown",
            lambda: acts.house(with_supplier=False),
            acts.one_invoice,
            refusals.still_waiting,
            focus=("payables.validate_invoice",),
        ),
        Scenario("unmapped", refusals.unmapped, acts.one_invoice, refusals.stopped, focus=POSTING),
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
        Scenario(
            "drift",
            reconciliations.posted,
            reconciliations.drifts_and_agrees,
            reconciliations.named_once,
            without="store dark",  # it would be mended before anybody could look
            focus=reconciliations.COMPARING,
        ),
        Scenario(
            "restored",
            restores.forgetful,
            restores.released,
            expected.two_posted,
            focus=restores.RECOVERING,
            only=True,
            long=True,
        ),
        Scenario(
            "restored before netsuite",
            lambda: restores.forgetful(NETSUITE),
            restores.released,
            expected.two_posted,
            focus=restores.RECOVERING,
            only=True,
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
            {"the ERP goes down again": acts.down_again},
            long=True,
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
            refusals.the_one_that_was_named,
            {"other proposal": acts.propose_other},
        ),
        Scenario(
            "late",
            acts.house,
            acts.under(LATE),
            expected.all_posted,
            focus=POSTING,
        ),
        Scenario(
            "vanished",
            acts.house,
            acts.under(FAILED),
            expected.all_posted,
            long=True,
            focus=POSTING,
        ),
        Scenario(
            "announced",
            acts.house,
            acts.announced_invoice,
            expected.announced_once,
            {"and by the API": acts.submit_meanwhile},
            focus=("payables.submit_invoice",),
        ),
        Scenario("refused event", acts.house, acts.refused_event, expected.kept_with_a_case),
        Scenario("forged", acts.house, acts.forged_events, expected.forgery_denied),
        Scenario(
            "credit",
            acts.house,
            acts.under(kind="credit_note"),
            expected.all_posted,
            focus=POSTING,
        ),
        Scenario(
            "netsuite",
            before_netsuite,
            acts.one_invoice,
            expected.posted_or_rejected,
            {"a clerk rejects it": acts.reject_all},
            focus=POSTING,
        ),
        Scenario(
            "netsuite credit",
            before_netsuite,
            acts.under(kind="credit_note"),
            expected.all_posted,
            focus=POSTING,
        ),
        Scenario(
            "netsuite late",
            before_netsuite,
            acts.under(LATE),
            expected.all_posted,
            long=True,
        ),
        Scenario(
            "netsuite late and refused",
            before_netsuite,
            acts.under(LATE, {"kind": "rejected"}),
            expected.all_posted,
            long=True,
            focus=POSTING,
        ),
        Scenario(
            "netsuite refused",
            before_netsuite,
            acts.under({"kind": "rejected"}),
            expected.posted_or_stopped,
            long=True,
        ),
        Scenario(
            "netsuite vanished",
            before_netsuite,
            acts.under(FAILED),
            expected.all_posted,
            long=True,
        ),
        Scenario(
            "netsuite outage",
            lambda: acts.house(NETSUITE, **acts.QUICK),
            acts.invoices_in_an_outage,
            expected.many_posted,
            long=True,
        ),
        Scenario(
            "netsuite back",
            lambda: acts.broken_circuit(NETSUITE),
            acts.one_more,
            expected.many_posted,
            {"the ERP goes down again": acts.down_again},
            long=True,
        ),
        Scenario(
            "reviewed",
            lambda: reviews.house(**reviews.DAYS),
            reviews.reviewed,
            reviews.decided,
            {"a person refuses it": reviews.refuse},
            focus=reviews.STEERING,
        ),
        Scenario(
            "unreviewed",
            lambda: reviews.house(**reviews.MINUTES),
            reviews.unreviewed,
            reviews.expired,
            {"a person corrects it": reviews.correct, "a person refuses it": reviews.refuse},
            focus=reviews.STEERING,
        ),
        Scenario(
            "days late",
            late.house,
            late.supplier_comes_days_late,
            late.told_once,
            long=True,
            focus=late.WATCHING,
        ),
        Scenario(
            "retried",
            desk.unmapped,
            desk.retry,
            desk.went_on,
            {"a clerk rejects it": acts.reject_all, "another retries": desk.retry_meanwhile},
            focus=DESK,
        ),
        Scenario(
            "retried after a refusal",
            desk.refused,
            desk.retry,
            desk.went_on,
            {"another retries": desk.retry_meanwhile},
            focus=POSTING,
        ),
        Scenario(
            "retried in doubt",
            desk.in_doubt,
            desk.retry,
            desk.went_on,
            {"another retries": desk.retry_meanwhile},
            focus=POSTING,
        ),
        Scenario(
            "netsuite retried after a refusal",
            desk.refused_by_netsuite,
            desk.retry,
            desk.went_on,
            focus=POSTING,
            long=True,
        ),
        Scenario(
            "waived",
            desk.suspected,
            desk.waive,
            desk.let_pass,
            {"a clerk rejects it": acts.reject_all},
            focus=(*DESK, "payables.validate_invoice"),
        ),
    )
}
