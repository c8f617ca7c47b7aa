"""State machines in memory: the part of the Amazon States Language that ours are written in.

Pass, and Task by `lambda:invoke` with or without a task token; JSONPath to fields; TimeoutSeconds
by path, Retry and Catch by name; results are dropped. Everything else raises KeyError.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from functions.runtime.errors import TieoutError, Unavailable
from functions.runtime.memory.boundary import Boundary, Killed
from functions.runtime.memory.clock import Clock
from schemas.base import iso

Json = dict[str, Any]
Invoke = Callable[[str, Json], Any]
"""The function that a placeholder names, and its payload."""
NAME_LIMIT = 80
_WAITING = ".waitForTaskToken"


@dataclass
class Execution:
    """One execution; `until` is when its wait times out or a retry is due, None if neither."""

    workflow: str
    name: str
    said: Json
    state: str
    entered: datetime
    status: str = "RUNNING"
    token: str = ""
    until: datetime | None = None
    failed: str = ""
    """The error of the last try of this state, until it is tried again."""
    completed: bool = False
    busy: bool = False
    tries: dict[int, int] = field(default_factory=dict)
    path: list[str] = field(default_factory=list)


class MemoryWorkflows:
    """`definitions` by name; an execution moves only when `run` is called, as others see it."""

    def __init__(self, boundary: Boundary, clock: Clock) -> None:
        self.boundary = boundary
        self.clock = clock
        self.definitions: dict[str, Json] = {}
        self.executions: dict[str, Execution] = {}
        self.invoke: Invoke = lambda function, payload: None
        self._tokens = 0

    def start(self, workflow: str, execution: str, said: Mapping[str, str | int]) -> None:
        """As the port says. Raises ValueError for a name that Step Functions does not take."""
        with self.boundary.crossing("workflows.start", workflow, execution):
            if not 0 < len(execution) <= NAME_LIMIT:
                raise ValueError(f"an execution's name has from 1 to {NAME_LIMIT} characters")
            if workflow not in self.definitions:
                raise Unavailable(f"no workflow {workflow} is deployed")
            if execution not in self.executions:
                first = self.definitions[workflow]["StartAt"]
                self.executions[execution] = Execution(
                    workflow, execution, dict(said), first, self.clock.now, path=[first]
                )

    def complete(self, token: str, said: Mapping[str, str]) -> bool:
        """As the port says; a wait ends at its time even if nobody has looked yet."""
        with self.boundary.crossing("workflows.complete"):
            for one in self.executions.values():
                if token and one.token == token and one.status == "RUNNING":
                    late = one.until is not None and self.clock.now >= one.until
                    over = one.completed or bool(one.failed) or late
                    one.completed = one.completed or not over
                    return not over
        return False

    def run(self) -> bool:
        """Move every execution as far as it goes now; whether any moved."""
        moved = False
        for one in list(self.executions.values()):
            while not one.busy and one.status == "RUNNING" and self._moves(one):
                moved = True
        return moved

    def _moves(self, one: Execution) -> bool:
        state = self.definitions[one.workflow]["States"][one.state]
        due = one.until is not None and self.clock.now >= one.until
        if state["Type"] == "Pass" or one.completed:
            self._leave(one, state)
        elif one.token and not one.failed:
            if due:
                self._fail(one, state, "States.Timeout")
            return due
        elif not one.failed or due:
            self._try(one, state)
        else:
            return False
        return True

    def _try(self, one: Execution, state: Json) -> None:
        waits = state["Resource"].endswith(_WAITING)
        one.failed, one.until = "", None
        if waits:
            self._tokens += 1
            one.token = f"token {self._tokens} of {one.name}"
            seconds = _at(state["TimeoutSecondsPath"], one.said, {})
            one.until = self.clock.now + timedelta(seconds=seconds)
        asked = _filled(state["Parameters"], one.said, self._context(one))
        one.busy = True
        try:
            self.invoke(asked["FunctionName"].strip("${}"), asked["Payload"])
        except TieoutError as error:
            one.failed = type(error).__name__
        except Killed:
            one.failed = "Runtime.ExitError"
        finally:
            one.busy = False
        if one.failed and not one.completed:
            self._fail(one, state, one.failed)
        elif not waits:
            one.completed = True

    def _fail(self, one: Execution, state: Json, error: str) -> None:
        for place, retry in enumerate(state.get("Retry", ())):
            tried = one.tries.get(place, 0)
            if error in retry["ErrorEquals"] and tried < retry["MaxAttempts"]:
                wait = retry["IntervalSeconds"] * retry["BackoffRate"] ** tried
                one.tries[place], one.failed = tried + 1, error
                one.until = self.clock.now + timedelta(seconds=min(wait, retry["MaxDelaySeconds"]))
                return
        for catch in state.get("Catch", ()):
            if error in catch["ErrorEquals"]:
                self._enter(one, catch["Next"])
                return
        one.status, one.failed, one.until = "FAILED", error, None

    def _leave(self, one: Execution, state: Json) -> None:
        if state.get("End"):
            one.status, one.token, one.until = "SUCCEEDED", "", None
        else:
            self._enter(one, state["Next"])

    def _enter(self, one: Execution, name: str) -> None:
        one.state, one.entered, one.token, one.until = name, self.clock.now, "", None
        one.failed, one.completed = "", False
        one.tries.clear()
        one.path.append(name)

    def _context(self, one: Execution) -> Json:
        state = {"Name": one.state, "EnteredTime": iso(one.entered)}
        return {"State": state, "Task": {"Token": one.token}}


def _filled(template: Json, said: Json, context: Json) -> Json:
    """A payload template: names that end in `.$` hold paths."""
    return {
        name.removesuffix(".$"): _filled(value, said, context)
        if isinstance(value, dict)
        else _at(value, said, context)
        if name.endswith(".$")
        else value
        for name, value in template.items()
    }


def _at(path: str, said: Json, context: Json) -> Any:
    """The field under `$.`, or under `$$.` for the context object."""
    found: Any = context if path.startswith("$$.") else said
    for step in path.lstrip("$").split(".")[1:]:
        found = found[step]
    return found
