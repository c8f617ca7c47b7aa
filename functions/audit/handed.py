"""Whether a bundle that was handed over agrees with its proofs, and with itself."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime

from pydantic import ValidationError

from functions.audit import chains, merkle
from functions.audit.bundle import BODIES, Bundle, Dossier, Proof, drawn, population
from functions.audit.chains import Chain, event_found
from functions.audit.found import Found, Tampering
from functions.audit.seals import SealedHead
from functions.audit.signatures import signed
from functions.audit.verify import PATIENCE
from schemas.base import canonical_json, digest, iso
from schemas.events.envelope import Envelope


def checked(bundle: Bundle, keys: Mapping[str, str]) -> Iterator[Found]:
    """Everything in a bundle that does not agree with its proofs or with itself."""
    for one in bundle.documents:
        yield from _dossier_found(one, keys)
    if bundle.control:
        yield from _drawing_found(bundle)


def _dossier_found(one: Dossier, keys: Mapping[str, str]) -> Iterator[Found]:
    where = f"{one.tenant}#{one.document}"
    yield from (Found(what, where, why) for what, why in _proven(one, keys))
    found = [event_found(event, bodies=bool(event.keys() & BODIES)) for event in one.events]
    for _, wrong in found:
        yield from wrong
    if all(link for link, _ in found):
        yield from (Found(Tampering.EDITED, where, why) for why in _beside_the_events(one))
    chain = Chain(
        tenant=one.tenant,
        document=one.document,
        links=[link for link, _ in found if link],
        sealed={proof.head[2]: proof.head[3] for proof in one.proofs},
        covered_before=min((_settled(proof) for proof in one.proofs), default=""),
        head=None,
    )
    for check in chains.CHECKS:
        yield from (Found(what, where, why) for what, why in check(chain))


def _drawing_found(bundle: Bundle) -> Iterator[Found]:
    """Whether the sample is the one of the population, and whether all of it was handed over."""
    size = len(bundle.sample)
    said = drawn(bundle.control, bundle.since, bundle.until, bundle.population, size)
    if tuple(said) != bundle.sample:
        yield Found(Tampering.EDITED, bundle.control, "the sample is not what is drawn")
    handed = population(bundle.control, bundle.since, bundle.until, _events(bundle))
    for event in sorted({*bundle.sample} - {*handed}):
        yield Found(Tampering.TRUNCATED, event, "was drawn, and is not in the bundle")
    for event in sorted({*handed} - {*bundle.population}):
        yield Found(Tampering.TRUNCATED, event, "is in the bundle, and not in the population")


def unsealed(one: Dossier) -> list[str]:
    """The events that no seal in the dossier covers: so new, or not from the ledger at all."""
    covered = max((proof.head[2] for proof in one.proofs), default=0)
    links = (event_found(event, bodies=False)[0] for event in one.events)
    return [link.id for link in links if link and link.version > covered]


def _settled(proof: Proof) -> str:
    """What happened before this instant was known to the sealer."""
    return iso(datetime.fromisoformat(proof.seal.statement.until) - PATIENCE)


def _events(bundle: Bundle) -> Iterator[Envelope]:
    for one in bundle.documents:
        for event in one.events:
            try:
                yield Envelope.model_validate_json(event.get("envelope", ""))
            except ValidationError:
                continue


def _beside_the_events(one: Dossier) -> Iterator[str]:
    """What the dossier repeats of its events, or adds to them, and they do not say."""
    said = [Envelope.model_validate_json(event["envelope"]) for event in one.events]
    if list(one.decided_by) != [{"event": e.id, **e.actor.model_dump()} for e in said]:
        yield "others decided than its events say"
    named = sorted({named for event in said for named in event.policies.items()})
    if [(each.get("policy"), each.get("version")) for each in one.policies] != named:
        yield "its policies are not those that its events name"
    for each in one.policies:
        if "content" in each and each["version"] not in _versions(each):
            yield f"the policy {each['policy']} is not the version {each['version']}"


def _versions(policy: Mapping[str, str]) -> Iterator[str]:
    """What the version of this content and effective date must be."""
    content = digest(canonical_json(json.loads(policy["content"])))[:16]
    yield digest(content, policy.get("effective_from", ""))[:16]


def _proven(one: Dossier, keys: Mapping[str, str]) -> Iterator[tuple[Tampering, str]]:
    for proof in one.proofs:
        said, pem = proof.seal.statement, keys.get(proof.seal.key)
        if pem is None or not signed(said.text, proof.seal.signature, pem):
            yield Tampering.FORGED, f"seal {said.sequence} is not signed with a known key"
        head = SealedHead(*proof.head)
        if merkle.root_over(head.line, proof.path) != said.root:
            yield Tampering.FORGED, f"seal {said.sequence} does not hold that leaf"
        if head[:2] != (one.tenant, one.document):
            yield Tampering.FORGED, f"seal {said.sequence} is about another document"
    if not one.proofs:
        yield Tampering.INSERTED, "no seal covers it"
