"""A simulated system as an in-process remote, for tests with a virtual clock."""

from collections.abc import Mapping

from functions.runtime.errors import Unavailable, UnknownOutcome
from functions.runtime.ports import Remote, Reply, Request
from local.simulators.faults import Cut, Refused, Slow
from local.simulators.system import System


class SimulatedRemote(Remote):
    """Calls the core directly; remembers the requests that left."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.requests: list[Request] = []

    def call(self, request: Request) -> Reply:
        """Raises Unavailable when nothing listens, UnknownOutcome when no answer comes in time."""
        self.requests.append(request)
        try:
            return self.system.handle(request)
        except Refused as refused:
            raise Unavailable("the connection was refused") from refused
        except Slow as slow:
            if slow.seconds >= request.deadline_seconds:
                raise UnknownOutcome("no answer came in time") from slow
            return slow.reply
        except Cut as cut:
            raise UnknownOutcome("the connection was cut") from cut

    def secret(self, name: str) -> Mapping[str, str]:
        """The settings of its one system; it knows no other."""
        return {self.system.name: self.system.settings()}[name]
