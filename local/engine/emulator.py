"""The emulator as a process on the loopback: started, awaited, stopped."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILD = ROOT / ".build"
REGION = "eu-west-1"
START_SECONDS = 30
STOP_SECONDS = 15


@dataclass(frozen=True)
class Emulator:
    """A running emulator; everything it started dies with it."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def pid(self) -> int:
        """The process group of the emulator and of all its functions."""
        return self.process.pid

    @property
    def url(self) -> str:
        """Where every AWS client finds it."""
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """End it and its functions; a process that will not go is killed."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.pid, sign)
            except ProcessLookupError:
                return
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            return


def start(folder: Path, port: int = 0, **settings: str) -> Emulator:
    """Start it with its log in the folder, and with settings of its own by their names.

    Raises RuntimeError if it does not come up.
    """
    folder.mkdir(parents=True, exist_ok=True)
    port = port or free_port(4566)
    log = folder / "emulator.log"
    environ = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        **client_environment(f"http://127.0.0.1:{port}"),
        "BIND_HOST": "127.0.0.1",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "MINISTACK_HOST": "localhost",
        "MINISTACK_REGION": REGION,
        "GATEWAY_PORT": str(port),
        "LOCAL_LAMBDA_PYTHON": str(BUILD / "ric/bin/python"),
        "LOCAL_LAYER": str(BUILD / "layer-local/python"),
        **settings,
    }
    with log.open("ab") as sink:
        process = subprocess.Popen(
            [BUILD / "engine/bin/ministack"],
            env=environ,
            cwd=folder,
            stdout=sink,
            stderr=sink,
            start_new_session=True,
        )
    emulator = Emulator(port, process, log)
    ends = time.monotonic() + START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{emulator.url}/_ministack/health", timeout=2):  # noqa: S310 - loopback
                return emulator
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    emulator.stop()
    raise RuntimeError(f"the emulator did not start: see {log}")


def client_environment(url: str) -> dict[str, str]:
    """What makes AWS clients and the CDK talk to the emulator, and to nothing else."""
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def free_port(wanted: int = 0) -> int:
    """The wanted port of the loopback if nobody has it, else any."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise RuntimeError("the loopback has no free port")
