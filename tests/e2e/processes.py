"""The functions as processes of this machine: found by their environment, and killed."""

import os
import signal
from contextlib import suppress
from pathlib import Path

from local.deployment import Deployment


def function_of(deployment: Deployment, operation: str) -> str:
    """The name of an operation's function."""
    for page in deployment.client("lambda").get_paginator("list_functions").paginate():
        for function in page["Functions"]:
            variables = function.get("Environment", {}).get("Variables", {})
            if variables.get("OPERATION") == f"functions.{operation}":
                return str(function["FunctionName"])
    raise LookupError(operation)


def serving(deployment: Deployment, function: str) -> list[int]:
    """The processes that our own emulator started for this function."""
    wanted = f"AWS_LAMBDA_FUNCTION_NAME={function}".encode()
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        with suppress(OSError):
            named = wanted in (folder / "environ").read_bytes().split(b"\0")
            if named and _parent(folder) == deployment.emulator.pid:
                found.append(int(folder.name))
    return found


def kill(deployment: Deployment, function: str) -> int:
    """End all of them where they are, as a machine that fails does; answers how many."""
    ended = serving(deployment, function)
    for process in ended:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    return len(ended)


def _parent(folder: Path) -> int:
    """The fourth field of `stat`, behind a name that may hold blanks."""
    return int((folder / "stat").read_text().rpartition(")")[2].split()[1])
