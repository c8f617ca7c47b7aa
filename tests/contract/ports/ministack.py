"""Starts the emulator for the suite: `make e2e` has it in `.build/engine`."""

import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PORT = int(os.environ.get("ENGINE_PORT", "4680"))
START_SECONDS = 20
ROOT = Path(__file__).parents[3]


def command() -> Path | None:
    """The emulator's own command; `ENGINE_BIN` overrides where it is."""
    found = Path(os.environ.get("ENGINE_BIN", ROOT / ".build/engine/bin/ministack"))
    return found if found.exists() else None


@contextmanager
def running(binary: Path, folder: Path) -> Iterator[str]:
    """The address of an emulator that listens on this machine alone; stopped at the end."""
    environ = os.environ | {
        "BIND_HOST": "127.0.0.1",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "MINISTACK_HOST": "localhost",
        "MINISTACK_REGION": "eu-west-1",
        "GATEWAY_PORT": str(PORT),
    }
    address = f"http://127.0.0.1:{PORT}"
    with (folder / "engine.log").open("wb") as log:
        process = subprocess.Popen([binary], env=environ, cwd=folder, stdout=log, stderr=log)
        try:
            _await(address, process)
            yield address
        finally:
            process.terminate()
            process.wait(START_SECONDS)


def _await(address: str, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_ministack/health", timeout=1):  # noqa: S310 - loopback
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the emulator did not start")
