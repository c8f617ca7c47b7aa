"""The operations table of the README, between its markers."""

from collections.abc import Iterator, Sequence

from functions.runtime.operation import Operation
from functions.runtime.triggers import Api, Every, File, Inbound, On, Step, Stream, Task, Trigger

OPENS, CLOSES = "<!-- operations -->", "<!-- /operations -->"

OWN = {Stream: "the ledger's stream", Task: "its own queue"}


def with_operations(readme: str, operations: Sequence[Operation]) -> str:
    """The README with the table as the operations say; without the markers as it is."""
    before, opens, rest = readme.partition(OPENS)
    _, closes, after = rest.partition(CLOSES)
    if not opens or not closes:
        return readme
    table = "\n".join(_rows(operations))
    return f"{before}{OPENS}\n{table}\n{CLOSES}{after}"


def _rows(operations: Sequence[Operation]) -> Iterator[str]:
    yield "| operation | what it does | set off by | owner |"
    yield "|---|---|---|---|"
    for operation in operations:
        module = f"[`{operation.name}`]({operation.module.replace('.', '/')}.py)"
        doors = "<br>".join(_said(trigger) for trigger in operation.triggers)
        cells = (module, operation.summary, doors, operation.owner)
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _said(trigger: Trigger) -> str:
    match trigger:
        case Api():
            return f"`{trigger.method} {trigger.path}`"
        case Inbound():
            return f"`{trigger.event}` of a partner"
        case On():
            return ", ".join(f"`{kind.detail_type()}`" for kind in trigger.events)
        case File():
            return f"files in `in/<client>/{trigger.folder}/`"
        case Every():
            return f"every {trigger.minutes} min"
        case Step():
            return f"workflow `{trigger.workflow}`"
        case Stream() | Task():
            return OWN[type(trigger)]
