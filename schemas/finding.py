"""A finding: what is wrong, by which rule, and where."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import StringConstraints

from schemas.base import Model


class Finding(Model):
    """One named result of reading or validating; `where` is a path or a line in the original."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    message: str
    where: str = ""


FINDINGS_MAX = 200


def at_most(findings: Iterable[Finding], limit: int = FINDINGS_MAX) -> tuple[Finding, ...]:
    """The findings, each once; past the limit only how many more there are."""
    named = tuple(dict.fromkeys(findings))
    if len(named) <= limit:
        return named
    more = f"and {len(named) - limit} more findings"
    return (*named[:limit], Finding(code="TIE-MORE", message=more))
