"""Bytecode that stays valid however the asset is copied."""

import shutil
import subprocess
import sys
from pathlib import Path


def compile_bytecode(folder: Path, python: str, mounted_at: str) -> bool:
    """Compile `folder` for `python` ("3.13"); False where this machine has no such interpreter.

    Unchecked-hash bytecode is never compared with its source: a zip rewrites the dates that
    ordinary bytecode is checked against, and Lambda cannot write a fresh one (PEP 552).
    Tracebacks name files under `mounted_at`, where Lambda puts the asset.
    """
    interpreter = _interpreter(python)
    if interpreter is None:
        return False
    # Isolated (-I -S): what the builder's shell sets for Python must not shape the asset.
    command = [interpreter, "-I", "-S", "-m", "compileall", "-q", "-f", "-j", "1"]
    command += ["--invalidation-mode", "unchecked-hash"]
    command += ["-s", str(folder), "-p", mounted_at, str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return True


def _interpreter(python: str) -> str | None:
    if python == f"{sys.version_info.major}.{sys.version_info.minor}":
        return sys.executable
    found = shutil.which(f"python{python}")
    if found is None:
        return None
    # A version manager may put a name on the path that starts nothing.
    trial = subprocess.run([found, "-c", ""], check=False, capture_output=True)
    return found if trial.returncode == 0 else None
