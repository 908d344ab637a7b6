"""From the table ``line`` to numbers: ``name``, ``quad``, ``literal``; and the dictionary that rules ask."""

# ruff: noqa: S608 -- SQL is put together from our own text; terms are quoted.

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any

import pyoxigraph as ox

from bilat.errors import SourceError
from bilat.graph.bulk.canonical import DATATYPE, PLAIN_IRI, id_of, listed, quoted
from bilat.graph.bulk.database import Database
from bilat.graph.formats.quads import XSD
from bilat.graph.literal import value_of
from bilat.graph.owl.dictionary import Triple, split, vocabulary_term
from bilat.vocab import RDF

_LITERAL_TABLE = (
    "CREATE TABLE literal (id INTEGER, datatype INTEGER, language VARCHAR, lexical VARCHAR, value VARCHAR, "
    "number DECIMAL(38, 18), whole TINYINT, instant TIMESTAMP, valid TINYINT)"
)
#: Numbers with more digits than the column has are left out of it; the value key is exact all the same.
_LARGEST = 10**20
#: Literals that are looked at in Python at a time.
_PAGE = 100_000
#: Datatypes whose values can be told without Python: all forms are valid, and the key is the text.
_TEXTS = {XSD + "string": "string:", XSD + "anyURI": "anyURI:"}


def number(database: Database, reserved: Iterable[str]) -> None:
    """Make ``name`` and ``quad`` from ``line``.

    Args:
        database: where the tables are.
        reserved: terms that get a number whether they occur or not.

    Raises:
        SourceError: something in ``<>`` is no IRI.
    """
    kept = ", ".join(f"({quoted(term)})" for term in sorted(set(reserved)))
    datatype = f"regexp_extract(o, {quoted(DATATYPE)}, 1)"
    plain = f"VALUES ('<{XSD}string>'), ('<{RDF.langString}>'), {kept}"
    database.execute(
        "CREATE TABLE resource AS SELECT t FROM (SELECT s AS t FROM line UNION SELECT p FROM line "
        "UNION SELECT g FROM line UNION SELECT o FROM line WHERE o[1] <> '\"' "
        f"UNION SELECT {datatype} FROM line WHERE o[1] = '\"' AND o[-1] = '>' UNION ({plain})) WHERE t <> ''"
    )
    _require_iris(database)
    database.execute(
        "CREATE TABLE name AS SELECT row_number() OVER (ORDER BY t)::INTEGER AS id, t AS text FROM resource "
        "ORDER BY id"
    )
    database.execute(
        "INSERT INTO name SELECT -row_number() OVER (ORDER BY t)::INTEGER AS id, t FROM "
        "(SELECT DISTINCT o AS t FROM line WHERE o[1] = '\"') ORDER BY id DESC"
    )
    database.execute(
        "CREATE TABLE quad AS SELECT DISTINCT s.id AS s, p.id AS p, o.id AS o, g.id AS g FROM line "
        "JOIN name AS s ON s.text = line.s JOIN name AS p ON p.text = line.p "
        "JOIN name AS o ON o.text = line.o JOIN name AS g ON g.text = line.g"
    )
    database.execute("DROP TABLE resource")
    database.execute("DROP TABLE line")


def _require_iris(database: Database) -> None:
    """Check what only a parser of IRIs can tell."""
    odd = f"SELECT t FROM resource WHERE t[1] = '<' AND NOT regexp_full_match(t, {quoted(PLAIN_IRI)})"
    for (term,) in database.rows(odd):
        try:
            ox.NamedNode(term[1:-1])
        except ValueError as error:
            raise SourceError(
                f"{term} is no IRI: {error}.",
                remedy="Write characters that an IRI may not hold as % and two hexadecimal digits.",
            ) from None


def fill_literals(database: Database) -> None:
    """Make the table of what literals mean (`bilat.graph.literal`)."""
    database.execute(_LITERAL_TABLE)
    end = "length(text) - strpos(reverse(text), '\"')"
    easy = f"SELECT id, text, {end} AS e, text[{end} + 2:] AS kind FROM name WHERE id < 0"
    inner = "text[2:e]"
    unescaped = f"CASE WHEN contains(text, '\\') THEN {unescape(inner)} ELSE {inner} END"
    database.execute(
        "CREATE TABLE spelt AS SELECT id, text, kind, "
        f"{unescaped} AS lexical FROM ({easy}) WHERE NOT contains(text, '\\u')"
    )
    tagged = f"<{RDF.langString}>"
    database.execute(
        f"INSERT INTO literal SELECT id, {id_of(tagged)}, kind[2:], lexical, "
        "lower(kind[2:]) || '@' || lexical, NULL, NULL, NULL, 1 FROM spelt WHERE kind[1] = '@'"
    )
    for datatype, key in _TEXTS.items():
        kind = "''" if datatype == XSD + "string" else quoted(f"^^<{datatype}>")
        database.execute(
            f"INSERT INTO literal SELECT id, {id_of(f'<{datatype}>')}, NULL, lexical, '{key}' || lexical, "
            f"NULL, NULL, NULL, 1 FROM spelt WHERE kind = {kind}"
        )
    database.execute("DROP TABLE spelt")
    numbers = dict(
        database.rows(
            "SELECT text, id FROM name WHERE id > 0 AND text IN (SELECT DISTINCT "
            f"regexp_extract(text, {quoted(DATATYPE)}, 1) FROM name WHERE id < 0)"
        )
    )
    numbers |= {term: database.value(f"SELECT {id_of(term)}") for term in (f"<{XSD}string>", tagged)}
    database.execute(
        "CREATE TABLE pending AS SELECT row_number() OVER () AS place, id, text FROM name WHERE id < 0 "
        "AND id NOT IN (SELECT id FROM literal)"
    )
    for start in range(0, database.value("SELECT count(*) FROM pending"), _PAGE):
        page = f"SELECT id, text FROM pending WHERE place > {start} AND place <= {start + _PAGE}"
        database.fill("literal", _meanings(database.rows(page), numbers))
    database.execute("DROP TABLE pending")


def unescape(inner: str) -> str:
    """Return SQL for a text without the short escapes; no canonical text holds U+0001 itself."""
    found = f"replace({inner}, '\\\\', chr(1))"
    for letter, code in (('"', 34), ("n", 10), ("r", 13), ("t", 9), ("b", 8), ("f", 12)):
        found = f"replace({found}, '\\{letter}', chr({code}))"
    return f"replace({found}, chr(1), '\\')"


def _meanings(rows: Iterable[tuple[int, str]], numbers: dict[str, int]) -> Iterator[tuple[object, ...]]:
    """Yield rows for literals whose values take more than SQL to tell."""
    for identifier, text in rows:
        lexical, datatype, language = split(text)
        value = value_of(lexical, datatype, language)
        exact = value.number
        yield (
            identifier,
            numbers[f"<{datatype}>"],
            language or None,
            lexical,
            value.key,
            None if exact is None or abs(exact) >= _LARGEST else format(exact, "f"),
            None if exact is None else int(exact == exact.to_integral_value()),
            None if value.instant is None else str(value.instant),
            int(value.valid),
        )


class StoredDictionary:
    """The terms of the table ``name``, asked for one by one: rules need those of the ontology only.

    Args:
        database: where the table is.

    Attributes:
        end: the first number that no resource has.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ids: dict[str, int] = {}
        self._terms: dict[int, str] = {}
        self._auxiliary: dict[Hashable, int] = {}
        self.end: int = database.value("SELECT max(id) + 1 FROM name")

    def __getitem__(self, term: str) -> int:
        """Return the id of a term, or 0 for one that does not occur."""
        if term not in self._ids:
            self.learn([term])
        return self._ids[term]

    def named(self, name: str) -> int:
        """Return the id of a vocabulary term by the name that rules use, such as ``rdf_type``."""
        return self[vocabulary_term(name)]

    def learn(self, terms: Iterable[str]) -> None:
        """Look up many terms at once."""
        texts = set(terms) - self._ids.keys()
        if texts:
            # Quoted: for each parameter DuckDB looks for half a dozen packages that are not there.
            rows = self._rows(f"SELECT text, id FROM name WHERE text IN ({listed(texts)})")
            self._ids |= dict.fromkeys(texts, 0) | dict(rows)

    def read(self, numbers: Iterable[int]) -> None:
        """Look up the texts of many numbers at once."""
        wanted = sorted({number for number in numbers if number < self.end} - self._terms.keys())
        if wanted:
            self._terms |= dict(
                self._rows(f"SELECT id, text FROM name WHERE id IN ({', '.join(map(str, wanted))})")
            )

    def read_axioms(self, names: Iterable[str]) -> None:
        """Look up at once the terms that triples with these predicates relate, of many the first.

        Args:
            names: as rules use them.
        """
        self.learn(map(vocabulary_term, names))
        predicates = ", ".join(str(self.named(name)) for name in names)
        axioms = f"FROM asserted WHERE p IN ({predicates})"
        ends = f"SELECT s {axioms} UNION SELECT o {axioms}"
        self._terms |= dict(self._rows(f"SELECT id, text FROM name WHERE id IN ({ends}) LIMIT {_PAGE}"))

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        return self._database.connection.cursor().execute(sql).fetchall()

    def term(self, number: int) -> str:
        """Return the text of a term."""
        if number not in self._terms:
            self.read([number])
        return self._terms[number]

    def auxiliary(self, key: Hashable) -> int:
        """Return the id of a term that stands for a part of an axiom and never leaves the reasoner."""
        return self._auxiliary.setdefault(key, self.end + len(self._auxiliary))

    def is_auxiliary(self, number: int) -> bool:
        """Tell whether an id stands for a part of an axiom."""
        return number >= self.end

    def decode(self, row: Sequence[int]) -> Triple:
        """Return a triple as text."""
        s, p, o = row
        return self.term(s), self.term(p), self.term(o)
