"""What would become of a message if it came again now: the real handler, its effects captured."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from functions.runtime.captured import Withheld, captured
from functions.runtime.captured_store import Beyond
from functions.runtime.dispatch import adapter
from functions.runtime.errors import Denied, TieoutError
from functions.runtime.kernel import Kernel
from functions.runtime.letters import Rehearsal, Verdict
from functions.runtime.operation import Operation
from functions.runtime.parse import outline
from functions.runtime.ports import Ports

STEPS_MAX = 20
NAMED_MAX = 3
CAUSE_MAX = 200
GOES = "nothing stands in its way any more"


def rehearse(ports: Ports, operation: Operation, body: str, *, blind: bool = False) -> Rehearsal:
    """Serve a message over captured ports, from a cold start. Nothing changes, nothing leaves.

    A redrive is harmless whatever this says; it says whether it is of any use. What a control
    would deny is for fixing first: a redrive would drop it, with a denial record. `blind` is a
    process that was granted no keys, no secrets and no dropped files: it sees less far.
    """
    steps: list[str] = []
    try:
        outline(body)
    except ValueError:
        return Rehearsal(Verdict.FIX, "the body is no JSON")
    try:
        seen = captured(ports, steps, blind=blind)
        said = adapter(operation, body)(Kernel.over(seen), operation, body)
    except Beyond as far:
        return _goes([*steps, str(far)])
    except Withheld as withheld:
        return _stuck(withheld.why, steps)
    except Denied as denied:
        return Rehearsal(Verdict.FIX, f"denied: {denied.detail}")
    except TieoutError as error:
        return _stuck(error, steps)
    except ValidationError as wrong:
        return Rehearsal(Verdict.FIX, f"cannot read {_where(wrong)}")
    except Exception as error:  # noqa: BLE001 - whatever a message does to its handler is the answer
        return Rehearsal(Verdict.FIX, f"{type(error).__name__} at {_place(error)}")
    return _goes(steps) if steps else Rehearsal(Verdict.APPLIED, said)


def rehearsed(ports: Ports, operation: Operation, bodies: Sequence[str]) -> list[Mapping[str, Any]]:
    """The rehearsal of each message, as JSON; asked of the consumer's own function."""
    return [rehearse(ports, operation, body)._asdict() for body in bodies]


def _goes(steps: Sequence[str]) -> Rehearsal:
    return Rehearsal(Verdict.SAFE, GOES, tuple(dict.fromkeys(steps))[:STEPS_MAX])


def _stuck(why: TieoutError, steps: Sequence[str]) -> Rehearsal:
    cause = f"{type(why).__name__}: {why.detail}"
    return Rehearsal(Verdict.FIX, cause, tuple(dict.fromkeys(steps))[:STEPS_MAX])


def _where(wrong: ValidationError) -> str:
    """The fields that are wrong and how, never what they say."""
    found = [f"{'.'.join(map(str, one['loc']))} {one['type']}" for one in wrong.errors()]
    return f"{wrong.title}: {', '.join(found[:NAMED_MAX])}"[:CAUSE_MAX]


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "an unknown place"
    name = trace.tb_frame.f_globals.get("__name__", "")
    return f"{name}:{trace.tb_lineno}"
