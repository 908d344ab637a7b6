"""A graph as relations in DuckDB: every term once, every triple three numbers.

Tables: ``term(id, kind, lexical, datatype, language)`` and ``triple(s, p, o)``, sorted by predicate. Literals
have negative numbers, IRIs and blank nodes positive ones. Two literals that differ in the case of their
language tags are one term, as in RDF 1.1 Concepts, section 3.3; the first spelling is kept.
"""

# ruff: noqa: S608 -- SQL is put together from our own text and numbers; terms of users are quoted by `text`.

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import count
from pathlib import Path

import duckdb
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

from bilat.graph.connection import connect
from bilat.graph.scratch import scratch
from bilat.graph.source.terms import new_literal
from bilat.vocab import RDF, XSD

Triple = tuple[Node, Node, Node]

#: The kinds of terms, as numbers in the table.
IRI, BLANK, LITERAL = 1, 2, 3
#: Longest time for a statement that others can do without: what joins all with all is left to the engine.
_PATIENCE_SECONDS = 60.0
#: A longer list is a table.
_FEW = 500
_LANG_STRING, _STRING = RDF.langString, XSD.string
_TABLES = (
    "CREATE TABLE term (id INTEGER, kind TINYINT, lexical VARCHAR, datatype INTEGER, language VARCHAR)",
    "CREATE TABLE triple (s INTEGER, p INTEGER, o INTEGER)",
)
#: Queries that are run as one, for planning each by itself takes most of the time,
_TOGETHER = 16
#: and from how many triples on they run one by one: where the parts of a query need more memory at once than
#: there is, DuckDB 1.5 may wait for ever (its issue 24961).
_MANY = 500_000
_CSV = (
    "FORMAT csv, AUTO_DETECT false, HEADER false, DELIM ',', QUOTE '\"', ESCAPE '\"', NEW_LINE '\\n', "
    "ALLOW_QUOTED_NULLS false, PARALLEL false"
)
#: Longest line that DuckDB reads unasked, in bytes.
_LINE = 2_000_000


class Relation:
    """The triples of one plain graph.

    Args:
        connection: the database, with the two tables.
        numbers: the numbers of terms that are known so far, others are looked up.

    Attributes:
        added: how many terms have been added that the triples do not have.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, numbers: dict[Node, int]) -> None:
        self.connection = connection
        self._numbers = numbers
        self._nodes: dict[int, Node] = {}
        self.added = 0
        self._lists = 0

    def execute(self, sql: str) -> duckdb.DuckDBPyConnection:
        """Run a statement."""
        return self.connection.execute(sql)

    def rows(self, sql: str) -> list[tuple[int, ...]]:
        """Return the rows of a query."""
        return self.connection.execute(sql).fetchall()

    @cached_property
    def size(self) -> int:
        """The number of triples."""
        return self.rows("SELECT count(*) FROM triple")[0][0]

    def rows_of_all(self, selects: Sequence[str]) -> set[tuple[int, ...]]:
        """Return all rows of queries with the same columns, each once."""
        found: set[tuple[int, ...]] = set()
        together = _TOGETHER if self.size < _MANY else 1
        for start in range(0, len(selects), together):
            found.update(self.rows("\nUNION ALL\n".join(selects[start : start + together])))
        return found

    def rows_in_time(self, sql: str, most: float = _PATIENCE_SECONDS) -> list[tuple[int, ...]] | None:
        """Return the rows of a statement that saves others; None where it takes more than it is worth.

        Args:
            sql: the statement.
            most: seconds that it may take; a minute, if that is less.
        """
        timer = threading.Timer(min(most, _PATIENCE_SECONDS), self.connection.interrupt)
        timer.start()
        try:
            return self.rows(sql)
        except (duckdb.InterruptException, duckdb.OutOfMemoryException):
            return None
        finally:
            timer.cancel()

    def number(self, node: Node) -> int:
        """Return the number of a term; one that does not occur yet gets the next."""
        if node not in self._numbers:
            self.learn([node])
        return self._numbers[node]

    def numbers(self, nodes: Iterable[Node]) -> str:
        """Return the numbers of terms as SQL writes a list, 0 when there are none."""
        wanted = set(nodes)
        self.learn(wanted)
        return ", ".join(map(str, sorted(self._numbers[node] for node in wanted))) or "0"

    def listed(self, numbers: Iterable[int]) -> str:
        """Return numbers as SQL has them after IN, in a table of their own where they are many."""
        few = sorted(set(numbers))
        if len(few) <= _FEW:
            return ", ".join(map(str, few)) or "0"
        self._lists += 1
        name = f"listed{self._lists}"
        self.execute(f"CREATE TEMP TABLE {name} (id INTEGER)")
        _copy(self.connection, name, (f"{number}\n" for number in few))
        return f"SELECT id FROM {name}"

    def nodes(self, numbers: Iterable[int]) -> Mapping[int, Node]:
        """Return terms by their numbers."""
        missing = sorted(set(numbers).difference(self._nodes))
        for start in range(0, len(missing), 10_000):
            few = self.listed(missing[start : start + 10_000])
            found = self.connection.execute(
                "SELECT t.id, t.kind, t.lexical, d.lexical, t.language FROM term AS t "
                f"LEFT JOIN term AS d ON d.id = t.datatype WHERE t.id IN ({few})"
            )
            self._nodes |= {number: _node(*row) for number, *row in found.fetchall()}
        return self._nodes

    def triples(self) -> Iterator[Triple]:
        """Yield all triples."""
        rows = self.rows("SELECT s, p, o FROM triple")
        nodes = self.nodes(number for row in rows for number in row)
        for s, p, o in rows:
            yield nodes[s], nodes[p], nodes[o]

    def write(self, place: Path, predicates: Iterable[Node] | None = None) -> int:
        """Write triples as N-Triples, those with some predicates or all; return how many."""
        wanted = "true" if predicates is None else f"t.p IN ({self.numbers(predicates)})"
        line = f"{_written('s')} || ' <' || p.lexical || '> ' || {_written('o')} || ' .'"
        ((written,),) = self.rows(
            f"COPY (SELECT {line} FROM triple AS t "
            "JOIN term AS s ON s.id = t.s JOIN term AS p ON p.id = t.p JOIN term AS o ON o.id = t.o "
            f"LEFT JOIN term AS od ON od.id = o.datatype WHERE {wanted}) TO {text(str(place))} "
            "(FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x01')"
        )
        return written

    def describe(self, nodes: Iterable[Node], graph: Graph) -> None:
        """Add to a graph the statements that blank nodes are in, and those of the ones that they lead to."""
        open_nodes = set(map(self.number, nodes))
        seen: set[int] = set()
        while open_nodes:
            seen |= open_nodes
            few = self.listed(open_nodes)
            also = "" if seen > open_nodes else f" OR o IN ({few})"
            rows = self.rows(f"SELECT s, p, o FROM triple WHERE s IN ({few}){also}")
            terms = self.nodes(number for row in rows for number in row)
            for s, p, o in rows:
                graph.add((terms[s], terms[p], terms[o]))
            open_nodes = {o for _, _, o in rows if isinstance(terms[o], BNode)} - seen

    def learn(self, nodes: Iterable[Node]) -> None:
        """Have the numbers of many terms at once; those that do not occur yet get the next."""
        new = sorted({node for node in nodes if node not in self._numbers}, key=str)
        if not new:
            return
        datatypes = {URIRef(_parts(node)[2]) for node in new if isinstance(node, Literal)}
        if datatypes.difference(self._numbers):
            self.learn(datatypes)
            new = [node for node in new if node not in self._numbers]
        self._known(new)
        self._add([node for node in new if node not in self._numbers])

    def _known(self, nodes: Sequence[Node]) -> None:
        """Look up terms in the table."""
        columns = "place INTEGER, kind TINYINT, lexical VARCHAR, datatype INTEGER, language VARCHAR"
        self.execute(f"CREATE OR REPLACE TEMP TABLE wanted ({columns})")
        lines = (_line(place, node, self._numbers) for place, node in enumerate(nodes))
        _copy(self.connection, "wanted", lines)
        found = self.rows(
            "SELECT w.place, t.id FROM wanted AS w "
            "JOIN term AS t ON t.lexical = w.lexical AND t.kind = w.kind "
            "AND t.datatype IS NOT DISTINCT FROM w.datatype "
            "AND lower(coalesce(t.language, '')) = lower(coalesce(w.language, ''))"
        )
        self._numbers |= {nodes[place]: number for place, number in found}

    def _add(self, nodes: Sequence[Node]) -> None:
        """Add terms to the table."""
        ((least, most),) = self.rows("SELECT coalesce(min(id), 0), coalesce(max(id), 0) FROM term")
        literals, resources = count(min(least, 0) - 1, -1), count(max(most, 0) + 1)
        for node in nodes:
            self._numbers[node] = next(literals if isinstance(node, Literal) else resources)
        _copy(self.connection, "term", (_line(self._numbers[node], node, self._numbers) for node in nodes))
        self.added += len(nodes)


def relation_of(triples: Iterable[Triple]) -> Relation:
    """Return triples as relations, in memory; a triple that comes twice counts once."""
    numbers: dict[Node, int] = {}
    literals = resources = 0
    coded: set[tuple[int, int, int]] = set()
    for triple in triples:
        row = []
        for node in triple:
            number = numbers.get(node)
            if number is None:
                if isinstance(node, Literal):
                    literals += 1
                    number = -literals
                    datatype = URIRef(_parts(node)[2])
                    if datatype not in numbers:
                        resources += 1
                        numbers[datatype] = resources
                else:
                    resources += 1
                    number = resources
                numbers[node] = number
            row.append(number)
        coded.add((row[0], row[1], row[2]))
    connection = connect()
    for table in _TABLES:
        connection.execute(table)
    by_predicate = sorted(coded, key=lambda row: (row[1], row[0]))
    _copy(connection, "term", (_line(number, node, numbers) for node, number in numbers.items()))
    _copy(connection, "triple", (f"{s},{p},{o}\n" for s, p, o in by_predicate))
    return Relation(connection, numbers)


def text(value: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def _written(row: str) -> str:
    """Return SQL for a term as N-Triples has it."""
    form = f"{row}.lexical"
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"')):
        form = f"replace({form}, '{plain}', '{escaped}')"
    for code, letter in ((10, "n"), (13, "r"), (1, "u0001")):
        form = f"replace({form}, chr({code}), '\\{letter}')"
    name = f"WHEN {IRI} THEN '<' || {row}.lexical || '>' WHEN {BLANK} THEN '_:' || {row}.lexical"
    if row == "s":
        return f"CASE {row}.kind {name} END"
    kind = f"CASE WHEN {row}.language <> '' THEN '@' || {row}.language ELSE '^^<' || od.lexical || '>' END"
    return f"CASE {row}.kind {name} ELSE '\"' || {form} || '\"' || {kind} END"


def _parts(node: Node) -> tuple[int, str, str, str]:
    """Return kind, lexical form, datatype IRI and language tag of a term."""
    if isinstance(node, Literal):
        if node.language:
            return LITERAL, str(node), str(_LANG_STRING), node.language
        return LITERAL, str(node), str(node.datatype or _STRING), ""
    return (BLANK if isinstance(node, BNode) else IRI), str(node), "", ""


def _node(kind: int, lexical: str, datatype: str | None, language: str | None) -> Node:
    """Return the term of rdflib, its lexical form as it is."""
    if kind == IRI:
        return URIRef(lexical)
    if kind == BLANK:
        return BNode(lexical)
    if language:
        return new_literal(lexical, language=language)
    return new_literal(lexical, datatype=URIRef(datatype or ""))


def _line(number: int, node: Node, numbers: Mapping[Node, int]) -> str:
    """Return a term as a line of CSV."""
    kind, lexical, datatype, language = _parts(node)
    quoted = '"' + lexical.replace('"', '""') + '"'
    return f"{number},{kind},{quoted},{numbers[URIRef(datatype)] if datatype else ''},{language}\n"


def _copy(connection: duckdb.DuckDBPyConnection, table: str, lines: Iterable[str]) -> None:
    """Append lines of CSV to a table; a field without quotes and text is null."""
    longest = _LINE
    with scratch() as folder:
        place = folder / "rows.csv"
        with place.open("wb") as file:
            for line in lines:
                longest = max(longest, file.write(line.encode()))
        connection.execute(f"COPY {table} FROM {text(str(place))} ({_CSV}, MAX_LINE_SIZE {longest})")


def values(numbers: Sequence[int]) -> str:
    """Return numbers as rows of a column ``node``."""
    rows = ", ".join(f"({number})" for number in numbers)
    return f"SELECT node FROM (VALUES {rows}) AS given(node)"
