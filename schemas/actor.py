"""Who did it: a person, a machine, or Tieout itself."""

from typing import Literal

from schemas.base import Model


class Actor(Model):
    """`id` is one person's id across identity providers, a client's name, or an operation's."""

    kind: Literal["person", "machine", "system"]
    id: str
    door: Literal["api", "file", "bus", "queue", "schedule"]
