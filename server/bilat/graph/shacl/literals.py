"""What literals mean, for ill-typed ones and for order: in SQL where forms are plain, else asked of rdflib.

What is not plain (``1e400``, ``-0001-01-01``, a number beside a date; see `bilat.graph.shacl.worth`) is few
distinct literals in real data; each of them is judged by rdflib's own value, as pyshacl judges it.
"""

# ruff: noqa: S608 -- SQL is put together from our own text and numbers.

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal

from pyshacl.rdfutil.compare import compare_literal
from rdflib import BNode, Literal, URIRef
from rdflib.term import Node

from bilat.graph.shacl import worth
from bilat.graph.shacl.relation import BLANK, IRI, LITERAL, Relation, text
from bilat.vocab import RDF, RDFS, XSD

_OWN_TYPES: dict[URIRef, type | tuple[type, ...]] = {
    XSD.string: (str, bytes),
    RDF.langString: (str, bytes),
    XSD.integer: int,
    XSD.float: float,
    XSD.decimal: Decimal,
    XSD.boolean: bool,
    XSD.date: date,
    XSD.time: time,
    XSD.dateTime: datetime,
}
_TESTS: dict[str, Callable[[int, int], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


@dataclass(slots=True)
class Literals:
    """What the literals of a relation mean, found out when first asked.

    Args:
        relation: where the literals are.
    """

    relation: Relation
    _known: int = field(init=False, default=-1)

    def prepare(self) -> None:
        """Have the plain values of all literals in the table ``worth``."""
        if self._known != self.relation.added:
            worth.fill(self.relation, anew=self._known < 0)
            self._known = self.relation.added

    def of_type(self, datatype: URIRef) -> str:
        """Return a condition on the row ``t`` of a term: it is a literal that matches a datatype."""
        if datatype == RDFS.Literal:
            return f"t.kind = {LITERAL}"
        number = self.relation.number(datatype)
        odd = self._ill_typed(datatype)
        if datatype == RDFS.Datatype:
            plain = self.relation.numbers((XSD.string, RDF.langString))
            return f"(t.kind = {LITERAL} AND t.datatype NOT IN ({plain}))"
        return f"(t.kind = {LITERAL} AND t.datatype = {number} AND t.id NOT IN ({odd}))"

    def failing(self, values: str, bound: Node, test: str) -> str:
        """Return the SELECT of the pairs (f, v) of values that are not in bounds.

        Args:
            values: a table of pairs (f, v).
            bound: what values are compared with.
            test: ``>``, ``>=``, ``<`` or ``<=``.
        """
        limit = self.relation.number(bound)
        self.prepare()
        sort, fits = self._limit(limit, test)
        # A text against what is no text is out of bounds; with a text as the bound rdflib is always asked.
        is_text = isinstance(bound, Literal) and isinstance(bound.value, str)
        texts = "" if is_text else f" AND NOT {self._is_text('t')}"
        asked = self.relation.rows(
            f"SELECT DISTINCT c.v FROM {values} AS c JOIN term AS t ON t.id = c.v "
            "LEFT JOIN worth AS w ON w.id = c.v "
            f"WHERE t.kind = {LITERAL} AND coalesce(w.sort, -1) <> {sort}{texts}"
        )
        nodes = self.relation.nodes(number for (number,) in asked)
        kept = self.relation.listed(number for (number,) in asked if _passes(nodes[number], bound, test))
        return (
            f"SELECT c.f, c.v FROM {values} AS c LEFT JOIN worth AS w ON w.id = c.v "
            f"WHERE NOT coalesce({fits}, false) AND c.v NOT IN ({kept})"
        )

    def unordered(self, pairs: str, test: str) -> str:
        """Return the SELECT of (f, v) from triples (f, v, w) in which v is not below w.

        Args:
            pairs: the SELECT of the triples.
            test: ``<`` or ``<=``.
        """
        self.prepare()
        joined = (
            f"({pairs}) AS c JOIN term AS tv ON tv.id = c.v JOIN term AS tw ON tw.id = c.w "
            "LEFT JOIN worth AS a ON a.id = c.v LEFT JOIN worth AS b ON b.id = c.w"
        )
        texts = f"({self._is_text('tv')} AND {self._is_text('tw')})"
        asked = self.relation.rows(
            f"SELECT DISTINCT c.v, c.w FROM {joined} WHERE tv.kind <> {BLANK} AND tw.kind <> {BLANK} "
            f"AND NOT {texts} AND (a.sort IS NULL OR a.sort IS DISTINCT FROM b.sort)"
        )
        nodes = self.relation.nodes(number for row in asked for number in row)
        kept = [f"({v}, {w})" for v, w in asked if _below(nodes[v], nodes[w], test)]
        plain = " OR ".join(f"a.{column} {test} b.{column}" for column in ("exact", "real", "instant"))
        fits = f"({texts} AND tv.lexical {test} tw.lexical) OR (a.sort = b.sort AND ({plain}))"
        also = f" OR (c.v, c.w) IN ({', '.join(kept)})" if kept else ""
        return f"SELECT DISTINCT c.f, c.v FROM {joined} WHERE NOT coalesce({fits}{also}, false)"

    def _is_text(self, row: str) -> str:
        """Return the condition that a term compares by its text: an IRI, or a plain or tagged one."""
        texts = self.relation.numbers((XSD.string, RDF.langString))
        return f"({row}.kind = {IRI} OR coalesce({row}.datatype IN ({texts}), false))"

    def _ill_typed(self, datatype: URIRef) -> str:
        """Return the literals whose form does not belong to their datatype, as SQL lists them."""
        plain = worth.PLAIN.get(datatype)
        if plain == worth.ANY:
            return "0"
        form = f" AND NOT regexp_full_match(lexical, {text(plain)})" if plain else ""
        number = self.relation.number(datatype)
        asked = self.relation.rows(f"SELECT id FROM term WHERE datatype = {number}{form}")
        nodes = self.relation.nodes(number for (number,) in asked)
        return self.relation.listed(number for (number,) in asked if not _belongs(nodes[number], datatype))

    def _limit(self, number: int, test: str) -> tuple[int, str]:
        """Return the sort of a bound, 0 when it is not plain, and the condition that a value is within."""
        found = self.relation.execute(
            f"SELECT sort, exact::VARCHAR, real::VARCHAR, instant::VARCHAR FROM worth WHERE id = {number}"
        ).fetchone()
        if found is None:
            return 0, "false"
        sort, exact, real, instant = found
        limits = {
            worth.NUMBER: f"w.exact {test} {exact}::DECIMAL(38, 18)",
            worth.REAL: f"w.real {test} {real}::DOUBLE",
        }
        within = limits.get(sort, f"w.instant {test} '{instant}'::TIMESTAMP")
        return sort, f"(w.sort = {sort} AND {within})"


def _belongs(node: Node, datatype: URIRef) -> bool:
    """Tell whether a literal is well-typed, as pyshacl does."""
    own = _OWN_TYPES.get(datatype)
    if not isinstance(node, Literal) or node.ill_typed is True:
        return False
    return own is None or isinstance(node.value, own)


def _passes(node: Node, bound: Node, test: str) -> bool:
    """Tell whether a value is in bounds, as pyshacl does."""
    if not isinstance(node, Literal) or not isinstance(bound, Literal):
        return False
    if isinstance(node.value, str) != isinstance(bound.value, str):
        return False
    try:
        return _TESTS[test](compare_literal(node, bound), 0)  # type: ignore[no-untyped-call]
    except (TypeError, NotImplementedError, ArithmeticError):
        return False


def _below(one: Node, other: Node, test: str) -> bool:
    """Tell whether one value is below another, as pyshacl does."""
    if isinstance(one, BNode) or isinstance(other, BNode):
        return False
    first, second = _comparable(one), _comparable(other)
    if isinstance(first, str) != isinstance(second, str) or type(first) is not type(second):
        return False
    try:
        return bool(first < second if test == "<" else first <= second)  # type: ignore[operator]
    except (TypeError, ArithmeticError):
        return False


def _comparable(node: Node) -> object:
    """Return what Python compares: a plain text for names and texts, else the literal."""
    if isinstance(node, URIRef):
        return str(node)
    return str(node.value) if isinstance(node, Literal) and isinstance(node.value, str) else node
