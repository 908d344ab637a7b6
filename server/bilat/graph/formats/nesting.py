"""What can be nested in a document: which statements stand under which subject, and which are lists.

A blank node that is mentioned once can be written inside its mention, and a well-formed RDF list as a
list. Turtle, TriG and JSON-LD nest alike because all three ask here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from bilat.graph.formats.quads import RDF, Quad

FIRST, REST, NIL, TYPE = (f"<{RDF}{name}>" for name in ("first", "rest", "nil", "type"))
#: Deeper nesting is broken up by labels: nobody can read it, and writers and readers recurse.
DEEPEST = 20

Properties = dict[str, list[str]]
Lists = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nesting:
    """One graph, ready to be written.

    Args:
        properties: for each subject its predicates, for each predicate its objects, all sorted.
        nested: blank nodes to be written inside their only mention.
        nameless: blank nodes at the outermost level that nothing mentions, so that they need no label.
        lists: for each head of a list its items; only a nested one can be written as a list.
    """

    properties: dict[str, Properties]
    nested: frozenset[str]
    nameless: frozenset[str]
    lists: Lists

    @property
    def roots(self) -> Iterator[str]:
        """Yield the subjects that stand at the outermost level, sorted."""
        return (node for node in self.properties if node not in self.nested)


class Selection(tuple[Quad, ...]):
    """Quads that several documents are made of: what they have in common is worked out once."""

    @cached_property
    def nestings(self) -> dict[str, Nesting]:
        """The nesting of each graph."""
        return _nestings(self)

    @cached_property
    def merged(self) -> Selection:
        """The union of all graphs, each statement once, sorted."""
        return Selection(sorted({Quad(s, p, o) for s, p, o, _ in self}))


def nestings(quads: Iterable[Quad]) -> dict[str, Nesting]:
    """Return the nesting of each graph, sorted by graph name; blank nodes of two graphs keep their labels."""
    return quads.nestings if isinstance(quads, Selection) else _nestings(quads)


def merged(quads: Iterable[Quad]) -> Selection:
    """Return the union of all graphs, each statement once, sorted."""
    return (quads if isinstance(quads, Selection) else Selection(quads)).merged


def _nestings(quads: Iterable[Quad]) -> dict[str, Nesting]:
    graphs: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    homes: dict[str, set[str]] = defaultdict(set)
    names = set()
    for s, p, o, g in quads:
        graphs[g].add((s, p, o))
        names.add(g)
        for node in (s, o):
            if node.startswith("_:"):
                homes[node].add(g)
    shared = names | {node for node, places in homes.items() if len(places) > 1}
    return {graph: _nesting(graphs[graph], shared) for graph in sorted(graphs)}


def _nesting(triples: set[tuple[str, str, str]], shared: set[str]) -> Nesting:
    """Return the nesting of one graph."""
    properties: dict[str, Properties] = {}
    mentions: Counter[str] = Counter()
    for s, p, o in sorted(triples):
        properties.setdefault(s, {}).setdefault(p, []).append(o)
        if o.startswith("_:"):
            mentions[o] += 1
    if not mentions and not any(node.startswith("_:") for node in properties):
        return Nesting(properties=properties, nested=frozenset(), nameless=frozenset(), lists={})
    once = {node for node, count in mentions.items() if count == 1 and node not in shared}
    lists = _lists(properties, once)
    return Nesting(
        properties=properties,
        nested=frozenset(_nested(properties, once, lists)),
        nameless=frozenset(
            node
            for node in properties
            if node.startswith("_:") and node not in mentions and node not in shared
        ),
        lists=lists,
    )


def _lists(properties: dict[str, Properties], once: set[str]) -> Lists:
    """Return the items of each list that is nothing but a list, by its head."""
    cells = {node: props for node, props in properties.items() if node in once and _is_cell(props)}
    before = {props[REST][0]: node for node, props in cells.items()}
    lists: Lists = {}
    for end, props in cells.items():
        if props[REST][0] != NIL:
            continue
        node, items = end, [props[FIRST][0]]
        while node in before:
            node = before[node]
            items.append(cells[node][FIRST][0])
        lists[node] = tuple(reversed(items))
    return lists


def _is_cell(props: Properties) -> bool:
    """Return whether these are the properties of a list cell: one first, one rest, nothing else."""
    return props.keys() == {FIRST, REST} and len(props[FIRST]) == len(props[REST]) == 1


def _nested(properties: dict[str, Properties], once: set[str], lists: Lists) -> Iterator[str]:
    """Yield the blank nodes that hang, not too deep, from a node that has a place of its own."""
    chains = {head: _chain(head, items, properties) for head, items in lists.items()}
    inner = {cell for chain in chains.values() for cell in chain[1:]}
    waiting = [(node, 0) for node in sorted(properties, reverse=True) if node not in once]
    unseen = {node for node in properties if node in once} - inner
    while waiting or unseen:
        if not waiting:  # a ring of blank nodes: one of them must get a label
            waiting.append((min(unseen), 0))
            unseen.discard(waiting[-1][0])
        node, depth = waiting.pop()
        for child in _children(node, properties, lists):
            if child not in once or child in inner or (child in properties and child not in unseen):
                continue
            unseen.discard(child)
            below = depth + 1 if depth < DEEPEST else 0
            if below:
                yield from chains.get(child, (child,))
            waiting.append((child, below))


def _children(node: str, properties: dict[str, Properties], lists: Lists) -> Iterator[str]:
    """Yield what is written under a node: the items of a list, or all objects."""
    if node in lists:
        yield from lists[node]
        return
    for objects in properties.get(node, {}).values():
        yield from objects


def _chain(head: str, items: tuple[str, ...], properties: dict[str, Properties]) -> tuple[str, ...]:
    """Return the blank nodes that a list consists of."""
    chain = [head]
    for _ in items[1:]:
        chain.append(properties[chain[-1]][REST][0])
    return tuple(chain)
