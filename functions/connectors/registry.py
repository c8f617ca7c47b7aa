"""The connectors there are: one folder each, which declares itself by its `client.connect`."""

import importlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from functions.runtime.operation import Counterpart
from functions.runtime.ports import Remote

SYSTEMS = tuple(sorted(found.parent.name for found in Path(__file__).parent.glob("*/client.py")))
"""The systems that can be connected to, by the name that policies call them."""


def connect(
    system: str, remote: Remote, now: datetime, pause: Callable[[float], None]
) -> Counterpart[Any]:
    """The system's counterpart; its credentials and connections are kept by the process."""
    if system not in SYSTEMS:
        raise LookupError(f"there is no connector for {system}")
    module = importlib.import_module(f"functions.connectors.{system}.client")
    counterpart: Counterpart[Any] = module.connect(system, remote, now, pause)
    return counterpart
