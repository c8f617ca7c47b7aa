"""The table of one million invoices, by stage, beside the same flow drawn elsewhere."""

from collections.abc import Iterator
from decimal import Decimal

from tests.benchmarks.cost.assumptions import IN_REVIEW, LINES, MONTH, STOPPED
from tests.benchmarks.cost.elsewhere import elsewhere
from tests.benchmarks.cost.flow import Story, clean, crowded, mixed, story
from tests.benchmarks.cost.prices import AS_OF, PRICES, REGION, Units, by_stage, dollars
from tests.benchmarks.cost.rounding import GB
from tests.benchmarks.cost.standing import full, standing
from tests.benchmarks.figures import Figure, Line

BAR_USD, BAR_SHARE = 40, 0.2
DOCUMENT_BYTES = 1_400
"""The invoice of five lines as short as JSON has it: what the other flow keeps."""


def costing() -> Iterator[Figure | Line]:
    """USD for a million invoices from intake to posting, and what stands beside it."""
    ours = mixed()
    theirs = elsewhere(DOCUMENT_BYTES, ours.total["out.gb"] * GB)
    yield Line(
        f"prices of {REGION}, {AS_OF}, without free tiers; {LINES} lines, each message alone; "
        f"{IN_REVIEW:.0%} reviewed by a person, {STOPPED:.0%} stopped with a case"
    )
    yield from _stages(ours.total, theirs)
    yield from _operations(ours)
    one, other = _million(ours.total), _million(theirs)
    yield Figure("list price of a million invoices, USD", float(one), BAR_USD)
    yield Figure("  against Step Functions and Powertools", float(one / other), BAR_SHARE)
    yield from _otherwise()
    yield from _by_month(ours)


def _stages(ours: Units, theirs: Units) -> Iterator[Line]:
    yield Line(f"{'USD for a million':<24}{'ours':>8}{'theirs':>9}   units of one invoice of ours")
    mine, other = by_stage(ours), by_stage(theirs)
    for stage in mine:
        units = [
            f"{count:.3g} {name.partition('.')[2]}"
            for name, count in ours.items()
            if PRICES[name].stage == stage
        ]
        if mine[stage] or other[stage] or "streams" in stage:
            sums = f"{mine[stage] * MONTH:>8.2f}{other[stage] * MONTH:>9.2f}"
            yield Line(f"{stage:<24}{sums}   {', '.join(units)}")
    yield Line(f"{'together':<24}{_million(ours):>8.2f}{_million(theirs):>9.2f}")


def _operations(ours: Story) -> Iterator[Line]:
    sums = sorted(((_million(units), name) for name, units in ours.units.items()), reverse=True)
    shown = ", ".join(f"{name} {usd:.2f}" for usd, name in sums if usd >= Decimal("0.1"))
    yield Line(f"by operation: {shown}")


def _otherwise() -> Iterator[Line]:
    for what, one in (
        ("nothing unusual", story(clean)),
        ("nothing unusual, 1 line", story(clean, 1)),
        ("nothing unusual, 50 lines", story(clean, 50)),
        ("nothing unusual, full batches", story(crowded)),
    ):
        yield Line(f"{what:<30}{_million(one.total):>8.2f}")


def _by_month(ours: Story) -> Iterator[Line]:
    parts = list(standing())
    yield Line(f"{'USD a month if nothing happens':<30}{sum(usd for _, usd in parts):>8.2f}")
    for what, usd in sorted(parts, key=lambda part: -part[1]):
        if usd >= Decimal("0.05"):
            yield Line(f"  {what:<46}{usd:>8.2f}")
    yield Line("USD a month for each million invoices that the ledger holds")
    for what, usd in full(ours.kept_bytes):
        yield Line(f"  {what:<46}{usd:>8.2f}")


def _million(units: Units) -> Decimal:
    return dollars(units) * MONTH
