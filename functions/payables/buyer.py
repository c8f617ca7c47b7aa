"""Whether an invoice is to the legal entity that it was sent for (R-MOD-15)."""

from collections.abc import Iterator

from schemas.finding import Finding
from schemas.party import UNSCHEMED, Party
from schemas.policies.entities import Entities


def buyer_findings(buyer: Party, entity: str, entities: Entities) -> Iterator[Finding]:
    """Identifiers of the buyer that are another entity's of ours, or not those of this one.

    A scheme by which the entity is known must give its own value at least once: an endpoint may
    have a second GLN, but no company has another's VAT number. What the policy does not know says
    nothing, and neither does a buyer without identifiers. An identifier may be of several
    entities, such as those of one VAT group.
    """
    keys = buyer.keys()
    named = {code for key in keys for code in _others(key, entity, entities)}
    if named:
        message = f"the buyer's identifiers are those of {', '.join(sorted(named))}"
        yield Finding(code="TIE-ENTITY-OTHER", message=message, where="buyer")
        return
    own = {
        known.key()
        for each in entities.entities
        if each.code == entity
        for known in each.identifiers
    }
    schemes = {scheme for scheme, _ in own} & {scheme for scheme, _ in keys} - {UNSCHEMED}
    for scheme in sorted(schemes):
        if not any(key in own for key in keys if key[0] == scheme):
            message = f"the buyer's {scheme} identifier is not that of {entity}"
            yield Finding(code="TIE-BUYER", message=message, where="buyer")


def _others(key: tuple[str, str], entity: str, entities: Entities) -> tuple[str, ...]:
    """The entities of this identifier, where this entity is none of them."""
    owners = entities.addressed((key,))
    return () if entity in owners else owners
