"""What a list can be narrowed by: each query of ``queries/pages/facets``, with its values and their numbers.

A query returns ``?thing`` and ``?value``; its header gives ``title``, ``order`` and, for years and other
whole numbers of which people want a range, ``form: range``. A project without such queries can narrow by kind
and by the properties that have few values.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Final

import pyoxigraph

from bilat.errors import Place, SourceError
from bilat.graph.formats.quads import literal_parts
from bilat.graph.index.text import apart, last_part
from bilat.graph.pages.columns import Row
from bilat.graph.pages.queries import GENERIC, PageQuery, page_queries
from bilat.graph.pages.whole import Whole
from bilat.project import Project

#: A property is worth a facet with so many values, and a list with so many facets is still read.
_VALUES: Final = range(2, 41)
_MOST: Final = 6
#: The generic facet whose values are classes.
_KINDS: Final = "type"
_PLACE: Final = "VALUES ?property { }"

TABLES: Final = """
CREATE TEMP TABLE raw_value (
  facet INTEGER, term TEXT, iri TEXT, PRIMARY KEY (facet, term, iri)
) WITHOUT ROWID;
"""
#: Only things that are listed count. A value is named by its text or the end of its IRI where no other value
#: has or ends in the same, and where that is not empty, as what nobody has chosen is in a form.
_WRITE: Final = """
INSERT INTO facet_value (facet, name, term, label, things)
SELECT facet,
  CASE WHEN plain <> '' AND count(*) OVER (PARTITION BY facet, plain) = 1 THEN plain ELSE term END, term,
  coalesce((SELECT text FROM label WHERE iri = term), words), things
FROM (
  SELECT raw.facet AS facet, raw.term AS term, count(*) AS things, value_text(raw.term) AS plain,
    value_words(facet.name, raw.term) AS words
  FROM raw_value AS raw JOIN thing USING (iri) JOIN section ON section.id = thing.section
    JOIN facet ON facet.id = raw.facet
  WHERE section.listed GROUP BY raw.facet, raw.term
)
ORDER BY facet, things DESC, in_order(fold(coalesce((SELECT text FROM label WHERE iri = term), words))), term;
INSERT INTO facet_thing
SELECT raw.facet, value.id, thing.id FROM raw_value AS raw
  JOIN facet_value AS value ON value.facet = raw.facet AND value.term = raw.term
  JOIN thing USING (iri) JOIN section ON section.id = thing.section WHERE section.listed
ORDER BY 1, 2, 3;
CREATE INDEX facet_thing_thing ON facet_thing (thing, facet, value);
INSERT INTO facet_pair
SELECT one.value, other.value, count(*) FROM facet_thing AS one JOIN facet_thing AS other USING (thing)
WHERE one.facet <> other.facet GROUP BY 1, 2 ORDER BY 1, 2;
DELETE FROM facet WHERE id NOT IN (SELECT facet FROM facet_value);
"""


def write_facets(database: sqlite3.Connection, whole: Whole, project: Project) -> None:
    """Fill the tables of facets.

    Raises:
        SourceError: a query cannot be read or fails.
    """
    queries = page_queries(project, "facets") or tuple(_generic(whole))
    for number, query in enumerate(queries, 1):
        database.execute(
            "INSERT INTO facet VALUES (?, ?, ?, ?, ?, ?)",
            (number, query.id, _title(database, query), *_looks(query), query.body),
        )
        write_prefixes(database, query)
        database.executemany(
            "INSERT OR IGNORE INTO raw_value VALUES (?, ?, ?)", _values(whole, query, number)
        )
    database.executescript(_WRITE)


def write_prefixes(database: sqlite3.Connection, query: PageQuery) -> None:
    """Keep what a query calls namespaces; lists put several queries into one.

    Raises:
        SourceError: another query calls something else so.
    """
    for name, iri in query.prefixes.items():
        database.execute("INSERT OR IGNORE INTO prefix VALUES (?, ?)", (name, iri))
        (kept,) = database.execute("SELECT iri FROM prefix WHERE name = ?", (name,)).fetchone()
        if kept != iri:
            raise SourceError(
                f"The prefix {name}: is that of <{kept}> in other queries of sections and facets.",
                remedy="Use another prefix: lists put these queries into one.",
                place=Place(query.path),
            )


def _looks(query: PageQuery) -> tuple[str, str]:
    """Return in which form a facet is shown, and how a heading speaks of its values."""
    return query.header.get("form", "choice"), query.header.get("phrase", "")


def _values(whole: Whole, query: PageQuery, number: int) -> Iterator[tuple[int, str, str]]:
    """Yield facet, value as it stands in SPARQL, and thing."""
    for row in whole.rows(query):
        thing, value = row.get("thing"), row.get("value")
        if isinstance(thing, pyoxigraph.NamedNode) and not isinstance(value, pyoxigraph.BlankNode | None):
            yield number, value.value if isinstance(value, pyoxigraph.NamedNode) else str(value), thing.value


def _generic(whole: Whole) -> Iterator[PageQuery]:
    """Yield facets that suit any project."""
    own = Project.at()
    yield from page_queries(own, f"{GENERIC}/facets")
    found = {query.id: query for query in page_queries(own, f"{GENERIC}/properties")}
    counted = whole.rows(found["properties"])
    fitting = [str(row["property"].value) for row in counted if _fits(*_numbers(row))]
    for number, name in enumerate(fitting[:_MOST], 1):
        text = found["property"].text.replace(_PLACE, f"VALUES ?property {{ <{name}> }}")
        header: Mapping[str, str] = {"title": name}
        yield PageQuery(id=f"property-{number}", header=header, text=text, path=found["property"].path)


def _numbers(row: Row) -> tuple[int, int]:
    return int(row["values"].value), int(row["uses"].value)


def _fits(values: int, uses: int) -> bool:
    """Tell whether a property groups things, as identifiers, which each thing has for itself, do not."""
    return values in _VALUES and uses > values


def _title(database: sqlite3.Connection, query: PageQuery) -> str:
    """Return what people read: the title, or the label of the property that stands there."""
    found = database.execute("SELECT text FROM label WHERE iri = ?", (query.title,)).fetchone()
    if found:
        return str(found[0])
    return apart(last_part(query.title)) if "://" in query.title else query.title


def functions(database: sqlite3.Connection) -> None:
    """Give a database the functions that the statements of this module call."""
    database.create_function("value_text", 1, _value_text, deterministic=True)
    database.create_function("value_words", 2, _value_words, deterministic=True)


def _value_words(facet: str, term: str) -> str:
    """Return what people read for a value without a label: kinds have names of classes, which are words."""
    return (apart(_value_text(term)) if facet == _KINDS else _value_text(term)) or term


def _value_text(term: str) -> str:
    """Return the text of a literal, or the last part of an IRI."""
    return literal_parts(term).text if term[:1] == '"' else last_part(term)
