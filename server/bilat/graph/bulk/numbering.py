"""From the table ``line`` to numbers: ``name``, ``quad``, ``literal``."""

# ruff: noqa: S608 -- SQL is put together from our own text; terms are quoted.

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from bilat.graph.bulk.canonical import DATATYPE, PLAIN_IRI, end_of, id_of, quoted
from bilat.graph.bulk.database import Database
from bilat.graph.formats.quads import XSD
from bilat.graph.literal import value_of
from bilat.graph.owl.dictionary import split
from bilat.graph.source.syntax import translated
from bilat.vocab import RDF

_LITERAL_TABLE = (
    "CREATE TABLE literal (id INTEGER, datatype INTEGER, language VARCHAR, lexical VARCHAR, value VARCHAR, "
    "number DECIMAL(38, 18), whole TINYINT, instant TIMESTAMP, valid TINYINT)"
)
#: Numbers with more digits than the column has are left out of it; the value key is exact all the same.
_LARGEST = 10**20
#: Literals that are looked at in Python at a time.
_PAGE = 100_000
_TAGGED = f"<{RDF.langString}>"
#: Datatypes of text that has more than its letters, and what that is.
_UNTAGGED = {_TAGGED: "language tag", f"<{RDF}dirLangString>": "base direction"}
#: Datatypes whose values can be told without Python: all forms are valid, and the key is the text.
_TEXTS = {XSD + "string": "string:", XSD + "anyURI": "anyURI:"}


def number(database: Database, reserved: Iterable[str]) -> None:
    """Make ``name`` and ``quad`` from ``line``.

    Args:
        database: where the tables are.
        reserved: terms that get a number whether they occur or not.

    Raises:
        NoTermError: something in ``<>`` is no IRI.
    """
    kept = ", ".join(f"({quoted(term)})" for term in sorted(set(reserved)))
    datatype = f"regexp_extract(o, {quoted(DATATYPE)}, 1)"
    plain = f"VALUES ('<{XSD}string>'), ({quoted(_TAGGED)}), {kept}"
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
    _keep_repeated(database)
    database.execute("DROP TABLE resource")
    database.execute("DROP TABLE line")


def _keep_repeated(database: Database) -> None:
    """Make the table of the statements that are written more than once, with the numbers of their terms."""
    columns = "s INTEGER, p INTEGER, o INTEGER, g INTEGER, times BIGINT"
    database.execute(f"CREATE TABLE repeated ({columns})")
    if database.value("SELECT (SELECT count(*) FROM line) > (SELECT count(*) FROM quad)"):
        database.execute(
            "INSERT INTO repeated SELECT s.id, p.id, o.id, g.id, times FROM "
            "(SELECT s, p, o, g, count(*) AS times FROM line GROUP BY ALL HAVING times > 1) AS line "
            "JOIN name AS s ON s.text = line.s JOIN name AS p ON p.text = line.p "
            "JOIN name AS o ON o.text = line.o JOIN name AS g ON g.text = line.g"
        )


class NoTermError(Exception):
    """What canonical N-Quads have as a term is none; only a parser can tell.

    Args:
        text: it stands so in a line that has it.
        message: what is wrong with it.
        remedy: what to do about it.
    """

    def __init__(self, text: str, message: str, remedy: str | None) -> None:
        super().__init__(message)
        self.text, self.message, self.remedy = text, message, remedy


def _require_iris(database: Database) -> None:
    odd = database.execute(
        f"SELECT t FROM resource WHERE t[1] = '<' AND NOT regexp_full_match(t, {quoted(PLAIN_IRI)})"
    )
    while rows := odd.fetchmany(_PAGE):
        for (term,) in rows:
            try:
                ox.NamedNode(term[1:-1])
            except ValueError as error:
                raise NoTermError(
                    term,
                    f"{term} is no IRI: {error}.",
                    "Write characters that an IRI may not hold as % and two hexadecimal digits.",
                ) from None


def _require_literals(database: Database) -> None:
    for (tag,) in database.rows(
        "SELECT DISTINCT language FROM literal WHERE language IS NOT NULL ORDER BY 1"
    ):
        try:
            ox.Literal("", language=tag)
        except ValueError as error:
            raise NoTermError(f'"@{tag} ', *translated(str(error))) from None
    for datatype, lacks in _UNTAGGED.items():
        if database.rows(f"SELECT 1 FROM literal WHERE datatype = {id_of(datatype)} AND language IS NULL"):
            name = datatype[1:-1].replace(str(RDF), "rdf:")
            message = f"The datatype of a literal without a {lacks} must not be {name}."
            raise NoTermError(f'"^^{datatype}', message, None)


def fill_literals(database: Database) -> None:
    """Make the table of what literals mean (`bilat.graph.literal`).

    Raises:
        NoTermError: one cannot be a literal.
    """
    database.execute(_LITERAL_TABLE)
    _fill_texts(database)
    _fill_values(database)
    _require_literals(database)


def _fill_texts(database: Database) -> None:
    """Add the literals that are no more than their text, by SQL alone."""
    ends = f"SELECT id, text, {end_of('text')} AS e FROM name WHERE id < 0"
    inner = "text[2:e - 1]"
    unescaped = f"CASE WHEN contains(text, '\\') THEN {unescape(inner)} ELSE {inner} END"
    database.execute(
        "CREATE TABLE spelt AS SELECT id, text[e + 1:] AS kind, "
        f"{unescaped} AS lexical FROM ({ends}) WHERE NOT contains(text, '\\u')"
    )
    database.execute(
        f"INSERT INTO literal SELECT id, {id_of(_TAGGED)}, kind[2:], lexical, "
        "lower(kind[2:]) || '@' || lexical, NULL, NULL, NULL, 1 FROM spelt WHERE kind[1] = '@'"
    )
    for datatype, key in _TEXTS.items():
        kind = "''" if datatype == XSD + "string" else quoted(f"^^<{datatype}>")
        database.execute(
            f"INSERT INTO literal SELECT id, {id_of(f'<{datatype}>')}, NULL, lexical, '{key}' || lexical, "
            f"NULL, NULL, NULL, 1 FROM spelt WHERE kind = {kind}"
        )
    database.execute("DROP TABLE spelt")


def _fill_values(database: Database) -> None:
    """Add all other literals, a page at a time."""
    numbers = dict(
        database.rows(
            "SELECT text, id FROM name WHERE id > 0 AND text IN (SELECT DISTINCT "
            f"regexp_extract(text, {quoted(DATATYPE)}, 1) FROM name WHERE id < 0)"
        )
    )
    numbers |= {term: database.value(f"SELECT {id_of(term)}") for term in (f"<{XSD}string>", _TAGGED)}
    database.execute(
        "CREATE TABLE pending AS SELECT row_number() OVER () AS place, id, text FROM name WHERE id < 0 "
        "AND id NOT IN (SELECT id FROM literal)"
    )
    for start in range(0, database.value("SELECT count(*) FROM pending"), _PAGE):
        page = f"SELECT id, text FROM pending WHERE place > {start} AND place <= {start + _PAGE}"
        database.fill("literal", _meanings(database.rows(page), numbers))
    database.execute("DROP TABLE pending")


def unescape(inner: str) -> str:
    """Return SQL for a text without the escapes but those of characters that XML has none for.

    No canonical text holds U+0001 itself.
    """
    found = f"replace({inner}, '\\\\', chr(1))"
    for letter, code in (('"', 34), ("n", 10), ("r", 13), ("t", 9), ("b", 8), ("f", 12), ("u007F", 127)):
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
