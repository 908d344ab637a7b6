"""The names of things in the index: labels, other names, codes, definitions, from any usual vocabulary.

What a project calls things beyond that, it says in ``queries/pages/index/names/``: the id of a query there is
a role, and its ``?name`` a name of ``?thing``. The label of a thing is in the first language if there is one,
else without a language, and of the property that comes first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any, Final

import pyoxigraph

from bilat.graph.index.text import MARKED_UP, fold, without_mark_up
from bilat.graph.pages.columns import ROLES
from bilat.graph.pages.periods import period
from bilat.graph.pages.queries import PageQuery
from bilat.graph.pages.whole import Whole
from bilat.graph.queries.union import has_merge
from bilat.vocab import DCAT, DCTERMS, FOAF, RDFS, SCHEMA, SH, SKOS, SKOSXL

LABEL, ALTERNATIVE, IDENTIFIER, DEFINITION, CONTEXT = range(1, len(ROLES) + 1)
_DC: Final = "http://purl.org/dc/elements/1.1/"
_OLD_SCHEMA: Final = "http://schema.org/"
_PROPERTIES: Final = {
    LABEL: (
        RDFS + "label",
        SKOS + "prefLabel",
        DCTERMS + "title",
        _DC + "title",
        FOAF + "name",
        SCHEMA + "name",
        _OLD_SCHEMA + "name",
        SH + "name",
        SKOSXL + "literalForm",
    ),
    ALTERNATIVE: (
        SKOS + "altLabel",
        SKOS + "hiddenLabel",
        DCTERMS + "alternative",
        SCHEMA + "alternateName",
        _OLD_SCHEMA + "alternateName",
    ),
    IDENTIFIER: (SKOS + "notation", DCTERMS + "identifier", _DC + "identifier"),
    DEFINITION: (
        SKOS + "definition",
        RDFS + "comment",
        DCTERMS + "description",
        _DC + "description",
        SCHEMA + "description",
        SKOS + "scopeNote",
    ),
    CONTEXT: (DCAT + "keyword",),
}
#: Properties whose values are labels that are things themselves (SKOS, appendix B).
_THROUGH_LABELS: Final = {
    LABEL: (SKOSXL + "prefLabel",),
    ALTERNATIVE: (SKOSXL + "altLabel", SKOSXL + "hiddenLabel"),
}
#: Properties that name or define a thing, the ones by which it is most surely meant first.
NAMING: Final = tuple(name for role in sorted(_PROPERTIES) for name in _PROPERTIES[role])
#: The same as they stand in statements, of those that say what a thing is called.
LABELLING: Final = tuple(f"<{name}>" for name in _PROPERTIES[LABEL])
#: Longer texts are cut; nobody looks for what stands so far down.
_LONGEST: Final = 2_000

TABLES: Final = """
CREATE TEMP TABLE raw_name (
  iri TEXT, role INTEGER, place INTEGER, language TEXT, text TEXT,
  PRIMARY KEY (iri, role, place, language, text)
) WITHOUT ROWID;
"""
#: One label for each IRI that has any.
LABELS: Final = """
CREATE TEMP TABLE label (iri TEXT PRIMARY KEY, text TEXT, language TEXT) WITHOUT ROWID;
INSERT INTO label SELECT iri, text, language FROM (
  SELECT iri, text, language, row_number() OVER (
    PARTITION BY iri ORDER BY language_place(language), place, language, text
  ) AS choice FROM raw_name WHERE role = 1 AND text <> ''
) WHERE choice = 1;
"""
#: Each text once a thing, in the best role that it has; other labels are alternatives.
NAMES: Final = """
INSERT INTO name (thing, role, language, text, folded)
SELECT thing, min(role) AS best, language, text, folded FROM (
  SELECT thing.id AS thing, marks, raw.language AS language, raw.text AS text, fold(raw.text) AS folded,
    CASE WHEN raw.role = 1 AND raw.text <> thing.label THEN 2 ELSE raw.role END AS role
  FROM raw_name AS raw JOIN thing USING (iri)
  UNION ALL SELECT id, marks, language, label, fold(label), 1 FROM thing
) WHERE folded <> '' GROUP BY thing, folded ORDER BY best, marks DESC, thing, text;
"""
#: All that a thing is called and what it has to do with, for a search with words of several of these.
CONTEXTS: Final = """
CREATE INDEX name_thing ON name (thing);
INSERT INTO name (thing, role, language, text, folded)
SELECT id, 5, '', '', trim(
  fold(label || ' ' || coalesce(kind_label, '') || ' ' || coalesce(line, '') || ' ' || period(first, last))
  || ' ' ||
  coalesce((SELECT group_concat(folded, ' ') FROM
    (SELECT folded FROM name WHERE thing = thing.id AND role IN (2, 3, 5) ORDER BY name.id)), '') || ' ' ||
  coalesce((SELECT group_concat(folded, ' ') FROM
    (SELECT fold(value.label) AS folded FROM facet_thing AS pair JOIN facet_value AS value
      ON value.id = pair.value WHERE pair.thing = thing.id ORDER BY value.id)), ''))
FROM thing ORDER BY marks DESC, id;
"""


def write_raw_names(database: sqlite3.Connection, whole: Whole, queries: tuple[PageQuery, ...]) -> None:
    """Put all names of all things into ``raw_name``.

    Raises:
        SourceError: a query fails.
    """
    insert = "INSERT OR IGNORE INTO raw_name VALUES (?, ?, ?, ?, ?)"
    for role, properties in _PROPERTIES.items():
        for place, name in enumerate(properties):
            database.executemany(insert, _values(whole, role, place, name))
    forms = {
        quad.subject: quad.object
        for quad in _quads(whole, SKOSXL + "literalForm")
        if isinstance(quad.object, pyoxigraph.Literal)
    }
    for role, properties in _THROUGH_LABELS.items() if forms else ():
        for name in properties:
            database.executemany(insert, _through(whole, role, name, forms))
    for query in queries:
        database.executemany(insert, _found(whole, query))


def write_search(database: sqlite3.Connection) -> None:
    """Fill the tables that a search reads, from ``name``."""
    database.execute("INSERT INTO name_text (rowid, folded) SELECT id, folded FROM name ORDER BY id")
    database.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, name_text, row)")
    database.execute(
        "INSERT INTO word (text, uses) SELECT term, doc FROM temp.vocabulary ORDER BY doc DESC, term"
    )
    database.execute(
        "INSERT INTO word_part (rowid, text) SELECT id, '^' || text || '$' FROM word "
        "WHERE length(text) > 2 ORDER BY id"
    )
    for table in ("name_text", "word_part"):
        database.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608 -- two names of ours


def _values(whole: Whole, role: int, place: int, name: str) -> Iterator[tuple[str, int, int, str, str]]:
    """Yield the values of a property."""
    for quad in _quads(whole, name):
        if isinstance(quad.subject, pyoxigraph.NamedNode) and isinstance(quad.object, pyoxigraph.Literal):
            yield _row(quad.subject, role, place, quad.object)


def _through(
    whole: Whole, role: int, name: str, forms: Mapping[Any, pyoxigraph.Literal]
) -> Iterator[tuple[str, int, int, str, str]]:
    """Yield the values of a property whose values are labels, by the text of each."""
    for quad in _quads(whole, name):
        if isinstance(quad.subject, pyoxigraph.NamedNode) and quad.object in forms:
            yield _row(quad.subject, role, len(_PROPERTIES[role]), forms[quad.object])


def _quads(whole: Whole, name: str) -> Iterator[pyoxigraph.Quad]:
    graph = pyoxigraph.DefaultGraph() if has_merge(whole.store) else None
    return whole.store.quads_for_pattern(None, pyoxigraph.NamedNode(name), None, graph)


def _found(whole: Whole, query: PageQuery) -> Iterator[tuple[str, int, int, str, str]]:
    """Yield the names that a query returns."""
    for row in whole.rows(query):
        thing, name = row.get("thing"), row.get("name")
        if isinstance(thing, pyoxigraph.NamedNode) and isinstance(name, pyoxigraph.Literal):
            yield _row(thing, ROLES.index(query.id) + 1, 99, name)


def _row(
    thing: pyoxigraph.NamedNode, role: int, place: int, name: pyoxigraph.Literal
) -> tuple[str, int, int, str, str]:
    text = without_mark_up(name.value) if name.datatype.value in MARKED_UP else name.value.strip()
    return thing.value, role, place, name.language or "", text[:_LONGEST]


def functions(database: sqlite3.Connection, language: str) -> None:
    """Give a database the functions that the statements of this module call."""
    database.create_function("fold", 1, fold, deterministic=True)
    database.create_function("period", 2, period, deterministic=True)
    places = {language.lower(): 0, "": 1}
    database.create_function("language_place", 1, lambda tag: places.get(tag.lower(), 2), deterministic=True)
