"""What an auditor is handed: documents with their story, their policies, and the proof of it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from functions.audit import merkle
from functions.audit.controls import events_of
from functions.audit.seals import Seal, heads_in
from schemas.base import Model, iso
from schemas.events.envelope import Envelope
from schemas.policies.base import PolicyDocument
from schemas.sensitive import text_without_ciphertext

BODIES = {"body", "body_ref"}
KEPT = ("pk", "sk", "envelope", *sorted(BODIES))


class Proof(Model):
    """That a seal covers a document up to a version: its leaf, and the path to the root."""

    seal: Seal
    head: tuple[str, str, int, str]
    path: tuple[merkle.Step, ...]


class Dossier(Model):
    """One document: its events as they are kept, the policies they name, the proofs."""

    tenant: str
    document: str
    events: tuple[dict[str, str], ...]
    policies: tuple[dict[str, str], ...] = ()
    decided_by: tuple[dict[str, str], ...] = ()
    attempts: tuple[dict[str, Any], ...] = ()
    """What was tried at other systems: as the ledger says it, for no seal covers it."""
    proofs: tuple[Proof, ...] = ()


class Bundle(Model):
    """Dossiers, and for a control and a period: all that happened, and which were drawn."""

    control: str = ""
    since: str = ""
    until: str = ""
    population: tuple[str, ...] = ()
    sample: tuple[str, ...] = ()
    documents: tuple[Dossier, ...]


def dossier(
    tenant: str,
    document: str,
    events: Sequence[Mapping[str, Any]],
    seals: Iterable[tuple[Seal, str]],
    policies: Iterable[PolicyDocument] = (),
    attempts: Sequence[Mapping[str, Any]] = (),
) -> Dossier:
    """A document's dossier of its event items, in order; `seals` come with their leaves."""
    said = [Envelope.model_validate_json(str(item["envelope"])) for item in events]
    named = {(name, version) for one in said for name, version in one.policies.items()}
    return Dossier(
        tenant=tenant,
        document=document,
        events=tuple({n: _shown(n, item[n]) for n in KEPT if n in item} for item in events),
        policies=tuple(_in_force(named, policies)),
        decided_by=tuple({"event": one.id, **one.actor.model_dump()} for one in said),
        attempts=tuple(dict(attempt) for attempt in attempts),
        proofs=tuple(_proofs(tenant, document, seals)),
    )


def _shown(name: str, value: Any) -> str:
    """Bodies go out without ciphertext; their hash is over what is left."""
    return text_without_ciphertext(str(value)) if name == "body" else str(value)


def _in_force(
    named: Iterable[tuple[str, str]], policies: Iterable[PolicyDocument]
) -> Iterator[dict[str, str]]:
    known = {(one.name, v.version): (one, v) for one in policies for v in one.approved}
    for name, version in sorted(named):
        found = known.get((name, version))
        if found is None:
            yield {"policy": name, "version": version}
            continue
        document, kept = found
        yield {
            "policy": name,
            "version": version,
            "entity": document.entity,
            "content": kept.content,
            "effective_from": iso(kept.effective_from),
            "proposed_by": kept.proposed_by,
            "approved_by": kept.approved_by,
        }


def _proofs(tenant: str, document: str, seals: Iterable[tuple[Seal, str]]) -> Iterator[Proof]:
    for seal, text in seals:
        heads = heads_in(text)
        for place, head in enumerate(heads):
            if head[:2] == (tenant, document):
                lines = [one.line for one in heads]
                yield Proof(seal=seal, head=head[:], path=merkle.path(lines, place))


def drawn(control: str, since: str, until: str, population: Sequence[str], size: int) -> list[str]:
    """The sample: the same for everyone who draws from this population for this period."""

    def rank(event: str) -> str:
        return sha256("|".join((control, since, until, event)).encode()).hexdigest()

    return sorted(sorted(population, key=rank)[:size])


def population(control: str, since: str, until: str, events: Iterable[Envelope]) -> list[str]:
    """Every event of the control in the period; the first instant counts, the last does not."""
    wanted = set(events_of(control))
    return sorted(
        f"{one.tenant}#{one.id}"
        for one in events
        if one.type.partition(".")[0] in wanted and since <= one.occurred_at < until
    )
