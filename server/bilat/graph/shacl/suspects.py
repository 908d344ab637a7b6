"""Nodes that a query of a shape may find something wrong with, by SQL: all that it does find, and few others.

A query becomes a SELECT that is as wide as the query wherever SQL cannot tell: conditions that are not
understood hold, and inside NOT EXISTS they do not. Where nothing is wrong there is then nobody to ask the
engine about, and no store to fill for it.
"""

# ruff: noqa: S608 -- SQL is put together from our own text and numbers.

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count

from rdflib import Literal, URIRef

from bilat.graph.shacl.expressions import DATES, EXACT, Number, Surroundings, Term, Truth, Value
from bilat.graph.shacl.literals import Literals
from bilat.graph.shacl.paths import Inverse, Predicate, may_stay
from bilat.graph.shacl.query_tree import (
    Binding,
    Call,
    Exists,
    Expression,
    Group,
    Pattern,
    UnreadableError,
    Variable,
    constants,
)
from bilat.graph.shacl.relation import Relation
from bilat.graph.shacl.select import read_select
from bilat.graph.shacl.ways import REWRITTEN, Ways
from bilat.graph.shacl.worth import NUMBER
from bilat.vocab import RDF, XSD

_NAMES = count(1)
_FACTS = ("id", "kind", "lexical", "datatype", "sort", "exact", "instant", "number", "whole")
#: Terms that are looked for besides those of the queries.
KNOWN = (*REWRITTEN, *DATES, XSD.string, RDF.langString)


def spoken_of(text: str) -> Iterator[URIRef | Literal]:
    """Yield the terms that a query speaks of, so that their numbers can be learnt together."""
    with suppress(UnreadableError):
        yield from constants(read_select(text))


@dataclass(slots=True)
class Suspects:
    """What queries may find in a relation.

    Args:
        relation: the data.
        literals: what its literals mean.
    """

    relation: Relation
    literals: Literals
    ways: Ways = field(init=False)
    _literal: dict[str, bool] = field(init=False, default_factory=dict)
    _ready: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        """Know where paths lead."""
        self.ways = Ways(self.relation)

    def of(self, text: str, focus: str) -> str | None:
        """Return the SELECT of the nodes that a query may have a row for, None when SQL cannot tell.

        Args:
            text: a SELECT query, its path written out.
            focus: table with the column ``node``, values of ``$this``.
        """
        try:
            group = read_select(text)
            self._make_ready()
            literal = self._has_literals(focus)
            this = {"this": Term("this", may_be_literal=literal, may_be_loose=literal)}
            start = f"(SELECT node AS this FROM {focus}) AS k"
            selects = [
                _Conjunction(self.ways, dict(this), wide=True).select("this", part, start)
                for part in group.alternatives()
            ]
        except UnreadableError:
            return None
        return "\nUNION\n".join(selects)

    def _has_literals(self, focus: str) -> bool:
        """Tell whether a table of nodes has literals."""
        if focus not in self._literal:
            self._literal[focus] = bool(self.relation.rows(f"SELECT 1 FROM {focus} WHERE node < 0 LIMIT 1"))
        return self._literal[focus]

    def _make_ready(self) -> None:
        """Have the view ``fact`` of what expressions look at, and the table ``node`` of what occurs."""
        if self._ready:
            return
        self._ready = True
        self.literals.prepare()
        self.relation.execute(
            "CREATE TEMP VIEW fact AS SELECT "
            "t.id, t.kind, t.lexical, t.datatype, w.sort, w.exact, w.instant, "
            f"CASE WHEN w.sort = {NUMBER} THEN w.exact::DOUBLE END AS number, "
            f"(w.sort = {NUMBER} AND w.exact = floor(w.exact) AND abs(w.exact) < {EXACT}) AS whole "
            "FROM term AS t LEFT JOIN worth AS w ON w.id = t.id"
        )
        self.relation.execute(
            "CREATE TEMP TABLE node AS SELECT s AS id FROM triple UNION SELECT o AS id FROM triple"
        )


@dataclass(slots=True)
class _Conjunction:
    """A group without UNION as it becomes one SELECT; its columns have names of their own.

    Args:
        ways: where paths lead.
        known: variables that have a value, also of the groups around.
        wide: whether what SQL cannot tell holds.
        around: the group that this one is in.
    """

    ways: Ways
    known: dict[str, Value]
    wide: bool
    around: _Conjunction | None = None
    _columns: set[str] = field(init=False, default_factory=set)
    _tables: list[str] = field(init=False, default_factory=list)
    _conditions: list[str] = field(init=False, default_factory=list)
    _facts: dict[str, str] = field(init=False, default_factory=dict)

    def select(self, wanted: str, group: Group, start: str | None = None) -> str:
        """Return the SELECT of the solutions of a group."""
        self._tables += [start] if start else []
        for part in group.parts:
            if isinstance(part, Pattern):
                self._match(part)
            else:
                self._bind(part)
        self._conditions += [self._holds(each, wide=self.wide) for each in group.filters]
        return f"SELECT {wanted} FROM {self._source()}"

    def _source(self) -> str:
        where = f" WHERE {' AND '.join(self._conditions)}" if self._conditions else ""
        return f"{' CROSS JOIN '.join(self._tables) or '(SELECT 1)'}{where}"

    def _match(self, pattern: Pattern) -> None:
        """Add the table of the statements that a pattern has, joined to what is known."""
        number = next(_NAMES)
        s, p, o = (f"{letter}{number}" for letter in "spo")
        self._columns |= {s, p, o}
        path = pattern.path
        if isinstance(path, Variable):
            self._tables.append(f"(SELECT s AS {s}, p AS {p}, o AS {o} FROM triple) AS t{number}")
            self._meet(path, Term(p))
            self._meet(pattern.subject, Term(s))
            self._meet(pattern.object, Term(o, may_be_literal=True, may_be_loose=True))
            return
        if may_stay(path):
            self._require_known(pattern)
        pairs = self.ways.pairs(path, wide=self.wide)
        self._tables.append(f"(SELECT s AS {s}, o AS {o} FROM ({pairs})) AS t{number}")
        literal, loose = not isinstance(path, Predicate), self.ways.is_loose(path)
        self._meet(pattern.subject, Term(s, may_be_literal=literal, may_be_loose=loose))
        literal = not isinstance(path, Inverse)
        self._meet(pattern.object, Term(o, may_be_literal=literal, may_be_loose=loose))

    def _meet(self, term: Variable | URIRef | Literal, column: Term) -> None:
        """Let a column be what a pattern has in its place."""
        if isinstance(term, Variable):
            before = self.known.get(term.name)
            if before is None:
                self.known[term.name] = column
                return
            if not isinstance(before, Term) or not before.found:
                raise UnreadableError
            both = before.may_be_literal and column.may_be_literal
            if both and (before.may_be_loose or column.may_be_loose):
                raise UnreadableError
            self._conditions.append(f"{column.sql} = {before.sql}")
            self.known[term.name] = replace(before, may_be_literal=both)
            return
        if isinstance(term, Literal) and term.datatype is not None:
            raise UnreadableError
        self._conditions.append(f"{column.sql} = {self.ways.relation.number(term)}")

    def _require_known(self, pattern: Pattern) -> None:
        """Have a path of no step begin or end at a node that occurs; elsewhere SPARQL has it stay at any."""
        ends = [end for end in (pattern.subject, pattern.object) if isinstance(end, Variable)]
        if len(ends) < 2 or not any(end.name in self.known for end in ends):
            raise UnreadableError

    def _bind(self, binding: Binding) -> None:
        """Add the value of an expression as a column of all that has been joined so far."""
        if binding.name in self.known:
            raise UnreadableError
        value = self._surroundings().value(binding.expression)
        if value is None:
            raise UnreadableError
        name = f"b{next(_NAMES)}"
        columns = {name: value.sql}
        bound = replace(value, sql=name)
        if isinstance(bound, Number):
            columns |= {f"{name}_whole": bound.whole, f"{name}_ratio": bound.ratio}
            bound = Number(name, f"{name}_whole", f"{name}_ratio")
        if isinstance(bound, Term):
            bound = replace(bound, found=False)
        written = ", ".join(f"{sql} AS {column}" for column, sql in columns.items())
        self._tables = [f"(SELECT *, {written} FROM {self._source()}) AS {name}_all"]
        self._conditions = []
        self.known[binding.name] = bound

    def _holds(self, condition: Expression, *, wide: bool) -> str:
        """Return the SQL of a condition, true or false: where SQL cannot tell, it is what ``wide`` is."""
        if isinstance(condition, Call) and condition.name == "!":
            return f"NOT {self._holds(condition.arguments[0], wide=not wide)}"
        if isinstance(condition, Call) and condition.name in ("&&", "||"):
            mark = " AND " if condition.name == "&&" else " OR "
            return f"({mark.join(self._holds(each, wide=wide) for each in condition.arguments)})"
        if isinstance(condition, Exists):
            return self._exists(condition.group, wide=wide)
        value = self._surroundings().value(condition)
        return f"coalesce({value.sql if isinstance(value, Truth) else 'NULL::BOOLEAN'}, {str(wide).lower()})"

    def _exists(self, group: Group, *, wide: bool) -> str:
        parts = [
            f"EXISTS ({_Conjunction(self.ways, dict(self.known), wide, self).select('1', part)})"
            for part in group.alternatives()
        ]
        return f"({' OR '.join(parts)})"

    def _surroundings(self) -> Surroundings:
        return Surroundings(relation=self.ways.relation, known=self.known.get, fact=self._fact)

    def _fact(self, column: str) -> str:
        """Return what the columns of the row of ``fact`` for a term begin with; it is joined once."""
        if column not in self._columns and self.around is not None:
            return self.around._fact(column)
        if column not in self._facts:
            name = f"f{next(_NAMES)}"
            columns = ", ".join(f"{each} AS {name}_{each}" for each in _FACTS)
            self._tables.append(f"(SELECT {columns} FROM fact) AS {name}")
            self._conditions.append(f"{name}_id = {column}")
            self._facts[column] = name
        return self._facts[column]
