"""Partner systems in memory: functions that answer requests, by the start of their URL."""

from collections.abc import Callable, Mapping

from functions.runtime.errors import Unavailable
from functions.runtime.memory.boundary import Boundary
from functions.runtime.ports import Reply, Request

Answering = Callable[[Request], Reply]
"""May raise Unavailable (never reached) or UnknownOutcome (did its work, lost its answer)."""


class MemoryRemote:
    """`systems` by URL prefix, the longest wins; `secrets` by system name."""

    def __init__(self, boundary: Boundary) -> None:
        self.boundary = boundary
        self.systems: dict[str, Answering] = {}
        self.secrets: dict[str, Mapping[str, str]] = {}
        self._known: dict[str, Mapping[str, str]] = {}

    def call(self, request: Request) -> Reply:
        """As the port says; what no system answers is a host that is not there."""
        with self.boundary.crossing("remote.call", request):
            found = [prefix for prefix in self.systems if request.url.startswith(prefix)]
            if not found:
                raise Unavailable("no such host")
            return self.systems[max(found, key=len)](request)

    def secret(self, name: str) -> Mapping[str, str]:
        """As the port says: one call per process and system."""
        if name not in self._known:
            with self.boundary.crossing("remote.secret", name):
                if name not in self.secrets:
                    raise Unavailable(f"no connection settings for {name}")
                self._known[name] = dict(self.secrets[name])
        return self._known[name]
