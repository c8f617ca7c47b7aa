"""Which documents differ between the two sides of a day, and in what; pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from schemas.entry import Entry
from schemas.reconciliation import Difference

TEXT_MAX = 255
REVERSED = "reversed"


def differences(ours: Iterable[Entry], theirs: Iterable[Entry]) -> list[Difference]:
    """Every reference on which the sides do not agree, by reference; the order does not matter."""
    here, there = _by_reference(ours), _by_reference(theirs)
    found: list[Difference] = []
    for reference in sorted({*here, *there}):
        found += _of_one(here.get(reference, []), there.get(reference, []))
    return found


def _of_one(here: list[Entry], there: list[Entry]) -> Iterator[Difference]:
    """A posting too many that was reversed is mended: most systems never delete one."""
    there = sorted(there, key=lambda entry: entry.standing == REVERSED)
    standing = sum(entry.standing != REVERSED for entry in there)
    there = there[: max(len(here), standing)]
    if not here:
        for entry in there:
            says = "the system holds it under a reference like ours, and Tieout did not post it"
            yield _difference("missing here", entry, entry.number, says)
        return
    ours = here[0]
    if not there:
        yield _difference("missing there", ours, "", "posted by Tieout, and not in the list")
        return
    if len(there) > len(here):
        numbers = ", ".join(entry.number for entry in there)
        says = f"{len(there)} postings under one reference: {numbers}"
        yield _difference("posted twice", ours, there[0].number, says)
    for entry in there[: len(here)]:
        if says := _differing(ours, entry):
            yield _difference("differs", ours, entry.number, says)


def _differing(ours: Entry, theirs: Entry) -> str:
    """What differs, in words; of the standing as it is."""
    here, there = ours.compared(), theirs.compared()
    shown = {**there, "standing": theirs.standing}
    return "; ".join(
        f"{field} {here[field]} here, {shown[field]} there"
        for field in here
        if here[field] != there[field]
    )


def _difference(kind: str, entry: Entry, number: str, says: str) -> Difference:
    return Difference.model_validate(
        {
            "kind": kind,
            "reference": entry.reference,
            "document": _shown(entry.document) or None,
            "erp_number": number[:TEXT_MAX] or None,
            "says": _shown(says),
            "amount": entry.amount,
            "currency": entry.currency,
        }
    )


def _shown(text: str) -> str:
    """Text of another system, fit to be shown."""
    return "".join(c if c.isprintable() else " " for c in text)[:TEXT_MAX]


def _by_reference(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found = defaultdict[str, list[Entry]](list)
    for entry in sorted(entries):
        found[entry.reference].append(entry)
    return found
