"""The dependency layer, built from the pinned requirements without Docker."""

import shutil
import subprocess
import sys
from pathlib import Path

from uv import find_uv_bin

from infra.bundle.asset import ROOT, Asset, build, digest_of, own_sources
from infra.bundle.bytecode import compile_bytecode

#: Lambda's architecture in every cloud stage, as uv names the platform.
ARM64 = "aarch64-manylinux2014"
#: This machine, for the emulator, which runs functions as processes.
HOST = "host"

_REQUIREMENTS = ROOT / "requirements" / "lambda.txt"

#: What no function imports: installers' records, tests, type stubs, C sources, a compiler for C
#: bindings (cryptography needs only its compiled back end), and parts of large packages.
_UNUSED = (
    "*.dist-info",
    "bin",
    "**/__pycache__",
    "**/tests",
    "**/*.[ch]",
    "**/*.p[xy][dix]",
    "cffi",
    "pycparser",
    "aws_lambda_powertools/event_handler/openapi/swagger_ui",
)


def host_python() -> str:
    """This interpreter's version as Lambda runtimes are named: "3.13"."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def build_layer(platform: str, python: str, out: Path) -> Asset:
    """Build the layer for `platform` (uv's name, or HOST) and `python` in `out`.

    Packages are in `out`/python, where Lambda looks for them. Raises ValueError for the host with
    another Python, CalledProcessError where uv fails, for instance because a package has no wheel
    for the platform.
    """
    if platform == HOST and python != host_python():
        raise ValueError(f"this machine's Python is {host_python()}, not {python}")
    inputs = digest_of([_REQUIREMENTS, *own_sources()], platform, python, sys.version)
    return build(out, inputs, lambda work: _fill(work / "python", platform, python))


def _fill(site: Path, platform: str, python: str) -> bool:
    _install(site, platform, python)
    for pattern in _UNUSED:
        for path in sorted(site.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    return compile_bytecode(site, python, "/opt/python")


def _install(site: Path, platform: str, python: str) -> None:
    command = [find_uv_bin(), "pip", "install", "--quiet", "--python", sys.executable]
    command += ["--target", str(site), "--link-mode", "copy"]
    command += ["--only-binary", ":all:", "--require-hashes", "--requirement", str(_REQUIREMENTS)]
    if platform != HOST:
        command += ["--python-platform", platform, "--python-version", python]
    subprocess.run(command, check=True)
