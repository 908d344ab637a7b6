"""Facets and lists, for pages and programs; how a list is narrowed is in `bilat.web.lists.listing`."""

from __future__ import annotations

from dataclasses import dataclass

from bilat.web.lists.indexed import Thing
from bilat.web.lists.selection import Range


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a facet.

    Args:
        name: in addresses.
        label: what people read.
        term: IRI, or literal in N-Triples.
        things: how many things of the list have it, given what is chosen in other facets.
        chosen: whether it is chosen.
    """

    name: str
    label: str
    term: str
    things: int
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """What a list can be narrowed by.

    Args:
        name: in addresses.
        title: what people read.
        form: ``choice``, ``sign`` or ``range``.
        phrase: how a heading speaks of what is chosen, with braces for it; may be empty.
        values: those that some thing of the list has or that are chosen, the most frequent first, but for
            the rarest of very many; none of a range that has so many.
        more: how many further values there are.
        without: how many values no thing of the list has.
        chosen: the range, for facets that have one.
        bounds: the least and greatest number there is, for facets that have a range.
        among: how many things were gone through to count, where that may not be all; else 0.
    """

    name: str
    title: str
    form: str
    phrase: str
    values: tuple[Value, ...]
    without: int
    chosen: Range
    bounds: tuple[int, int]
    among: int = 0
    more: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list.

    Args:
        things: on this page.
        total: on all pages.
        pages: how many there are.
    """

    things: tuple[Thing, ...]
    total: int
    pages: int
