"""The rules of OWL 2 RL that the generated graphs have axioms for, in plain Python: each new triple in turn.

What `reason.py` compares with, so as fast as dictionaries go: axioms are closed and indexed beforehand.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from bilat.graph.owl.dictionary import Triple

OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
TYPE, SUB, SUBP = f"<{RDF}type>", f"<{RDFS}subClassOf>", f"<{RDFS}subPropertyOf>"
DOMAIN, RANGE, THING = f"<{RDFS}domain>", f"<{RDFS}range>", f"<{OWL}Thing>"
Pairs = dict[str, list[tuple[str, str]]]


class SemiNaive:
    """Takes one new triple after the other, and joins it with all that is known.

    Args:
        triples: what is stated.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.todo = list(triples)
        self.known: dict[Triple, None] = dict.fromkeys(self.todo)
        self.forth: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.back: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.by: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for s, p, o in self.todo:
            if p.startswith((f"<{OWL}", f"<{RDFS}", f"<{RDF}")) and (p != TYPE or o.startswith(f"<{OWL}")):
                self.by[p][s].append(o)
        self.whole = [(s, self._items(o)) for s, o in self._pairs("intersectionOf")]
        self._hierarchies()
        self._ends()
        self._links()
        self._expressions()

    def run(self) -> None:
        """Go on until nothing new comes."""
        place = 0
        while place < len(self.todo):
            s, p, o = self.todo[place]
            place += 1
            if p == TYPE:
                self._typed(s, o)
            elif not p.startswith((f"<{OWL}", SUB, SUBP)):
                self._linked(s, p, o)

    def _items(self, head: str) -> list[str]:
        found: list[str] = []
        while head != f"<{RDF}nil>":
            found += self.by[f"<{RDF}first>"][head]
            (head,) = self.by[f"<{RDF}rest>"][head]
        return found

    def _pairs(self, name: str) -> list[tuple[str, str]]:
        return [
            (s, o)
            for s, found in self.by[name if name[0] == "<" else f"<{OWL}{name}>"].items()
            for o in found
        ]

    def _typed_as(self, *names: str) -> set[str]:
        kinds = {f"<{OWL}{name}>" for name in names}
        return {s for s, found in self.by[TYPE].items() if kinds & set(found)}

    def _hierarchies(self) -> None:
        """Close classes and properties, each below itself."""
        kinds = self._typed_as("Class")
        classes = {*self._pairs(SUB), *((c, c) for c in kinds), *((c, THING) for c in kinds)}
        classes |= {(s, member) for s, members in self.whole for member in members}
        props = {*self._pairs(SUBP), *((p, p) for p in self._typed_as("ObjectProperty", "DatatypeProperty"))}
        self.above = self._closed(classes, SUB, "equivalentClass")
        self.upward = self._closed(props, SUBP, "equivalentProperty")

    def _closed(self, pairs: set[tuple[str, str]], below: str, equivalent: str) -> dict[str, set[str]]:
        """Return what is above each, and add what is said of it."""
        both = self._pairs(equivalent)
        closed = reached(pairs | set(both) | {(o, s) for s, o in both})
        for s, found in closed.items():
            for o in found:
                self._add(s, below, o)
                if s in closed.get(o, ()):
                    self._add(s, f"<{OWL}{equivalent}>", o)
        return closed

    def _ends(self) -> None:
        """Close domains and ranges."""
        self.ends: dict[str, dict[str, set[str]]] = {DOMAIN: defaultdict(set), RANGE: defaultdict(set)}
        for name, ends in self.ends.items():
            for prop in {*self.by[name], *self.upward}:
                wanted = {c for up in {prop, *self.upward.get(prop, ())} for c in self.by[name].get(up, ())}
                ends[prop] = wanted | {c for one in wanted for c in self.above.get(one, ())}
                for found in ends[prop]:
                    self._add(prop, name, found)

    def _links(self) -> None:
        """Index inverses, and chains by their parts."""
        self.inverse: dict[str, set[str]] = defaultdict(set)
        for s, o in (*self._pairs("inverseOf"), *((p, p) for p in self._typed_as("SymmetricProperty"))):
            self.inverse[s].add(o)
            self.inverse[o].add(s)
        self.transitive = self._typed_as("TransitiveProperty")
        self.heads: Pairs = defaultdict(list)
        self.tails: Pairs = defaultdict(list)
        for result, head in self._pairs("propertyChainAxiom"):
            first, *rest = self._items(head)
            for place, tail in enumerate(rest, 1):
                end = result if place == len(rest) else f"chain {result} {head} {place}"
                self.heads[first].append((tail, end))
                self.tails[tail].append((first, end))
                first = end

    def _expressions(self) -> None:
        """Index intersections and restrictions."""
        self.parts: dict[str, list[tuple[str, list[str]]]] = defaultdict(list)
        for s, members in self.whole:
            for member in members:
                self.parts[member].append((s, members))
        self.has: Pairs = defaultdict(list)
        self.made: dict[tuple[str, str], list[str]] = defaultdict(list)
        self.some: Pairs = defaultdict(list)
        self.filled: Pairs = defaultdict(list)
        for node, prop in self._pairs("onProperty"):
            for value in self.by[f"<{OWL}hasValue>"][node]:
                self.has[node].append((prop, value))
                self.made[prop, value].append(node)
            for filler in self.by[f"<{OWL}someValuesFrom>"][node]:
                self.some[prop].append((filler, node))
                self.filled[filler].append((prop, node))

    def _add(self, s: str, p: str, o: str) -> None:
        triple = (s, p, o)
        if triple not in self.known:
            self.known[triple] = None
            self.todo.append(triple)

    def _typed(self, s: str, kind: str) -> None:
        for above in self.above.get(kind, ()):
            self._add(s, TYPE, above)
        for prop, value in self.has.get(kind, ()):
            self._add(s, prop, value)
        for whole, members in self.parts.get(kind, ()):
            if all((s, TYPE, member) in self.known for member in members):
                self._add(s, TYPE, whole)
        for prop, node in self.filled.get(kind, ()):
            for subject in self.back[prop].get(s, ()):
                self._add(subject, TYPE, node)

    def _linked(self, s: str, p: str, o: str) -> None:
        self.forth[p][s].append(o)
        self.back[p][o].append(s)
        for up in self.upward.get(p, ()):
            self._add(s, up, o)
        for turned in self.inverse.get(p, ()):
            self._add(o, turned, s)
        for kind in self.ends[DOMAIN].get(p, ()):
            self._add(s, TYPE, kind)
        for kind in self.ends[RANGE].get(p, ()):
            self._add(o, TYPE, kind)
        for node in self.made.get((p, o), ()):
            self._add(s, TYPE, node)
        for filler, node in self.some.get(p, ()):
            if filler == THING or (o, TYPE, filler) in self.known:
                self._add(s, TYPE, node)
        for start, result, end in tuple(self._chained(s, p, o)):
            self._add(start, result, end)

    def _chained(self, s: str, p: str, o: str) -> Iterator[Triple]:
        """Yield what a link amounts to together with the ones before and after it."""
        if p in self.transitive:
            yield from ((s, p, end) for end in self.forth[p].get(o, ()))
            yield from ((start, p, o) for start in self.back[p].get(s, ()))
        for tail, result in self.heads.get(p, ()):
            yield from ((s, result, end) for end in self.forth[tail].get(o, ()))
        for head, result in self.tails.get(p, ()):
            yield from ((start, result, o) for start in self.back[head].get(s, ()))


def reached(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return what is reached from each beginning of a pair."""
    onward: dict[str, set[str]] = defaultdict(set)
    for s, o in pairs:
        onward[s].add(o)
    closed = {}
    for start in onward:
        found, waiting = set[str](), list(onward[start])
        while waiting:
            one = waiting.pop()
            if one not in found:
                found.add(one)
                waiting += onward.get(one, ())
        closed[start] = found
    return closed
