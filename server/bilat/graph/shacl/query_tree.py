"""The queries of shapes as trees, as far as they can become SQL (`bilat.graph.shacl.select` reads them)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from itertools import islice

from rdflib import Literal, URIRef

from bilat.graph.shacl.paths import Path, may_stay

#: Groups that a group with UNION becomes.
_MOST_ALTERNATIVES = 16
#: Operators that compare.
COMPARISONS = ("=", "!=", "<", ">", "<=", ">=")


class UnreadableError(Exception):
    """A query that cannot become SQL."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable by its name."""

    name: str


#: An end of a pattern, which expressions speak of too: numbers and texts are literals.
End = Variable | URIRef | Literal


@dataclass(frozen=True, slots=True)
class Call:
    """A function or an operator with its arguments; ``name`` is in capitals, or an IRI."""

    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether a group has a solution."""

    group: Group


Expression = End | Call | Exists


@dataclass(frozen=True, slots=True)
class Pattern:
    """Statements with a subject, a predicate or a path, and an object."""

    subject: End
    path: Path | Variable
    object: End


@dataclass(frozen=True, slots=True)
class Binding:
    """``BIND(expression AS ?name)``."""

    name: str
    expression: Expression


@dataclass(frozen=True, slots=True)
class Group:
    """What holds together: patterns and bindings in their order, conditions for all of them.

    Args:
        parts: patterns and bindings.
        filters: conditions.
        unions: for each UNION, or group inside this one, its branches.
    """

    parts: tuple[Pattern | Binding, ...]
    filters: tuple[Expression, ...]
    unions: tuple[tuple[Group, ...], ...]

    def alternatives(self) -> list[Group]:
        """Return groups without UNION that have the same solutions together.

        Raises:
            UnreadableError: there are very many, or SQL cannot tell what one of them knows of another.
        """
        found = list(islice(self._alternatives(), _MOST_ALTERNATIVES + 1))
        if len(found) > _MOST_ALTERNATIVES:
            raise UnreadableError
        return found

    def _alternatives(self) -> Iterator[Group]:
        if not self.unions:
            yield self
            return
        first, *others = self.unions
        for branch in first:
            # What a group inside another one knows of the other's variables is not for SQL to tell.
            if branch.filters or any(isinstance(part, Binding) for part in branch.parts):
                raise UnreadableError
            for inner in branch._alternatives():
                parts = (*inner.parts, *self.parts)
                yield from Group(parts, (*self.filters, *inner.filters), tuple(others))._alternatives()


def constants(group: Group) -> Iterator[URIRef | Literal]:
    """Yield the terms that a group speaks of, those of its paths as well."""
    pending: list[object] = [group]
    while pending:
        each = pending.pop()
        if isinstance(each, URIRef | Literal):
            yield each
        elif isinstance(each, tuple):
            pending += each
        elif is_dataclass(each):
            pending += (getattr(each, part.name) for part in fields(each))


def stays_where_found(group: Group, around: frozenset[str] = frozenset()) -> bool:
    """Tell whether each path of no step is at a node that a statement of another pattern has.

    Args:
        group: all of a query, or a part of it.
        around: variables that statements around the part have.
    """
    patterns = [part for part in group.parts if isinstance(part, Pattern)]
    plain = [each for each in patterns if isinstance(each.path, Variable) or not may_stay(each.path)]
    found = around.union(*(_ends(each) for each in plain))
    if not all(_ends(each) & found for each in patterns if each not in plain):
        return False
    conditions = (*group.filters, *(part.expression for part in group.parts if isinstance(part, Binding)))
    inner = [*(branch for union in group.unions for branch in union), *_groups(conditions)]
    return all(stays_where_found(each, found) for each in inner)


def _ends(pattern: Pattern) -> set[str]:
    """Return the names of the variables at the ends of a pattern."""
    return {end.name for end in (pattern.subject, pattern.object) if isinstance(end, Variable)}


def _groups(conditions: Iterable[Expression]) -> Iterator[Group]:
    """Yield the groups that conditions ask for solutions of."""
    for condition in conditions:
        if isinstance(condition, Exists):
            yield condition.group
        elif isinstance(condition, Call):
            yield from _groups(condition.arguments)
