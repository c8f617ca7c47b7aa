"""The tax categories of EN 16931 (UNCL 5305): how their rules are named, and what they ask."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Category:
    """A tax category of UNCL 5305: how the standard names its rules, and what they ask."""

    rules: str
    by_rate: bool = False
    zero: bool = False
    reason: bool = False


CATEGORIES = {
    "S": Category("S", by_rate=True),
    "L": Category("AF", by_rate=True),
    "M": Category("AG", by_rate=True),
    "Z": Category("Z", zero=True),
    "E": Category("E", zero=True, reason=True),
    "AE": Category("AE", zero=True, reason=True),
    "K": Category("IC", zero=True, reason=True),
    "G": Category("G", zero=True, reason=True),
    "O": Category("O", zero=True, reason=True),
}
