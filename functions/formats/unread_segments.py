"""What a message of segments says and no reader took into a field: kept under its own name."""

from collections.abc import Iterable

from functions.formats.segments import Message, Segment
from schemas.beside import BESIDE_MAX, Beside
from schemas.payment_means import SubmittedOtherAccount

Accounts = frozenset[tuple[str, str, int, int]]
"""Where an account number may stand: tag, qualifier (none for any), element and component."""


def of_segments(
    message: Message, segments: Iterable[Segment], accounts: Accounts
) -> tuple[Beside, ...]:
    """What is left of these segments; account numbers among it go to the message by themselves."""
    found = [(at, element, component) for at in segments for element, component in at.unread()]
    if len(found) > BESIDE_MAX:
        said = f"{len(found)} values that no field holds; at most {BESIDE_MAX} are kept"
        message.find("TIE-BESIDE", said, found[0][0])
        return ()
    kept = []
    for at, element, component in found:
        name, value = at.name(element, component), at.peek(element, component)
        if {(at.tag, at.code, element, component), (at.tag, "", element, component)} & accounts:
            other = message.build(SubmittedOtherAccount, at, name=name, account=value)
            message.accounts.append(other)
        else:
            kept.append(message.build(Beside, at, name=name, value=value))
    return tuple(kept)
