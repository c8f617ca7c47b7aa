"""A built folder: made once for its inputs, byte-identical each time, safe beside other builds."""

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: 1980-01-01, the oldest date that a zip can hold.
_ZIP_EPOCH_SECONDS = 315_532_800


@dataclass(frozen=True)
class Asset:
    """A folder to upload, the SHA-256 of its content, and whether it holds bytecode.

    Without bytecode Lambda compiles every module at every cold start, because its disk is
    read-only: more than twice the time.
    """

    path: Path
    digest: str
    bytecode: bool


def build(out: Path, inputs: str, fill: Callable[[Path], bool]) -> Asset:
    """Make `out` by `fill` (which says whether it compiled), unless it stands for these `inputs`.

    Processes that want the same folder wait for each other. A folder whose making failed does not
    replace the one that stood there.
    """
    out = out.resolve()
    out.parent.mkdir(parents=True, exist_ok=True)
    with _alone(out):
        return _standing(out, inputs) or _made(out, inputs, fill)


def digest_of(files: Iterable[Path], *facts: str) -> str:
    """SHA-256 over `facts` and the files' names and contents: the inputs of a build."""
    seen = hashlib.sha256("\0".join(facts).encode())
    for file in sorted(files):
        seen.update(f"\0{file.relative_to(ROOT)}\0".encode())
        seen.update(hashlib.sha256(file.read_bytes()).digest())
    return seen.hexdigest()


def content_digest(folder: Path) -> str:
    """SHA-256 over every file's path, mode and bytes: equal folders, equal digests."""
    seen = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        seen.update(f"{file.relative_to(folder)}\0{file.stat().st_mode & 0o777:o}\0".encode())
        seen.update(hashlib.sha256(file.read_bytes()).digest())
    return seen.hexdigest()


def own_sources() -> Iterator[Path]:
    """This package's modules: a change of the packager is a change of what it makes."""
    return Path(__file__).parent.glob("*.py")


def _standing(out: Path, inputs: str) -> Asset | None:
    stamp = _stamp(out)
    if not (out.is_dir() and stamp.is_file()):
        return None
    known = json.loads(stamp.read_text())
    if known["inputs"] != inputs:
        return None
    return Asset(path=out, digest=known["digest"], bytecode=known["bytecode"])


def _made(out: Path, inputs: str, fill: Callable[[Path], bool]) -> Asset:
    _stamp(out).unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as scratch:
        work = Path(scratch) / "asset"
        work.mkdir()
        bytecode = fill(work)
        _settle(work)
        asset = Asset(path=out, digest=content_digest(work), bytecode=bytecode)
        shutil.rmtree(out, ignore_errors=True)
        work.rename(out)
    _stamp(out).write_text(json.dumps({**asdict(asset), "path": out.name, "inputs": inputs}))
    return asset


def _settle(folder: Path) -> None:
    """Fix modes and dates, which otherwise tell of the machine and the minute of the build."""
    for path in [folder, *folder.rglob("*")]:
        owner_runs = path.is_dir() or bool(path.stat().st_mode & 0o100)
        path.chmod(0o755 if owner_runs else 0o644)
        os.utime(path, (_ZIP_EPOCH_SECONDS, _ZIP_EPOCH_SECONDS))


def _stamp(out: Path) -> Path:
    return out.with_name(f".{out.name}.json")


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    with out.with_name(f".{out.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
