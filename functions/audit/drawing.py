"""Bundles out of an export: for a document, or for a control and a period."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from typing import Any

from functions.audit.bundle import Bundle, Dossier, dossier, drawn, population
from functions.audit.seals import Seal
from functions.audit.sequence import Sealed, heads_of
from schemas.events.envelope import Envelope
from schemas.policies.base import PolicyDocument

Items = Iterator[dict[str, Any]]
Export = Callable[[], Items]
"""The export from its beginning: it is read more than once, and never held whole."""
Item = dict[str, Any]
TRIED = ("system", "attempt", "reference", "outcome", "learnt", "at", "number", "reason")


def of_document(sealed: Sealed, export: Export, name: str) -> Bundle:
    """One document's bundle; its name is its tenant, `#`, and its id."""
    return Bundle(documents=tuple(_dossiers(sealed, export, {name})))


def of_control(
    sealed: Sealed, export: Export, control: str, since: str, until: str, size: int
) -> Bundle:
    """The population of a control in a period, and the dossiers of those that were drawn."""
    everything = population(control, since, until, _events(export))
    sample = drawn(control, since, until, everything, size)
    wanted = {event.rpartition("@")[0] for event in sample}
    return Bundle(
        control=control,
        since=since,
        until=until,
        population=tuple(everything),
        sample=tuple(sample),
        documents=tuple(_dossiers(sealed, export, wanted)),
    )


def _events(export: Export) -> Iterator[Envelope]:
    for item in export():
        if str(item["sk"]).startswith("event#"):
            yield Envelope.model_validate_json(str(item["envelope"]))


def _dossiers(sealed: Sealed, export: Export, wanted: Collection[str]) -> Iterator[Dossier]:
    events: defaultdict[str, list[Item]] = defaultdict(list)
    attempts: defaultdict[str, list[Item]] = defaultdict(list)
    policies: list[PolicyDocument] = []
    for item in export():
        name, sk = str(item["pk"]), str(item["sk"])
        if sk == "head" and item["kind"] == PolicyDocument.KIND and "body" in item:
            policies.append(PolicyDocument.model_validate_json(item["body"]))
        if name in wanted and sk.startswith("event#"):
            events[name].append(item)
        elif name in wanted and sk.startswith("effect#") and "outcome" in item:
            attempts[name].append({part: item[part] for part in TRIED if part in item})
    covering = dict(_covering(sealed, events))
    for name in sorted(events):
        tenant, _, document = name.partition("#")
        chain = sorted(events[name], key=lambda item: str(item["sk"]))
        seals = [covering[name]] if name in covering else []
        yield dossier(tenant, document, chain, seals, policies, attempts[name])


def _covering(sealed: Sealed, wanted: Collection[str]) -> Iterator[tuple[str, tuple[Seal, str]]]:
    """The newest seal of each document: the last one said is the one that stays."""
    for seal in sealed.seals:
        for head in heads_of(seal, sealed.leaves) or ():
            name = f"{head.tenant}#{head.document}"
            if name in wanted:
                yield name, (seal, sealed.leaves[seal.statement.root])
