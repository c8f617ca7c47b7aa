"""What a stranger's clone must be able to rely on: pins with hashes, no machine's own addresses."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gates.source import ROOT

SKIPPED = frozenset({".git", ".build", ".venv", "node_modules", "cdk.out", "__pycache__"})
TEXTS = frozenset(
    {".py", ".md", ".toml", ".json", ".in", ".txt", ".yaml", ".yml", ".cfg", ".sh", ".xml", ""}
)
ELSEWHERE = re.compile(r"/(?:work|home|Users|root)/\w|/tmp/dev\b")
REGISTRY = re.compile(
    r"--(?:extra-)?index-url|--find-links|_INDEX_URL|registry\.npmjs|"
    r"https?://[^\s\"']*(?:pypi|artifactory|nexus|mirror|registry)[^\s\"']*",
    re.IGNORECASE,
)
PINNED = re.compile(r"^[a-z0-9][a-z0-9._-]*(?:\[[a-z0-9,_-]+\])?==\S+", re.IGNORECASE)
GROUPS = sorted((ROOT / "requirements").glob("*.txt"))


def _texts() -> Iterator[Path]:
    for file in sorted(ROOT.rglob("*")):
        parts = file.relative_to(ROOT).parts
        hidden = any(part in SKIPPED or part.startswith(".") for part in parts[:-1])
        if file.is_file() and not hidden and file.suffix in TEXTS and "gates" not in parts:
            yield file


def _saying(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for file in _texts():
        text = file.read_text(encoding="utf-8", errors="ignore")
        for number, line in enumerate(text.splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{file.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    return found


def test_nothing_names_a_place_on_some_machine() -> None:
    assert _saying(ELSEWHERE) == []


def test_nothing_names_a_registry() -> None:
    allowed = ("Makefile",)  # says that pins are written without one
    assert [line for line in _saying(REGISTRY) if not line.startswith(allowed)] == []
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "--no-emit-index-url" in makefile
    assert "http" not in makefile


def test_no_lock_file_is_kept() -> None:
    names = ("uv.lock", "package-lock.json", "poetry.lock")
    assert [name for name in names if (ROOT / name).exists()] == []


@pytest.mark.parametrize("file", GROUPS, ids=lambda file: file.name)
def test_every_package_is_pinned_by_hash(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    packages = [line for line in lines if line.strip() and not line.lstrip().startswith("#")]
    assert packages
    for line in packages:
        assert PINNED.match(line), line[:80]
        assert "--hash=sha256:" in line, line[:80]


def test_every_group_of_requirements_is_pinned() -> None:
    wanted = {file.with_suffix(".txt").name for file in (ROOT / "requirements").glob("*.in")}
    assert wanted == {file.name for file in GROUPS}
