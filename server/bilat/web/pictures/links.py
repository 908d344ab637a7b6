"""Links between things, as a graph that can be narrowed and looked at around one thing.

Made from the stored answers ``network`` and ``network-things`` of ``queries/pages/views``, whose headers say
what their columns mean. Where they stand in a picture, `bilat.web.pictures.layers` says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bilat.graph.index.text import fold
from bilat.web.index import Index, Row, text_of
from bilat.web.marks import Mark, mark_of
from bilat.web.pictures.filters import short


class Layer(StrEnum):
    """Where a link comes from, as the class of its line."""

    STATED = ""
    ADDED = "ref"
    INFERRED = "inf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A thing.

    Args:
        iri: of the thing.
        label: what it is called.
        kind: IRI of what sort of thing it is.
        kind_label: its name.
        column: 1 to the left, 2 in the middle, 3 to the right.
        planned: whether it is only foreseen.
        folded: the words of its label, as they are looked for.
        ambiguous: whether another has an IRI with the same last part.
    """

    iri: str
    label: str
    kind: str
    kind_label: str
    column: int
    planned: bool
    folded: str
    ambiguous: bool = False

    @property
    def name(self) -> str:
        """Return what stands for it in an address."""
        return self.iri if self.ambiguous else short(self.iri)


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link.

    Args:
        start: IRI of the first thing.
        end: IRI of the second.
        relation: IRI of what the link says.
        words: the same, to be read from the first to the second.
        roles: in which roles the first takes part.
        layer: the best ground for it.
        marks: the passages or layers that it comes from.
    """

    start: str
    end: str
    relation: str
    words: str
    roles: tuple[str, ...]
    layer: Layer
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Links:
    """Things and the links between them.

    Args:
        nodes: things by IRI.
        links: between these.
        columns: what stands in which column, in words.
    """

    nodes: Mapping[str, Node]
    links: tuple[Link, ...]
    columns: str = ""

    def named(self, words: Iterable[str]) -> tuple[Link, ...]:
        """Return the links that have each of some folded words in the name of one of their ends."""
        found = self.links
        for word in words:
            ends = {iri for iri, node in self.nodes.items() if word in node.folded}
            found = tuple(link for link in found if link.start in ends or link.end in ends)
        return found

    def linked(self) -> Counter[str]:
        """Return how many links each thing has."""
        return Counter(iri for link in self.links for iri in (link.start, link.end))

    def among(self, iris: Iterable[str]) -> tuple[Link, ...]:
        """Return the links between some things."""
        kept = frozenset(iris)
        return tuple(link for link in self.links if link.start in kept and link.end in kept)

    def around(self, iri: str, depth: int) -> frozenset[str]:
        """Return a thing and what is so many links away at most."""
        found = {iri}
        for _ in range(depth):
            near = [link for link in self.links if link.start in found or link.end in found]
            found |= {each for link in near for each in (link.start, link.end)}
        return frozenset(found)


def links_of(index: Index, base: str) -> Links:
    """Return all links of a release; none between a thing and itself, or things that have no name here."""
    things = index.answer("network-things")
    known = {each.iri: each for each in map(_node, things.rows if things else ())}
    names = Counter(map(short, known))
    nodes = {iri: replace(each, ambiguous=names[short(iri)] > 1) for iri, each in known.items()}
    gathered: dict[tuple[str, str, str], list[Row]] = {}
    answer = index.answer("network")
    for row in answer.rows if answer else ():
        start, end = text_of(row, "from"), text_of(row, "to")
        if start in nodes and end in nodes and start != end:
            gathered.setdefault((start, text_of(row, "relation"), end), []).append(row)
    found = tuple(_link(*key, rows, base) for key, rows in gathered.items())
    return Links(nodes, found, things.title if things else "")


def _node(row: Row) -> Node:
    return Node(
        iri=text_of(row, "thing"),
        label=text_of(row, "label"),
        kind=text_of(row, "kind"),
        kind_label=text_of(row, "kindLabel"),
        column=min(max(int(text_of(row, "column") or 2), 1), 3),
        planned=text_of(row, "said") == "planned",
        folded=fold(text_of(row, "label")),
    )


def _link(start: str, relation: str, end: str, rows: list[Row], base: str) -> Link:
    """Return the link of all rows; what a passage states needs no other ground."""
    grounds = {
        text_of(row, "layer"): mark_of(text_of(row, "layer"), text_of(row, "mark"), base) for row in rows
    }
    layers = {iri: _layer(mark) for iri, mark in grounds.items()}
    best = min(layers.values(), key=list(Layer).index)
    return Link(
        start=start,
        end=end,
        relation=relation,
        words=text_of(rows[0], "words"),
        roles=tuple(dict.fromkeys(text_of(row, "role") for row in rows if "role" in row)),
        layer=best,
        marks=tuple(mark for iri, mark in grounds.items() if layers[iri] is best),
    )


def _layer(mark: Mark) -> Layer:
    return Layer(mark.kind) if mark.kind in set(Layer) else Layer.ADDED
