"""What the HTTP shell and the in-process remote need of a simulated system."""

from typing import Protocol

from functions.runtime.ports import Reply, Request


class System(Protocol):
    """A simulated system: requests in, answers out."""

    name: str
    """What policies and secrets call it."""
    methods: frozenset[str]
    """The HTTP methods that are let through to it."""
    base_url: str

    def handle(self, request: Request) -> Reply:
        """Answer one request. Raises Refused, Cut or Slow in the place of an answer."""

    def is_down(self) -> bool:
        """Whether nothing listens now."""

    def settings(self) -> dict[str, str]:
        """What a caller keeps as its secret."""
