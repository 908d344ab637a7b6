"""Triples as numbers in DuckDB: every term once (`bilat.graph.owl.dictionary`), every triple three integers.

Tables: ``literal(id, datatype, value, number, whole, instant, valid)`` for what literals mean
(`bilat.graph.literal`), ``asserted(s, p, o)``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from itertools import chain
from pathlib import Path

import duckdb

from bilat.graph.connection import connect
from bilat.graph.literal import value_of
from bilat.graph.owl.dictionary import Dictionary, Lexicon, Row, Triple, vocabulary_term
from bilat.graph.scratch import scratch
from bilat.vocab import RDF, XSD

_TABLES = {
    "literal": "id INTEGER, datatype INTEGER, value VARCHAR, number DECIMAL(38, 18), whole TINYINT, "
    "instant TIMESTAMP, valid TINYINT",
    "asserted": "s INTEGER, p INTEGER, o INTEGER",
}
#: A number with more digits than the column has is left out of it; its value key is exact all the same.
_LARGEST = 10**20
_TEXTS = frozenset({str(XSD.string), str(RDF.langString)})
_QUOTE, _QUOTES = '"', '""'
#: From this length on the digest of a value key stands for it.
_LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class Encoding:
    """Triples in a database.

    Args:
        connection: the database.
        dictionary: what its numbers stand for.
    """

    connection: duckdb.DuckDBPyConnection
    dictionary: Lexicon


def encode(
    triples: Collection[Triple],
    *,
    vocabulary: Iterable[str] = (),
    threads: int | None = None,
    memory: str | None = None,
) -> Encoding:
    """Load triples into a database of their own.

    Args:
        triples: data and ontology, each once.
        vocabulary: names such as ``rdf_type`` that get a number whether they occur or not.
        threads: how many the database may use; all cores by default.
        memory: most memory the database may use, such as ``"2GB"``; DuckDB's own default when None.
    """
    named = (vocabulary_term(name) for name in vocabulary)
    dictionary = Dictionary(chain(chain.from_iterable(triples), named))
    connection = _database(threads=threads, memory=memory)
    load(connection, dictionary, dictionary.encode(triples))
    return Encoding(connection, dictionary)


def _database(*, threads: int | None = None, memory: str | None = None) -> duckdb.DuckDBPyConnection:
    """Return an empty database in memory, set for the rules.

    Args:
        threads: how many to use; all cores by default.
        memory: most memory to use, such as ``"2GB"``; DuckDB's own default when None.
    """
    config = {
        "preserve_insertion_order": "false",
        # Rules say in which order to join: the optimizer's own order took all pairs of literals for dt-diff.
        # Statistics cost small graphs a twentieth of their time, and save large ones nothing (measured).
        "disabled_optimizers": "join_order,statistics_propagation",
    }
    if threads is not None:
        config["threads"] = str(threads)
    if memory is not None:
        config["memory_limit"] = memory
    return connect(config=config)


def load(connection: duckdb.DuckDBPyConnection, dictionary: Dictionary, triples: Iterable[Row]) -> None:
    """Fill the tables, then shut the database off from files and network for good.

    A CSV file is the fastest way in without further libraries: 300,000 rows in 0.1 s, as parameters in 60 s.

    Raises:
        ReleaseError: there is no room to work in.
    """
    for table, columns in _TABLES.items():
        connection.execute(f"CREATE TABLE {table} ({columns})")
    with scratch() as folder:
        place = folder / "rows.csv"
        _copy(connection, place, "literal", _literals(dictionary))
        _copy(connection, place, "asserted", (f"{s},{p},{o}\n" for s, p, o in triples))
    connection.execute("SET enable_external_access = false")


def _copy(connection: duckdb.DuckDBPyConnection, place: Path, table: str, lines: Iterable[str]) -> None:
    """Append lines of CSV to a table; a field without quotes and text is null."""
    with place.open("w", newline="", encoding="utf-8") as file:
        file.writelines(lines)
    connection.execute(
        f"COPY {table} FROM '{place}' (FORMAT csv, AUTO_DETECT false, HEADER false, DELIM ',', QUOTE '\"', "
        "ESCAPE '\"', NEW_LINE '\\n', ALLOW_QUOTED_NULLS false, PARALLEL false)"
    )


def _literals(dictionary: Dictionary) -> Iterator[str]:
    """Return a line of CSV for each literal; only the value key is text."""
    string, tagged = dictionary[f"<{XSD.string}>"], dictionary[f"<{RDF.langString}>"]
    for number, (lexical, datatype, language) in enumerate(dictionary.meanings, 1):
        if datatype in _TEXTS:  # Most literals are texts, of which there is little to say.
            key = _brief(f"{language.lower()}@{lexical}" if language else f"string:{lexical}")
            yield f'{-number},{tagged if language else string},"{key.replace(_QUOTE, _QUOTES)}",,,,1\n'
            continue
        value = value_of(lexical, datatype, language)
        key = "" if value.key is None else '"' + _brief(value.key).replace('"', '""') + '"'
        numbers = ",," if value.number is None else _number(value.number)
        instant = "" if value.instant is None else value.instant
        yield f"{-number},{dictionary[f'<{datatype}>']},{key},{numbers}{instant},{int(value.valid)}\n"


def _brief(key: str) -> str:
    """Return a value key, of a very long one its digest: it is only ever compared, and rows have a length."""
    return key if len(key) < _LONGEST else f"sha256:{sha256(key.encode()).hexdigest()}"


def _number(exact: Decimal) -> str:
    """Return the two fields for an exact number: itself, unless too large, and whether it is whole."""
    written = format(exact, "f") if abs(exact) < _LARGEST else ""
    return f"{written},{int(exact == exact.to_integral_value())},"
