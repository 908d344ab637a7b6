"""The part of the database in which one run of the rules keeps its triples and relations."""

# ruff: noqa: S608 -- SQL is put together from our own rules and numbers; no text of a user gets here.

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import duckdb

from bilat.errors import ClosureTooLarge
from bilat.graph.owl.encode import Encoding
from bilat.graph.owl.relations import RELATIONS, REQUIRED, Schema, number_ranges
from bilat.graph.owl.rule import bound

#: How DuckDB writes sizes.
_UNITS = {"bytes": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40, "PiB": 1 << 50}
#: Bytes of memory for each pair of things that may be made; what is more than it holds goes to disk.
_PAIR = 32
#: Beginnings of paths by which all are estimated.
_SAMPLE = 20
#: Most columns of a relation.
_WIDTH = max(map(len, RELATIONS.values()))


class Space(Protocol):
    """What a run of the rules needs of whatever runs them."""

    def rows(self, text: str) -> list[tuple[int, ...]]:
        """Run a query and return its rows."""

    def make(self, table: str, select: str) -> None:
        """Make a table anew from a query."""

    def append(self, table: str, select: str) -> None:
        """Append to a table what a query with the same columns finds."""

    def walk(self, properties: str, rule: int, source: str, /) -> bool:
        """Make the table ``path`` of the ends of paths that have a link of a table; tell whether that can be.

        Args:
            properties: their numbers, with commas between; a path is of one of them.
            rule: what it found are no links, but paths that were walked before.
            source: ``triple``, or ``delta`` where what is older was walked before.

        Raises:
            ClosureTooLarge: there are far more than the memory holds.
        """

    @property
    def most(self) -> int:
        """Return how many pairs may be made at once."""

    def drop(self, table: str, numbers: str) -> None:
        """Remove the triples of a table in which any of the numbers occurs that a query finds."""

    def put(self, table: str, columns: Sequence[str], rows: Iterable[tuple[int, ...]]) -> None:
        """Make a small table of numbers anew."""

    def fill(self, schema: Schema) -> None:
        """Fill the relations."""

    def close(self) -> None:
        """Give back the memory."""


@dataclass(slots=True)
class Workspace:
    """Table ``triple`` (s, p, o, step, rule) and the relations that have rows, in a database of their own.

    Args:
        encoding: the stated triples.
        name: name of the database; it is in memory, where nothing is waited for until it is on disk.

    Attributes:
        most: how many pairs the memory holds while they are looked for.
    """

    encoding: Encoding
    name: str
    connection: duckdb.DuckDBPyConnection = field(init=False)
    most: int = field(init=False)
    _views: set[str] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        """Make the tables."""
        self.connection = self.encoding.connection.cursor()
        ((database, limit),) = self.rows("SELECT current_database(), current_setting('memory_limit')")
        number, unit = str(limit).split()
        self.most = int(float(number) * _UNITS[unit]) // _PAIR
        self.execute(f"ATTACH ':memory:' AS {self.name}")
        self.execute(f"SET search_path = '{self.name}.main,{database}.main'")
        self.execute(";\n".join([*_TABLES, *self._number_ranges()]))

    def close(self) -> None:
        """Give back the memory."""
        self.connection.close()
        self.encoding.connection.execute(f"DETACH {self.name}")

    def execute(self, text: str) -> duckdb.DuckDBPyConnection:
        """Run SQL in which names of vocabulary terms stand for their numbers.

        All values are numbers of ours and stand in the text: for each parameter DuckDB looks for half a dozen
        Python packages that are not there, which takes longer than most of these queries.
        """
        return self.connection.execute(bound(text, self.encoding.dictionary))

    def rows(self, text: str) -> list[tuple[int, ...]]:
        """Run a query and return its rows."""
        return self.execute(text).fetchall()

    def make(self, table: str, select: str) -> None:
        """Make a table anew from a query."""
        self.execute(f"CREATE OR REPLACE TABLE {table} AS {select}")

    def append(self, table: str, select: str) -> None:
        """Append to a table what a query with the same columns finds."""
        self.execute(f"INSERT INTO {table} {select}")

    def walk(self, properties: str, rule: int, source: str, /) -> bool:
        """Make the table ``path`` of the ends of paths that have a link of a table.

        Returns:
            Whether the memory does, which this way wants at once.

        Raises:
            ClosureTooLarge: there are far more than the memory holds.
        """
        most = self.most
        named = {"properties": properties, "rule": rule, "source": source, "most": most + 1}
        text = _WALK.replace("{begun}", "" if source == "triple" else _OLDER)
        try:
            self.make("path", text.format(**named))
            ((count,),) = self.rows("SELECT count(*) FROM path")
            if count <= most:
                return True
        except duckdb.OutOfMemoryException:
            pass
        self.make("path", "SELECT s, p, o FROM triple WHERE false")
        self._require_few(text.replace("FROM new", "FROM new SEMI JOIN start USING (s, p)", 1), named)
        return False

    def _require_few(self, text: str, named: Mapping[str, object]) -> None:
        """Check how many ends paths have, by those of some beginnings.

        Raises:
            ClosureTooLarge: they are more than even a disk is good for.
        """
        starts = "SELECT DISTINCT s, p FROM {source} WHERE p IN ({properties}) AND s <> o".format(**named)
        self.make("start", f"SELECT s, p FROM ({starts}) ORDER BY hash(s, p) LIMIT {_SAMPLE}")
        try:
            found = self.rows(
                f"SELECT p, count(*) AS n FROM ({text.format(**named)}) GROUP BY p ORDER BY n DESC, p"
            )
        except duckdb.OutOfMemoryException:
            return
        ((count,),) = self.rows(f"SELECT count(*) FROM ({starts})")
        total = sum(number for _, number in found) * count // min(count, _SAMPLE)
        if total > self.most:
            raise ClosureTooLarge(
                f"The links of {self.encoding.dictionary.term(found[0][0])}, which is transitive, make some "
                f"{total:,} triples.",
                remedy="Allow more memory with build_megabytes, or use a property that is not transitive.",
            )

    def drop(self, table: str, numbers: str) -> None:
        """Remove the triples of a table in which any of the numbers occurs that a query finds."""
        gone = " OR ".join(f"{column} IN ({numbers})" for column in "spo")
        self.execute(f"DELETE FROM {table} WHERE {gone}")

    def put(self, table: str, columns: Sequence[str], rows: Iterable[tuple[int, ...]]) -> None:
        """Make a small table of numbers anew, in one statement."""
        texts = [",".join(map(str, values)) for values in zip(*rows, strict=True)] or [""] * len(columns)
        parts = (
            f"unnest(CAST(string_split(nullif('{text}', ''), ',') AS INTEGER[])) AS {column}"
            for text, column in zip(texts, columns, strict=True)
        )
        self.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT {', '.join(parts)}")

    def fill(self, schema: Schema) -> None:
        """Fill the relations: one table for all of them, whatever their number, and a view of it for each."""
        rows = (
            (number, *(*row[:-2], 0, 0, 0)[:_WIDTH], *row[-2:])
            for number, name in enumerate(RELATIONS)
            for row in schema.relations.get(name, ())
        )
        self.put("axiom_row", _COLUMNS, rows)
        views = {name: text for name, text in _view_texts(schema) if name not in self._views}
        if views:
            # At once: each that is made by itself is waited for until it is on disk.
            self.execute(";\n".join(["BEGIN", *views.values(), "COMMIT"]))
            self._views |= views.keys()

    def _number_ranges(self) -> list[str]:
        rows = [
            f"({', '.join('NULL' if value is None else str(value) for value in row)})"
            for row in number_ranges(self.encoding.dictionary)
        ]
        return [f"INSERT INTO number_range VALUES {', '.join(rows)}"] if rows else []


_COLUMNS = ("relation", *(f"c{place}" for place in range(_WIDTH)), "axiom", "since")
_TABLES = (
    "CREATE TABLE triple (s INTEGER, p INTEGER, o INTEGER, step SMALLINT, rule SMALLINT)",
    "CREATE TABLE number_range (datatype INTEGER, least HUGEINT, greatest HUGEINT, whole TINYINT)",
)
#: A path grows by one link at a time: any two paths could be joined in as many ways as they have links.
_WALK = """WITH RECURSIVE
  link AS MATERIALIZED (SELECT s, p, o FROM triple WHERE p IN ({properties}) AND s <> o AND rule <> {rule}),
  new AS (SELECT s, p, o FROM {source} WHERE p IN ({properties}) AND s <> o AND rule <> {rule}),
  path(s, p, o) AS (
    SELECT s, p, o FROM new {begun}
    UNION SELECT path.s, path.p, link.o FROM path JOIN link ON link.s = path.o AND link.p = path.p
  )
SELECT s, p, o FROM path LIMIT {most}"""
#: Paths that were known, each with a new link behind it.
_OLDER = """UNION SELECT t.s, t.p, new.o FROM new
    JOIN (SELECT s, p, o FROM triple WHERE p IN ({properties})) AS t ON t.o = new.s AND t.p = new.p"""


def _view_texts(schema: Schema) -> Iterator[tuple[str, str]]:
    """Yield what makes a view of each relation that has rows, or that rules can do without."""
    for number, (name, columns) in enumerate(RELATIONS.items()):
        if name in schema.relations or name not in REQUIRED:
            named = ", ".join(f"c{place} AS {column}" for place, column in enumerate(columns))
            source = f"SELECT {named}, axiom, since FROM axiom_row WHERE relation = {number}"
            yield name, f"CREATE VIEW {name} AS {source}"
