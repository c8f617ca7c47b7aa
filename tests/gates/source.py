"""The source as the gates read it: modules, what they import, what they define."""

import ast
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = frozenset({"runtime", "connectors", "formats", "audit"})
Defined = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Source:
    """One module."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.text = file.read_text(encoding="utf-8")

    @property
    def place(self) -> str:
        """Its path in the repository."""
        return self.file.relative_to(ROOT).as_posix()

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax."""
        return ast.parse(self.text)

    @cached_property
    def imports(self) -> frozenset[str]:
        """Every module it imports, wherever in it; `from a import b` counts as a and as a.b."""
        return frozenset(self._imports())

    def _imports(self) -> Iterator[str]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (name.name for name in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{self.place} imports relatively"
                yield str(node.module)
                yield from (f"{node.module}.{name.name}" for name in node.names)

    def reaches(self, *packages: str) -> set[str]:
        """What it imports of these packages, subpackages included."""
        starts = tuple(f"{package}." for package in packages)
        return {name for name in self.imports if name in packages or name.startswith(starts)}

    @cached_property
    def is_operation(self) -> bool:
        """Whether it holds an `operation`."""
        return any(
            isinstance(node, ast.Assign)
            and any(isinstance(t, ast.Name) and t.id == "operation" for t in node.targets)
            for node in self.tree.body
        )

    def public(self) -> Iterator[Defined]:
        """Functions, classes and their methods that others may use."""
        for node in self.tree.body:
            if isinstance(node, Defined) and not node.name.startswith("_"):
                yield node
                for inner in node.body if isinstance(node, ast.ClassDef) else ():
                    if isinstance(inner, Defined) and not inner.name.startswith("_"):
                        yield inner


def sources(*folders: str) -> list[Source]:
    """All modules under these folders of the repository."""
    files = (file for folder in folders for file in sorted((ROOT / folder).rglob("*.py")))
    return [Source(file) for file in files]


def in_domains() -> list[Source]:
    """The modules of the domains: operations, and the rules they share."""
    return [one for one in sources("functions") if one.place.split("/")[1] not in SHARED_AND_ROOT]


SHARED_AND_ROOT = SHARED | {"__init__.py"}


def rules() -> list[Source]:
    """Domain logic that operations share."""
    return [one for one in in_domains() if not one.is_operation]


def operations() -> list[Source]:
    """The modules that hold an operation."""
    return [one for one in in_domains() if one.is_operation]
