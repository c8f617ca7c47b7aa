"""Our findings beside the official ones, rule by rule, over all cases that can be read."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from functions.formats import sniff
from functions.payables.rules import findings
from functions.runtime.reading import Unreadable
from tests.oracle.explained import Side, why

TODAY = date(2026, 11, 20)
_SLACK = 99
"""Minor units: the artefacts let what was multiplied be less than one whole unit off."""


@dataclass(slots=True)
class Agreement:
    """How often each rule fires on both sides or on one; `unexplained` are `side rule case`."""

    both: Counter[str] = field(default_factory=Counter)
    ours: Counter[str] = field(default_factory=Counter)
    theirs: Counter[str] = field(default_factory=Counter)
    reasons: Counter[tuple[str, str]] = field(default_factory=Counter)
    unexplained: list[str] = field(default_factory=list)
    held: set[str] = field(default_factory=set)
    """Rules whose loss would be seen: both fire in a case where no explanation would excuse us."""
    examples: dict[str, str] = field(default_factory=dict)
    """For each rule that we find broken, the first case in which we do."""
    cases: int = 0
    refused: int = 0
    refused_alone: list[str] = field(default_factory=list)
    """Those of the refused that the artefacts find nothing wrong with."""

    def add(self, case: str, ours: set[str], theirs: set[str]) -> None:
        """One case that was read."""
        self.cases += 1
        self.both.update(ours & theirs)
        self.held |= {rule for rule in ours & theirs if not why("theirs", rule, case)}
        self._differ("ours", self.ours, ours - theirs, case)
        self._differ("theirs", self.theirs, theirs - ours, case)

    def _differ(self, side: Side, counted: Counter[str], rules: set[str], case: str) -> None:
        counted.update(rules)
        for rule in rules:
            reason = why(side, rule, case)
            if reason:
                self.reasons[f"only {side}: {reason}", rule] += 1
            else:
                self.unexplained.append(f"{side} {rule} {case}")

    def rules(self) -> list[str]:
        """Every rule that fired on either side."""
        return sorted({*self.both, *self.ours, *self.theirs})


def agreement(cases: Mapping[str, bytes], official: Mapping[str, list[str] | None]) -> Agreement:
    """Both sides' findings of each case."""
    found = Agreement()
    for case, document in cases.items():
        theirs = set(official[case] or ())
        [read] = sniff.read(document)
        if isinstance(read, Unreadable):
            ours = {each.code for each in read.findings}
            found.refused += 1
            found.refused_alone += [] if theirs else [case]
        else:
            told = findings(read, today=TODAY, tolerance_minor_units=_SLACK)
            ours = {each.code for each in told}
            found.add(case, {rule for rule in ours if rule.startswith("BR-")}, theirs)
        for rule in ours:
            found.examples.setdefault(rule, case)
    return found


def table(found: Agreement) -> Iterator[str]:
    """The agreement as lines of text."""
    yield f"{'rule':<12}{'both':>6}{'only ours':>11}{'only theirs':>13}"
    for rule in found.rules():
        yield f"{rule:<12}{found.both[rule]:>6}{found.ours[rule]:>11}{found.theirs[rule]:>13}"
    yield ""
    for (reason, rule), count in sorted(found.reasons.items()):
        yield f"{rule:<12}{count:>6}  {reason}"
    same = sum(found.both.values())
    differ = sum(found.reasons.values()) + len(found.unexplained)
    yield ""
    yield f"{found.cases} cases read, and {found.refused} that our reader refuses;"
    yield f"of the refused the artefacts hold {len(found.refused_alone)} right;"
    yield f"{same} findings on both sides, {differ} on one, {len(found.unexplained)} unexplained"
