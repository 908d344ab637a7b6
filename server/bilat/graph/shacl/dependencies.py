"""Which statements the results of a shape rest on: a change to others leaves them as they are.

A shape rests on its targets and on those of the shapes that it belongs to, on its path, on what its
constraints look at, and on the shapes that it refers to. A shape that may look at any predicate, such as a
closed one, rests on all; so does one with a query in which a predicate is a variable. A query with a path of
no step at all finds only nodes that occur, so that it rests on these too, unless the path begins or ends at
what a statement with a named predicate has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from rdflib import Literal, URIRef
from rdflib.term import Node

from bilat.graph.shacl.paths import predicates_of, read_path
from bilat.graph.shacl.prebinding import variables
from bilat.graph.shacl.query_tree import UnreadableError, stays_where_found
from bilat.graph.shacl.select import read_select
from bilat.graph.shacl.shapes import Plan, implicit_classes, path_of
from bilat.vocab import RDF, RDFS, SH

_TARGETS = (SH.targetObjectsOf, SH.targetSubjectsOf)
_PAIRS = (SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals)
_KINDS = frozenset((RDF.type, RDFS.subClassOf))
_WORD = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""(?:@[\w-]+|\^\^[^\s;,.)}\]]+)?'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n]|\\.)*"(?:@[\w-]+|\^\^[^\s;,.)}\]]+)?'
    r"|'(?:[^'\\\n]|\\.)*'"
    r"|(?P<comment>\#[^\n]*)|(?P<iri><[^<>\"{}|^`\\\s]*>)|(?P<variable>[?$]\w+)"
    r"|(?P<name>[\w.-]*:[\w%-](?:[\w.:%-]*[\w:%-])?|[\w.-]*:)|(?P<word>\w+)|(?P<mark>[^\s\w])"
)
_LISTS = ("SELECT", "BY", "DISTINCT", "REDUCED")


@dataclass(frozen=True, slots=True)
class InstancesOf:
    """The instances of a class and of its subclasses."""

    class_: Node


@dataclass(frozen=True, slots=True)
class Occurring:
    """All nodes that are subject or object of a statement."""


#: What results rest on: statements with a predicate, or one of the others.
Ground = URIRef | InstancesOf | Occurring


@dataclass(slots=True)
class Dependencies:
    """What the shapes of a plan rest on.

    Args:
        plan: the shapes.
    """

    plan: Plan
    _kept: dict[Node, frozenset[Ground] | None] = field(init=False, default_factory=dict)
    _reached: dict[Node, frozenset[Ground] | None] = field(init=False, default_factory=dict)

    def of(self, shape: Node) -> frozenset[Ground] | None:
        """Return what the results of a shape rest on, None for all statements."""
        if shape in self.plan.handed:
            return None
        return _union([self._reach(shape), *self._parts(shape, own=True)])

    def queried(self, shapes: Iterable[Node]) -> frozenset[URIRef] | None:
        """Return the predicates that the queries of some shapes look at, None for all."""
        found = _union([part for node in shapes for part in self._queries(node)])
        return None if found is None or Occurring() in found else predicates(found)

    def _reach(self, node: Node) -> frozenset[Ground] | None:
        """Return what the focus nodes of a shape rest on."""
        if node in self.plan.handed:
            return None
        if node not in self._reached:
            self._reached[node] = self._led_by(node)
        return self._reached[node]

    def _led_by(self, node: Node) -> frozenset[Ground] | None:
        shape, graph = self.plan.shapes[node], self.plan.graph
        found: list[frozenset[Ground] | None] = [
            frozenset(URIRef(str(each)) for term in _TARGETS for each in graph.objects(node, term))
        ]
        classes = (*implicit_classes(shape), *graph.objects(node, SH.targetClass))
        found.append(frozenset(map(InstancesOf, classes)))
        for parent in graph.subjects(SH.property, node):
            found += [self._reach(parent), self._path(parent)]
        return _union(found)

    def _check(self, node: Node) -> frozenset[Ground] | None:
        """Return what it rests on whether a node conforms to a shape."""
        if node not in self._kept:
            self._kept[node] = _union(list(self._parts(node, own=False)))
        return self._kept[node]

    def _parts(self, node: Node, *, own: bool) -> Iterator[frozenset[Ground] | None]:
        """Yield what the constraints of a shape rest on; results of property shapes are not its own."""
        graph = self.plan.graph
        yield self._path(node)
        yield frozenset(URIRef(str(each)) for term in _PAIRS for each in graph.objects(node, term))
        yield frozenset(map(InstancesOf, graph.objects(node, SH["class"])))
        if (node, SH.closed, None) in graph:
            yield None
        yield from self._queries(node)
        for parameter, child in self.plan.children(node):
            if not own or parameter != SH.property:
                yield self._check(child)

    def _queries(self, node: Node) -> Iterator[frozenset[Ground] | None]:
        """Yield what the queries of a shape rest on."""
        if node in self.plan.shapes and self.plan.shapes[node].find_custom_constraints():  # type: ignore[no-untyped-call]
            yield None
        for constraint in self.plan.graph.objects(node, SH.sparql):
            for query in self.plan.graph.objects(constraint, SH.select):
                yield mentioned(str(query)) if isinstance(query, Literal) else None

    def _path(self, node: Node) -> frozenset[Ground]:
        shape = self.plan.shapes[node]
        return (
            predicates_of(read_path(self.plan.graph, path_of(shape)))
            if shape.is_property_shape
            else frozenset()
        )


def predicates(grounds: frozenset[Ground]) -> frozenset[URIRef]:
    """Return the predicates of the statements that results rest on, nodes that only occur left aside."""
    named = frozenset(each for each in grounds if isinstance(each, URIRef))
    return named | _KINDS if any(isinstance(each, InstancesOf) for each in grounds) else named


def mentioned(query: str) -> frozenset[Ground] | None:
    """Return all IRIs that a query names, None when it may look at predicates that it does not name.

    Args:
        query: the text with its prefixes.
    """
    tokens = [match for match in _WORD.finditer(query) if not match["comment"]]
    if any(match["mark"] == "!" and not _compares(query, match) for match in tokens):
        return None
    if any(match["mark"] == "\\" or (match["word"] or "").upper() == "BASE" for match in tokens):
        return None  # names that are written with escapes, or stand for others
    if "shapesGraph" in variables(query) or _predicate_varies(tokens):
        return None
    prefixes = dict(re.findall(r"PREFIX\s+([\w.-]*):\s*<([^>]*)>", query, re.IGNORECASE))
    found: set[Ground] = {URIRef(match["iri"][1:-1]) for match in tokens if match["iri"]}
    for match in tokens:
        if match["name"]:
            prefix, _, local = match["name"].partition(":")
            found.add(URIRef(prefixes.get(prefix, "") + local))
        if match["word"] == "a":
            found.add(URIRef(RDF.type))
    if any(_begins_list(before, match) for before, match in pairwise(tokens)):
        found.update((RDF.first, RDF.rest))
    if "PATH" in variables(query) or (_may_stay(tokens) and not _stays_where_found(query)):
        found.add(Occurring())
    return frozenset(found)


def _stays_where_found(query: str) -> bool:
    """Tell whether each path of no step is sure to be at a node that a statement has."""
    try:
        return stays_where_found(read_select(query))
    except UnreadableError:
        return False


def _begins_list(before: re.Match[str], match: re.Match[str]) -> bool:
    """Tell whether a bracket may begin a list, which stands where an object does."""
    return match.group() == "(" and (_is_term(before) or before.group() in ("*", "?", "+", ")", ",", "a"))


def _may_stay(tokens: list[re.Match[str]]) -> bool:
    """Tell whether a path may have no step: a star or question mark right after a name or a bracket."""
    return any(
        match["mark"] in ("*", "?") and (before["iri"] or before["name"] or before.group() in (")", "a"))
        for before, match in pairwise(tokens)
    )


def _compares(query: str, match: re.Match[str]) -> bool:
    """Tell whether an exclamation mark is a part of an expression; else it begins a negated path."""
    rest = query[match.end() :].lstrip()
    return (
        rest.startswith(("=", "bound", "BOUND", "EXISTS", "exists", "?", "$"))
        or re.match(r"\w+\(", rest) is not None
    )


def _predicate_varies(tokens: list[re.Match[str]]) -> bool:
    """Tell whether a variable may stand where a predicate does; the path of the shape is no variable."""
    in_list = False
    for before, match, after in zip(tokens, tokens[1:], tokens[2:], strict=False):
        word = (before["word"] or "").upper()
        in_list = word in _LISTS or (in_list and (bool(before["variable"]) or before.group() in "()*"))
        if before["mark"] in ("{", ".") and match["mark"] == "(":
            return True  # a list as a subject, behind which a variable would be no matter
        if not _is_variable(match) or in_list:
            continue
        if before["mark"] in (";", "[", "]") or (
            _is_term(before) and (_is_term(after) or after.group()[0] in "[(+-\"'")
        ):
            return True
    return False


def _is_variable(match: re.Match[str]) -> bool:
    return match["variable"] is not None and match["variable"][1:] != "PATH"


def _is_term(match: re.Match[str]) -> bool:
    """Tell whether a word may be a subject or an object."""
    word = match["word"] or ""
    return bool(
        _is_variable(match)
        or match["iri"]
        or match["name"]
        or word[:1].isdigit()
        or word in ("true", "false")
    )


def _union(parts: list[frozenset[Ground] | None]) -> frozenset[Ground] | None:
    found: frozenset[Ground] = frozenset()
    for part in parts:
        if part is None:
            return None
        found |= part
    return found
