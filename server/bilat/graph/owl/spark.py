"""The rules on Spark SQL, their text unchanged: for closures that outgrow one machine (``bilat[spark]``).

Spark keeps the triples and runs the rules. Terms are numbered here, before, and their texts put back here,
after; nothing is validated, explained or served from there. See docs/operators.md for what that is good for.
"""

# ruff: noqa: S608 -- SQL is put together from our own rules and numbers; no text of a user gets here.

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING

from bilat.errors import BilatError
from bilat.graph.owl.dictionary import Triple
from bilat.graph.owl.encode import Encoding, encode
from bilat.graph.owl.inconsistency import contradicted
from bilat.graph.owl.reason import VOCABULARY_NAMES
from bilat.graph.owl.relations import RELATIONS, REQUIRED, Schema, number_ranges
from bilat.graph.owl.rule import bound
from bilat.graph.owl.saturate import Saturation
from bilat.graph.owl.useful import useful

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_ASSERTED = "s INT, p INT, o INT"
_LITERAL = "id INT, datatype INT, value INT, number DECIMAL(38, 0), whole TINYINT, valid TINYINT"
_RANGE = "datatype INT, least DECIMAL(20, 0), greatest DECIMAL(20, 0), whole TINYINT"


@dataclass(frozen=True, slots=True, kw_only=True)
class SparkClosure:
    """What the rules found on Spark.

    Args:
        inferred: the useful triples that follow and are not stated, sorted.
        contradicted: names of the rules that find a contradiction, sorted.
    """

    inferred: tuple[Triple, ...]
    contradicted: tuple[str, ...]


def reason_on(session: SparkSession, triples: Iterable[Triple], folder: str) -> SparkClosure:
    """Return what follows by the rules of OWL 2 RL, worked out by Spark.

    Args:
        session: where to run.
        triples: data and ontology, as N-Triples terms.
        folder: where tables go; on a cluster one that all machines see. The caller removes it.
    """
    encoding = encode(tuple(dict.fromkeys(triples)), vocabulary=VOCABULARY_NAMES)
    saturation = Saturation(encoding, folded=True, space=SparkSpace(session, encoding, folder))
    saturation.run()
    found = map(encoding.dictionary.decode, saturation.inferred())
    closure = SparkClosure(
        inferred=tuple(filter(useful, found)),
        contradicted=tuple(sorted({rule.name for rule in contradicted(saturation)})),
    )
    saturation.space.close()
    return closure


@contextmanager
def local_session() -> Iterator[SparkSession]:
    """Open a session on the cores of this machine.

    Raises:
        BilatError: there is no pyspark, or no Java for it.
    """
    try:
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError:
        raise BilatError("pyspark is not installed.", remedy="Install bilat[spark].") from None
    builder = SparkSession.builder.master("local[*]").appName("bilat")
    for name, value in _OPTIONS.items():
        builder = builder.config(name, value)
    try:
        session = builder.getOrCreate()
    except (PySparkRuntimeError, FileNotFoundError):
        raise BilatError("Spark does not start.", remedy="Install Java 17 or later.") from None
    session.sparkContext.setLogLevel("ERROR")
    try:
        yield session
    finally:
        session.stop()


#: Many small joins: few partitions, nothing planned over again, no code generated for what is run once.
_OPTIONS = {
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
}


@dataclass(slots=True)
class SparkSpace:
    """`bilat.graph.owl.workspace.Space` on Spark: each table a folder of Parquet files, whose size is known.

    Args:
        session: where to run.
        encoding: the stated triples.
        folder: where tables go.
    """

    session: SparkSession
    encoding: Encoding
    folder: str
    _places: dict[str, str] = field(init=False, default_factory=dict)
    _numbers: Iterator[int] = field(init=False, default_factory=count)

    def __post_init__(self) -> None:
        """Bring the stated triples over."""
        stated = self.encoding.connection.execute("SELECT s, p, o FROM asserted").fetchall()
        literals = self.encoding.connection.execute(
            "SELECT id, datatype, value, CAST(number AS DECIMAL(38, 0)), whole, valid FROM literal"
        ).fetchall()
        self._show("asserted", self.session.createDataFrame(stated, _ASSERTED))
        self._show("literal", self.session.createDataFrame(literals, _LITERAL))
        ranges = [
            (datatype, *(None if each is None else Decimal(each) for each in ends), whole)
            for datatype, *ends, whole in number_ranges(self.encoding.dictionary)
        ]
        self._show("number_range", self.session.createDataFrame(ranges, _RANGE))
        self.make("triple", "SELECT s, p, o, 0 AS step, 0 AS rule FROM asserted WHERE false")

    def rows(self, text: str) -> list[tuple[int, ...]]:
        """Run a query and return its rows."""
        return [tuple(row) for row in self._query(text).collect()]

    def make(self, table: str, select: str) -> None:
        """Make a table anew from a query."""
        self._show(table, self._query(select))

    def append(self, table: str, select: str) -> None:
        """Append to a table what a query with the same columns finds."""
        self._write(table, self._query(select), "append")

    def walk(self, _properties: str, _rule: int, _source: str, /) -> bool:
        """Do nothing: queries over themselves are not to be had; the rules do it."""
        return False

    @property
    def most(self) -> int:
        """Return how many pairs may be made at once: whatever a cluster bears."""
        return 1 << 62

    def drop(self, table: str, numbers: str) -> None:
        """Remove the triples of a table in which any of the numbers occurs that a query finds."""
        for column in "spo":
            kept = f"SELECT t.* FROM {table} AS t ANTI JOIN ({numbers}) AS n ON n.old = t.{column}"
            self.make(table, kept)

    def put(self, table: str, columns: Sequence[str], rows: Iterable[tuple[int, ...]]) -> None:
        """Make a small table of numbers anew."""
        named = ", ".join(f"{column} INT" for column in columns)
        self._show(table, self.session.createDataFrame(list(rows), named))

    def fill(self, schema: Schema) -> None:
        """Fill the relations: each is small and stands in the text of a view."""
        for name, columns in RELATIONS.items():
            named = ", ".join((*columns, "axiom", "since"))
            rows = schema.relations.get(name, ())
            if rows:
                values = ", ".join(str(row) for row in rows)
                self._query(f"SELECT * FROM VALUES {values} AS t ({named})").createOrReplaceTempView(name)
            elif name not in REQUIRED:
                empty = self.session.createDataFrame(
                    [], ", ".join(f"{each} INT" for each in named.split(", "))
                )
                empty.createOrReplaceTempView(name)

    def close(self) -> None:
        """Give back the memory."""
        for table in (*self._places, *RELATIONS):
            self.session.catalog.dropTempView(table)

    def _query(self, text: str) -> DataFrame:
        return self.session.sql(bound(text, self.encoding.dictionary))

    def _show(self, table: str, frame: DataFrame) -> None:
        """Work a table out, in a new folder: the old one may be what it is made from."""
        self._places[table] = f"{self.folder}/{table}-{next(self._numbers)}"
        self._write(table, frame, "error")

    def _write(self, table: str, frame: DataFrame, mode: str) -> None:
        """Write rows in few files, and show all that there are."""
        place = self._places[table]
        frame.coalesce(int(_OPTIONS["spark.sql.shuffle.partitions"])).write.mode(mode).parquet(place)
        self.session.read.parquet(place).createOrReplaceTempView(table)
