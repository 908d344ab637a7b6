"""What a catalogue counts (`bilat.graph.catalogue.statistics`), counted by the database."""

# ruff: noqa: S608 -- SQL is put together from our own text; terms are quoted.

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final

from bilat import vocab
from bilat.graph.bulk.canonical import id_of, ids_of, listed, quoted
from bilat.graph.bulk.database import Database
from bilat.graph.catalogue.about import HEADED
from bilat.graph.catalogue.statistics import CLASS, CLASSES, DATATYPE, LINKS, Counts, site_of
from bilat.graph.formats.export import ADDED
from bilat.graph.formats.quads import Quad
from bilat.graph.identity import FOLDER
from bilat.graph.owl.dictionary import vocabulary_term
from bilat.vocab import OA

_TYPE: Final = id_of(vocabulary_term("rdf_type"))


def whole(database: Database) -> None:
    """Make the tables of everything, sorted: ``whole(s, p, o, g, stated)``, ``merged(s, p, o, stated)``."""
    database.execute(
        f"CREATE OR REPLACE TABLE whole AS SELECT s, p, o, g, g NOT IN {ids_of(ADDED)} AS stated FROM "
        "(SELECT s, p, o, g FROM quad UNION ALL "
        f"SELECT s, p, o, {id_of(f'<{vocab.INFERRED}>')} AS g FROM inferred) ORDER BY s, p, o, g"
    )
    database.execute(
        "CREATE OR REPLACE TABLE merged AS SELECT s, p, o, bool_or(stated) AS stated FROM whole "
        "GROUP BY s, p, o ORDER BY s, p, o"
    )


def counts(database: Database) -> Counts:
    """Return the counts of everything in `whole`."""
    database.execute(
        "CREATE OR REPLACE TEMP TABLE stated AS SELECT DISTINCT s, p, o, "
        f"g = {id_of(f'<{vocab.SHAPES_GRAPH}>')} AS shape FROM quad WHERE g NOT IN {ids_of(ADDED)}"
    )
    (triples, subjects, objects) = database.rows(
        "SELECT count(*), count(DISTINCT s), count(DISTINCT o) FROM merged"
    )[0]
    return Counts(
        triples=triples,
        subjects=subjects,
        objects=objects,
        entities=database.value(
            "SELECT count(*) FROM (SELECT DISTINCT s FROM merged) JOIN name ON id = s AND text[1] = '<'"
        ),
        classes=dict(
            database.rows(
                "SELECT text[2:-2], count(*) FROM merged JOIN name ON id = o AND text[1] = '<' "
                f"WHERE p = {_TYPE} GROUP BY text"
            )
        ),
        properties=_properties(database),
        links=_links(database),
        uses=_uses(database),
        kinds=_kinds(database),
        graphs=dict(
            database.rows(
                "SELECT text[2:-2], n FROM (SELECT g, count(*) AS n FROM whole GROUP BY g) "
                "JOIN name ON id = g AND text[1] = '<'"
            )
        ),
    )


def _properties(database: Database) -> dict[str, tuple[int, int, int]]:
    """Return how many triples, subjects and objects each property has."""
    rows = database.rows(
        "SELECT text[2:-2], used, from_, to_ FROM (SELECT p, count(*) AS used, count(DISTINCT s) AS from_, "
        "count(DISTINCT o) AS to_ FROM merged GROUP BY p) JOIN name ON id = p"
    )
    return {name: (used, from_, to) for name, used, from_, to in rows}


def _uses(database: Database) -> dict[tuple[str, str], int]:
    """Return the number of triples by class and property."""
    rows = database.rows(
        f"{_typed()} SELECT c.text[2:-2], p.text[2:-2], n FROM "
        "(SELECT c, w.p, count(*) AS n FROM merged AS w JOIN typed USING (s) GROUP BY c, w.p) AS u "
        "JOIN name AS c ON c.id = u.c JOIN name AS p ON p.id = u.p"
    )
    return {(name, used): count for name, used, count in rows}


def _typed() -> str:
    """Return the table ``typed(s, c)``: things, and the classes that are told of them."""
    return (
        f"WITH said AS (SELECT DISTINCT s, o FROM stated WHERE p = {_TYPE} AND NOT shape), followed AS ("
        f"SELECT s FROM said JOIN name ON id = o AND text IN ({listed(CLASSES)}) EXCEPT SELECT o FROM said), "
        f"typed AS (SELECT s, o AS c FROM merged JOIN name ON id = o AND text[1] = '<' WHERE p = {_TYPE} "
        "AND (o IN (FROM followed) OR (s, o) IN (FROM said)))"
    )


def _kinds(database: Database) -> dict[tuple[str, str, str, str], int]:
    """Return the number of triples by class, property, and class or datatype of the value."""
    rows = database.rows(
        f"{_typed()} SELECT c.text[2:-2], p.text[2:-2], literal, v.text[2:-2], n FROM ("
        "SELECT t.c, w.p, false AS literal, o.c AS v, count(*) AS n FROM merged AS w "
        "JOIN typed AS t USING (s) JOIN typed AS o ON o.s = w.o GROUP BY ALL UNION ALL "
        "SELECT t.c, w.p, true, l.datatype, count(*) FROM merged AS w JOIN typed AS t USING (s) "
        "JOIN literal AS l ON l.id = w.o GROUP BY ALL) AS u JOIN name AS c ON c.id = u.c "
        "JOIN name AS p ON p.id = u.p JOIN name AS v ON v.id = u.v"
    )
    return {(c, p, DATATYPE if literal else CLASS, v): n for c, p, literal, v, n in rows}


def _links(database: Database) -> Counter[tuple[str, str]]:
    predicates = listed(f"<{link}>" for link in LINKS)
    site = r"regexp_extract({}, '^<([A-Za-z][A-Za-z0-9+.-]*:(//[^/?#>]*)?)', 1)"
    counted: Counter[tuple[str, str]] = Counter()
    rows = database.rows(
        f"SELECT p.text[2:-2], {site.format('s.text')}, {site.format('o.text')}, any_value(s.text[2:-2]), "
        "any_value(o.text[2:-2]), count(*) FROM (SELECT DISTINCT s, p, o FROM stated) AS t "
        f"JOIN name AS p ON p.id = t.p AND p.text IN ({predicates}) "
        "JOIN name AS s ON s.id = t.s AND s.text[1] = '<' JOIN name AS o ON o.id = t.o AND o.text[1] = '<' "
        "GROUP BY ALL"
    )
    for predicate, _, _, one, other, count in rows:
        if site_of(one) != site_of(other):
            counted[predicate, site_of(other)] += count
    return counted


def headers(database: Database) -> tuple[Quad, ...]:
    """Return what is said of datasets and ontologies, from which a project is described."""
    return _quads(
        database,
        f"WHERE q.s IN (SELECT s FROM whole JOIN name ON id = o WHERE p = {_TYPE} "
        f"AND text IN ({listed(HEADED)}))",
    )


def about_passages(database: Database, terms: Iterable[str]) -> tuple[Quad, ...]:
    """Return what is said of passages and their documents with some properties, and their types."""
    source = id_of(f"<{OA.hasSource}>")
    return _quads(
        database,
        f"WHERE (q.s IN (SELECT id FROM passage) OR q.s IN (SELECT o FROM quad WHERE p = {source} "
        f"AND s IN (SELECT id FROM passage))) AND (q.p IN {ids_of(terms)} OR q.p = {_TYPE})",
    )


def schema(database: Database, kinds: Iterable[str]) -> tuple[Quad, ...]:
    """Return what stands in the graphs of ontology and shapes, and what is of some types elsewhere."""
    own = ids_of(f"<{graph}>" for graph in (vocab.ONTOLOGY, vocab.SHAPES_GRAPH))
    return _quads(
        database,
        f"WHERE q.g IN {own} OR q.s IN (SELECT s FROM whole JOIN name ON id = o "
        f"WHERE p = {_TYPE} AND text IN ({listed(kinds)}))",
    )


def graphs(database: Database) -> dict[str, int]:
    """Return the number of quads of each graph, as a manifest names them."""
    return dict(
        database.rows(
            "SELECT trim(text, '<>'), n FROM (SELECT g, count(*) AS n FROM whole GROUP BY g) "
            "JOIN name ON id = g"
        )
    )


def of_graph(database: Database, graph: str) -> tuple[Quad, ...]:
    """Return what stands in a graph, given as a term."""
    return _quads(database, f"WHERE q.g = {id_of(graph)}")


def passages(database: Database) -> frozenset[str]:
    """Return the IRIs of all passages."""
    rows = database.rows("SELECT text[2:-2] FROM passage JOIN name USING (id)")
    return frozenset(name for (name,) in rows)


def folders(database: Database) -> dict[str, int]:
    """Return the number of subjects by folder (`bilat.graph.identity.folder_of`)."""
    return dict(
        database.rows(
            f"SELECT regexp_extract(text, {quoted(FOLDER)}, 1) AS f, count(*) FROM "
            "(SELECT DISTINCT s FROM merged) JOIN name ON id = s GROUP BY f"
        )
    )


def languages(database: Database) -> dict[str, int]:
    """Return the number of quads with text in each language."""
    return dict(
        database.rows(
            "SELECT language, count(*) FROM whole JOIN literal ON id = o WHERE language IS NOT NULL "
            "GROUP BY language"
        )
    )


def _quads(database: Database, condition: str) -> tuple[Quad, ...]:
    rows = database.rows(
        "SELECT s.text, p.text, o.text, g.text FROM whole AS q JOIN name AS s ON s.id = q.s "
        "JOIN name AS p ON p.id = q.p JOIN name AS o ON o.id = q.o JOIN name AS g ON g.id = q.g "
        f"{condition} ORDER BY ALL"
    )
    return tuple(Quad(*row) for row in rows)
