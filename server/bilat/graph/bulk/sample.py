"""What lint needs to see of large files: a statement for each term, and all that may be wrong with literals.

Lint asks what is used, what is defined and which literals are odd; it need not see a million labels to do so.
The sample has one statement for each property, class and datatype, the values that nothing describes beside
some that are, and each literal that its datatype does not have or that the query engine rewrites.
"""

# ruff: noqa: S608 -- SQL is put together from our own text; terms are quoted.

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from rdflib import Dataset
from rdflib.term import Node

from bilat.graph.bulk.canonical import id_of, ids_of, quoted
from bilat.graph.bulk.database import Database
from bilat.graph.bulk.large_files import LargeFile
from bilat.graph.formats.quads import node_of
from bilat.graph.lint.literals import unkept
from bilat.graph.lint.terms import DEFINITIONS
from bilat.graph.owl.dictionary import vocabulary_term
from bilat.graph.source.files import PARTS, SourceFile
from bilat.graph.source.load import Source
from bilat.graph.source.locate import Locations, Reading
from bilat.graph.source.parse import JSON_LD
from bilat.graph.source.statements import Statement

#: Most statements of a kind in the sample.
_MOST = 2_000
#: Forms that the query engine keeps, for datatypes that most data have.
_KEPT = (
    r'".*"(@[a-z0-9-]+)?$|"(0|-?[1-9][0-9]{0,17})"\^\^<http://www.w3.org/2001/XMLSchema#integer>$|'
    r'"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"\^\^<http://www.w3.org/2001/XMLSchema#(date|gYear|gYearMonth)>$'
)


class SampledLocations(Locations):
    """Places in small files, and for the sample the name of a large file.

    Args:
        files: the small files.
        sample: statements of large files.
        large: stands for these.
    """

    def __init__(
        self, files: tuple[SourceFile, ...], sample: tuple[Statement, ...], large: SourceFile
    ) -> None:
        super().__init__(files)
        self._sample = Reading(large, None, sample)

    @property
    def readings(self) -> tuple[Reading, ...]:
        """The statements of small files with their places, and the sample."""
        return (*super().readings, self._sample)

    def _about(self, subject: Node) -> Iterator[tuple[Reading, Statement]]:
        yield from super()._about(subject)
        for statement in self._grouped(self._sample).get(subject, ()):
            yield self._sample, statement


def with_sample(
    database: Database,
    source: Source,
    large: tuple[LargeFile, ...],
    prefixes: Mapping[str, str],
    copies: Mapping[str, str],
) -> Source:
    """Return the source of the small files with the sample of the large ones.

    Args:
        database: has the tables.
        source: what the small files say.
        large: the others.
        prefixes: as findings write names.
        copies: of the contexts on the web that JSON-LD may name.
    """
    dataset = Dataset()
    for s, p, o, g in source.quads:
        dataset.graph(g).add((s, p, o))
    sample = []
    nodes: dict[str, Any] = {}
    for row in _rows(database):
        s, p, o, g = (nodes.setdefault(term, node_of(term)) for term in row)
        dataset.graph(g).add((s, p, o))
        sample.append(Statement(s, p, o, g, 0, 0, 0))
    empty = {name for (name,) in database.rows("SELECT name FROM empty")}
    files = tuple(_file(replace(file, copies=copies), quads=int(file.name not in empty)) for file in large)
    if not files:
        return source
    return replace(
        source,
        dataset=dataset,
        prefixes=dict(prefixes),
        files=tuple(sorted((*source.files, *files), key=lambda file: (PARTS.index(file.part), file.name))),
        locations=SampledLocations(source.files, tuple(sample), files[0]),
    )


def _file(file: LargeFile, *, quads: int) -> SourceFile:
    return SourceFile(
        path=file.path,
        name=file.name,
        part=file.part,
        media_type=file.media_type,
        prefixes={},
        quads=quads,
        subjects=frozenset(),
        copies=file.copies if file.media_type == JSON_LD else {},
    )


def _rows(database: Database) -> Iterator[tuple[str, str, str, str]]:
    """Yield the sample as terms, sorted."""
    database.execute("CREATE OR REPLACE TEMP TABLE picked (s INTEGER, p INTEGER, o INTEGER, g INTEGER)")
    kind = id_of(vocabulary_term("rdf_type"))
    defined = ids_of(f"<{name}>" for name in DEFINITIONS)
    least = "arg_min(struct_pack(s := s, p := p, o := o, g := g), (s, p, o, g))"
    for grouped, condition in (
        ("p", "true"),
        ("o", f"p = {kind}"),
        ("l.datatype", "true"),
    ):
        join = "JOIN literal AS l ON l.id = o" if grouped.startswith("l.") else ""
        database.execute(
            f"INSERT INTO picked SELECT unnest({least}) FROM quad {join} WHERE {condition} "
            f"GROUP BY {grouped} ORDER BY ALL LIMIT {_MOST}"
        )
    space = "regexp_extract(n.text, '^<(.*[#/])', 1)"
    database.execute(
        f"INSERT INTO picked SELECT unnest({least}) FROM quad JOIN name AS n ON n.id = s "
        f"WHERE p = {kind} AND o IN {defined} GROUP BY o, {space} ORDER BY ALL LIMIT {_MOST}"
    )
    database.execute(
        f"INSERT INTO picked SELECT q.s, q.p, q.o, q.g FROM quad AS q JOIN literal AS l ON l.id = q.o "
        f"WHERE l.valid = 0 ORDER BY ALL LIMIT {_MOST}"
    )
    _pick_rewritten(database)
    _pick_values(database, space, least)
    database.execute(
        f"INSERT INTO picked SELECT unnest({least}) FROM quad WHERE s IN (SELECT s FROM picked UNION "
        "SELECT p FROM picked UNION SELECT o FROM picked UNION SELECT datatype FROM literal) GROUP BY s"
    )
    yield from database.rows(
        "SELECT DISTINCT s.text, p.text, o.text, g.text FROM picked AS q JOIN name AS s ON s.id = q.s "
        "JOIN name AS p ON p.id = q.p JOIN name AS o ON o.id = q.o JOIN name AS g ON g.id = q.g ORDER BY ALL"
    )


def _pick_rewritten(database: Database) -> None:
    """Pick the literals that a store changes, asked of a store."""
    odd = database.rows(
        "SELECT id, text FROM name WHERE id < 0 "
        f"AND NOT regexp_full_match(text, {quoted(f'(?s){_KEPT}')}) ORDER BY id DESC"
    )
    bad = unkept(text for _, text in odd)
    changed = [number for number, text in odd if text in bad][:_MOST]
    if changed:
        numbers = ", ".join(map(str, changed))
        database.execute(
            f"INSERT INTO picked SELECT s, p, o, g FROM quad WHERE o IN ({numbers}) "
            f"ORDER BY ALL LIMIT {_MOST}"
        )


def _pick_values(database: Database, space: str, least: str) -> None:
    """Pick values that nothing describes, and ten times as many of their namespaces that something does."""
    database.execute(
        "CREATE OR REPLACE TEMP TABLE valued AS SELECT v.id, "
        f"{space} AS space, v.id IN (SELECT s FROM quad) AS described FROM "
        "(SELECT DISTINCT o AS id FROM quad WHERE o > 0) AS v JOIN name AS n ON n.id = v.id "
        "WHERE n.text[1] = '<'"
    )
    database.execute(
        "CREATE OR REPLACE TABLE missing AS SELECT space, count(*) AS number FROM valued WHERE NOT described "
        "GROUP BY space"
    )
    # Counted apart: a window with a filter looks at each value as often as its namespace has values.
    database.execute(
        "CREATE OR REPLACE TEMP TABLE chosen AS SELECT id FROM (SELECT id, space, described, "
        "row_number() OVER (PARTITION BY space, described ORDER BY id) AS place FROM valued) AS v "
        "JOIN (SELECT space, count(*) FILTER (WHERE NOT described) AS missing FROM valued GROUP BY space) "
        f"AS n ON n.space = v.space WHERE (NOT described AND place <= {_MOST}) "
        f"OR (described AND place <= 11 * least(missing, {_MOST}))"
    )
    database.execute(
        f"INSERT INTO picked SELECT unnest({least}) FROM quad JOIN chosen ON chosen.id = o GROUP BY o"
    )
