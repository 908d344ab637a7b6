"""Walks: the ways from a node to the statements that a path or a query of a shape looks at.

An edit can change what is found for a node only where one of these walks ends in a statement that came or
went. Queries that cannot become SQL may look further; of these there is no telling.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from rdflib import URIRef
from rdflib.term import Node

from bilat.graph.shacl.paths import Alternative, Inverse, Path, Predicate, Repeated
from bilat.graph.shacl.query_tree import (
    Binding,
    Call,
    Exists,
    Expression,
    Group,
    Pattern,
    UnreadableError,
    Variable,
)
from bilat.graph.shacl.select import read_select

#: More walks than this, or longer ones, and it is not worth to follow them.
_MOST_WALKS, _LONGEST = 1_000, 8


@dataclass(frozen=True, slots=True)
class Step:
    """One statement of a walk, or any number of them.

    Args:
        predicate: that of the statement; None for any.
        backwards: whether it is walked from its object to its subject.
        many: whether the step is taken any number of times, or not at all.
        to: the class that it leads to, or one below that; None for any object.
    """

    predicate: URIRef | None
    backwards: bool = False
    many: bool = False
    to: Node | None = None


#: Steps from a focus node on, the last of them over the statement that is looked at.
Walk = tuple[Step, ...]


class FarError(Exception):
    """A shape may look at statements to which no walk is known."""


def ends_of(path: Path | None) -> frozenset[Walk]:
    """Return the ways that a path takes from its beginning to its ends.

    Raises:
        FarError: there may be any number of steps.
    """
    if path is None:
        return frozenset({()})
    if isinstance(path, Predicate):
        return frozenset({(Step(path.iri),)})
    if isinstance(path, Inverse):
        return frozenset({(Step(path.predicate.iri, backwards=True),)})
    if isinstance(path, Alternative):
        return frozenset(chain.from_iterable(map(ends_of, path.parts)))
    if isinstance(path, Repeated):
        if not path.many:
            return ends_of(path.inner) | {()}
        if not isinstance(path.inner, Predicate | Inverse):
            raise FarError
        return frozenset((replace(step, many=True),) for (step,) in ends_of(path.inner))
    found = frozenset[Walk]({()})
    for part in path.parts:
        found = few(then(found, ends_of(part)))
    return found


def looked_at(ends: Iterable[Walk]) -> Iterator[Walk]:
    """Yield the walks to all statements on some ways."""
    for way in ends:
        for place, step in enumerate(way):
            yield (*way[: place + step.many], replace(step, many=False))


def then(ends: Iterable[Walk], walks: Iterable[Walk]) -> Iterator[Walk]:
    """Yield walks that begin where others end."""
    walks = tuple(walks)
    yield from ((*end, *walk) for end in ends for walk in walks)


def few(walks: Iterable[Walk]) -> frozenset[Walk]:
    """Return walks, each once.

    Raises:
        FarError: there are very many, or long ones.
    """
    found: set[Walk] = set()
    for walk in walks:
        found.add(walk)
        if len(walk) > _LONGEST or len(found) > _MOST_WALKS:
            raise FarError
    return frozenset(found)


def walks_of(query: str, path: Path | None) -> frozenset[Walk]:
    """Return the walks from ``$this`` to all that a query looks at.

    Args:
        query: the text with its prefixes.
        path: what ``$PATH`` stands for.

    Raises:
        FarError: not all are known.
    """
    try:
        group = read_select(query)
    except UnreadableError:
        raise FarError from None
    return few(_walked(group, {"this": frozenset({()})}, path))


def _walked(group: Group, known: dict[str, frozenset[Walk]], path: Path | None) -> Iterator[Walk]:
    """Yield the walks to all that a group of a query looks at.

    A statement plays a part in a solution only together with those of all other patterns of its group and of
    the groups around, so that any of these may be on the way to it. Patterns inside EXISTS and UNION may not;
    and what a branch of UNION or BIND asks for is answered before all of these are known.

    Args:
        group: the group.
        known: for each variable that has a value, the ways from the focus node to that.
        path: what ``$PATH`` stands for.

    Raises:
        FarError: to some pattern there is no way.
    """
    known = dict(known)
    pending = [part for part in group.parts if isinstance(part, Pattern)]
    while pending:
        within = [each for each in pending if _near(each.subject, known) or _near(each.object, known)]
        if not within:
            raise FarError
        pending = [each for each in pending if each not in within]
        for pattern in within:
            yield from _matched(pattern, known, path)
    branches = [branch for union in group.unions for branch in union]
    bound = [part.expression for part in group.parts if isinstance(part, Binding)]
    early = (*bound, *(condition for branch in branches for condition in branch.filters))
    if any(True for condition in early for _ in _asked_of(condition)):
        raise FarError
    for inner in (*branches, *chain.from_iterable(map(_asked_of, group.filters))):
        yield from _walked(inner, known, path)


def _near(end: object, known: dict[str, frozenset[Walk]]) -> bool:
    return isinstance(end, Variable) and end.name in known


def _matched(pattern: Pattern, known: dict[str, frozenset[Walk]], path: Path | None) -> Iterator[Walk]:
    """Yield the walks to what a pattern looks at, and know the ways to its other end."""
    near, far, backwards = pattern.subject, pattern.object, False
    if not _near(near, known):
        near, far, backwards = far, near, True
    if not isinstance(near, Variable):
        raise FarError
    taken: Path | Variable | None = pattern.path
    if isinstance(taken, Variable):
        if taken.name == "PATH" and path is None:
            raise FarError
        taken = path if taken.name == "PATH" else taken
    if isinstance(taken, Variable) or taken is None:
        ends: frozenset[Walk] = frozenset({(Step(None, backwards=backwards),)})
    else:
        ends = ends_of(taken.inverted() if backwards else taken)
    ways = few(then(known[near.name], ends))
    yield from looked_at(ways)
    if isinstance(far, Variable):
        known.setdefault(far.name, ways)


def _asked_of(condition: Expression) -> Iterator[Group]:
    """Yield the groups that a condition asks for solutions of."""
    if isinstance(condition, Exists):
        yield condition.group
    elif isinstance(condition, Call):
        for argument in condition.arguments:
            yield from _asked_of(argument)
