"""The things of the index: what they are, when, in one line, and which passages speak of them.

    queries/pages/index/sections/   ?thing ?kind ?label; the first that has a thing, listed ones first
    queries/pages/index/lines/      ?thing ?from ?to ?how ?blank ?line ?said; the first that says it, holds
    queries/pages/index/marks/      ?thing ?passage

``?label`` goes before the usual labels. ``?from`` and ``?to`` are dates, ``?how`` words that go before them,
``?blank`` what is to be read where there is no date, ``?said`` how a source puts it. A header says the
``title`` of a section, its ``weight`` in a search, and whether its things are ``listed`` (``yes``, or
``alone``, which is where no other section has any to list), with a ``note`` below the list.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Final

import pyoxigraph

from bilat.graph.catalogue.addresses import address_of
from bilat.graph.index.facets import write_prefixes
from bilat.graph.index.text import apart, in_order, last_part
from bilat.graph.pages.columns import Row
from bilat.graph.pages.queries import PageQuery
from bilat.graph.pages.whole import Whole
from bilat.vocab import OWL, RDF, RDFS

TABLES: Final = """
CREATE TEMP TABLE raw_thing (
  iri TEXT PRIMARY KEY, section INTEGER, kind TEXT, label TEXT
) WITHOUT ROWID;
CREATE TEMP TABLE raw_line (
  iri TEXT, place INTEGER, first TEXT, last TEXT, how TEXT, blank TEXT, line TEXT, said TEXT,
  PRIMARY KEY (iri, place)
) WITHOUT ROWID;
CREATE TEMP TABLE raw_mark (iri TEXT, passage TEXT, PRIMARY KEY (iri, passage)) WITHOUT ROWID;
"""
_COLUMNS: Final = ("first", "last", "how", "blank", "line", "said")
_VARIABLES: Final = ("from", "to", "how", "blank", "line", "said")
_THINGS: Final = """
INSERT INTO thing (iri, label, language, section, kind, kind_label, path, marks)
SELECT raw.iri, coalesce(raw.label, own.text, last_part(raw.iri)), coalesce(own.language, ''), raw.section,
  raw.kind, coalesce(kind.text, kind_words(raw.kind)), path(raw.iri), 0
FROM raw_thing AS raw
  LEFT JOIN label AS own ON own.iri = raw.iri LEFT JOIN label AS kind ON kind.iri = raw.kind
ORDER BY raw.section, in_order(fold(coalesce(raw.label, own.text, last_part(raw.iri)))), raw.iri;
UPDATE section SET things = (SELECT count(*) FROM thing WHERE section = section.id);
"""
#: The last part of an IRI, which has no slash, hash or colon, is cut off; a search tries no more beginnings.
_SPACES: Final = """
INSERT INTO space SELECT iri FROM (
  SELECT rtrim(iri, replace(replace(replace(iri, '/', ''), '#', ''), ':', '')) AS iri, count(*) AS things
  FROM thing GROUP BY 1 ORDER BY things DESC, iri LIMIT 100
);
"""
#: What terms of an ontology are called where the data do not name their kind.
_TERMS: Final[dict[str, str]] = {
    OWL + "Class": "class",
    RDFS + "Class": "class",
    OWL + "ObjectProperty": "property",
    OWL + "DatatypeProperty": "property",
    RDF + "Property": "property",
}
_HAS_LISTED: Final = "SELECT 1 FROM raw_thing JOIN section ON id = section WHERE listed LIMIT 1"
_MARKS: Final = """
INSERT INTO mark
SELECT thing.id, row_number() OVER (PARTITION BY thing.id ORDER BY text, passage), passage, text
FROM (SELECT raw.iri AS iri, passage, coalesce(label.text, last_part(passage)) AS text
  FROM raw_mark AS raw LEFT JOIN label ON label.iri = passage) JOIN thing USING (iri);
UPDATE thing SET marks = (SELECT count(*) FROM mark WHERE thing = thing.id);
"""


def write_raw_things(database: sqlite3.Connection, whole: Whole, sections: tuple[PageQuery, ...]) -> None:
    """Put sections into ``section`` and their things into ``raw_thing``.

    Raises:
        SourceError: a query fails, or a number in a header is none.
    """
    for number, query in sorted(enumerate(sections, 1), key=lambda pair: not _listed(pair[1])):
        database.execute(
            "INSERT INTO section VALUES (?, ?, ?, ?, ?, ?, ?, 0)",
            (number, query.id, query.title, *_rank(query), query.header.get("note", ""), query.body),
        )
        write_prefixes(database, query)
        database.executemany(
            f"INSERT INTO raw_thing VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET {_least('kind', 'label')} "
            "WHERE section = excluded.section",
            _things(whole, query, number),
        )
    alone = [(number,) for number, query in enumerate(sections, 1) if query.header.get("listed") == "alone"]
    if not database.execute(_HAS_LISTED).fetchone():
        database.executemany("UPDATE section SET listed = 1 WHERE id = ?", alone)


def write_things(
    database: sqlite3.Connection,
    whole: Whole,
    lines: tuple[PageQuery, ...],
    marks: tuple[PageQuery, ...],
) -> None:
    """Fill ``thing`` and ``mark`` from what has been gathered.

    Raises:
        SourceError: a query fails.
    """
    database.executescript(_THINGS + _SPACES)
    for place, query in enumerate(lines):
        database.executemany(
            _INSERT_LINE,
            _lines(whole, query, place),
        )
    database.executescript(_LINES)
    for query in marks:
        found = ((_iri(row, "thing"), _iri(row, "passage")) for row in whole.rows(query))
        database.executemany(
            "INSERT OR IGNORE INTO raw_mark VALUES (?, ?)", (pair for pair in found if all(pair))
        )
    database.executescript(_MARKS)


# ruff: noqa: S608 -- SQL is put together from our own names of columns; no text of a user gets here.
def _least(*columns: str) -> str:
    """Return what keeps the least of the values that several rows for a thing have, whatever their order."""
    return ", ".join(
        f"{name} = coalesce(min({name}, excluded.{name}), {name}, excluded.{name})" for name in columns
    )


_INSERT_LINE: Final = (
    "INSERT INTO raw_line VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET " + _least(*_COLUMNS)
)
_FIRST_SAID: Final = ", ".join(
    f"{name} = (SELECT {name} FROM raw_line AS raw WHERE raw.iri = thing.iri AND raw.{name} IS NOT NULL "
    "ORDER BY place LIMIT 1)"
    for name in _COLUMNS
)
_LINES: Final = f"""
UPDATE thing SET {_FIRST_SAID};
UPDATE thing SET said_label = coalesce((SELECT text FROM label WHERE iri = said), last_part(said))
  WHERE said IS NOT NULL;
UPDATE thing SET line = (
  SELECT text FROM raw_name WHERE iri = thing.iri AND role = 4 AND text NOT IN ('', thing.label)
  ORDER BY language_place(language), place, text LIMIT 1
) WHERE line IS NULL;
"""


def _rank(query: PageQuery) -> tuple[float, bool]:
    """Return what its things weigh in a search, and whether they are listed."""
    return query.number("weight", 1.0), _listed(query)


def _listed(query: PageQuery) -> bool:
    return query.header.get("listed") == "yes"


def _things(whole: Whole, query: PageQuery, number: int) -> Iterator[tuple[str, int, str | None, str | None]]:
    """Yield the things of a section."""
    for row in whole.rows(query):
        if iri := _iri(row, "thing"):
            yield iri, number, _iri(row, "kind"), row["label"].value if "label" in row else None


def _lines(whole: Whole, query: PageQuery, place: int) -> Iterator[tuple[str | int | None, ...]]:
    """Yield what a query says of things."""
    for row in whole.rows(query):
        if iri := _iri(row, "thing"):
            values = (row[name].value if name in row else None for name in _VARIABLES)
            yield (iri, place, *((value or "").strip() or None for value in values))


def _kind_words(iri: str | None) -> str | None:
    return iri and (_TERMS.get(iri) or apart(last_part(iri)))


def _iri(row: Row, name: str) -> str | None:
    term = row.get(name)
    return term.value if isinstance(term, pyoxigraph.NamedNode) else None


def functions(database: sqlite3.Connection, base: str) -> None:
    """Give a database the functions that the statements of this module call."""
    database.create_function("last_part", 1, lambda iri: iri and last_part(iri), deterministic=True)
    database.create_function("in_order", 1, in_order, deterministic=True)
    database.create_function("kind_words", 1, _kind_words, deterministic=True)
    database.create_function(
        "path",
        1,
        lambda iri: address_of(iri, base),
        deterministic=True,
    )
