"""Segment groups: which segment belongs to which, told by the order that the message states.

A segment belongs to the innermost open group whose grammar has a place for it; what no group
expects belongs to the section itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from functions.formats.segments import Segment

Grammar = Mapping[str, Any]
"""Tag → the grammar of the group that it opens; an empty one for a segment alone."""


class Group:
    """A segment and the groups below it; a section has no segment of its own in X12 or EDIFACT."""

    __slots__ = ("below", "segment")

    def __init__(self, segment: Segment) -> None:
        self.segment = segment
        self.below: list[Group] = []

    def each(self, tag: str, *codes: str) -> Iterator[Group]:
        """The groups directly below that this tag opens, with one of these qualifiers if any.

        The first of them says what the place means, and is read by that; another one is kept.
        """
        for group in self.below:
            if group.segment.tag == tag and (not codes or group.segment.code in codes):
                if codes and group.segment.code == codes[0]:
                    group.segment.text(1)
                yield group

    def first(self, tag: str, *codes: str) -> Group | None:
        """The first of them, qualifiers in order of preference."""
        if not codes:
            return next(self.each(tag), None)
        found = (
            group
            for code in codes
            for group in self.below
            if group.segment.tag == tag and group.segment.code == code
        )
        first = next(found, None)
        if first and first.segment.code == codes[0]:
            first.segment.text(1)
        return first

    def all(self) -> Iterator[Segment]:
        """Its segment and all below, in the order of the message."""
        yield self.segment
        for group in self.below:
            yield from group.all()

    def segments(self, tag: str, *codes: str) -> Iterator[Segment]:
        """The segments that open them."""
        return (group.segment for group in self.each(tag, *codes))

    def segment_of(self, tag: str, *codes: str) -> Segment | None:
        """The first segment, qualifiers in order of preference."""
        found = self.first(tag, *codes)
        return found.segment if found else None


def grouped(opening: Segment, segments: Iterable[Segment], grammar: Grammar) -> Group:
    """A section as its groups; `opening` is the segment it starts with."""
    section = Group(opening)
    open_groups: list[tuple[Group, Grammar]] = [(section, grammar)]
    for segment in segments:
        while len(open_groups) > 1 and segment.tag not in open_groups[-1][1]:
            open_groups.pop()
        parent, expected = open_groups[-1]
        group = Group(segment)
        parent.below.append(group)
        inside = expected.get(segment.tag)
        if inside:
            open_groups.append((group, inside))
    return section
