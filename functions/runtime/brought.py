"""What the kernel brings to a decision, or keeps for it, beside the document itself."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from schemas.attached import AttachedObject
    from schemas.policies.base import PolicyDocument


class Kept(NamedTuple):
    """Bytes that nobody can change or delete, kept before the commit that tells of them.

    What a client had left for us is fetched from there, and must have the hash that was said.
    """

    name: str
    content: "bytes | AttachedObject"


class Proofs(NamedTuple):
    """What proves a history: seals that cover the document, and the policies that its events name.

    Each seal is its JSON text and that of its leaves.
    """

    seals: tuple[tuple[str, str], ...]
    policies: "tuple[PolicyDocument, ...]"


class Waiting(NamedTuple):
    """Documents, behind their tenant, whose effects a quarantine holds; and whether more are."""

    documents: tuple[str, ...]
    more: bool
