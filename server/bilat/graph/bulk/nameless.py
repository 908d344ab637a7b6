"""Things of large files that no name leads to (`bilat.graph.lint.nameless`)."""

# ruff: noqa: S608 -- SQL is put together from our own text; terms are quoted.

from __future__ import annotations

from collections.abc import Iterable

from bilat.errors import Place
from bilat.graph.bulk.canonical import id_of, ids_of, listed, quoted
from bilat.graph.bulk.database import Database
from bilat.graph.bulk.intake import stem_of
from bilat.graph.bulk.large_files import LargeFile
from bilat.graph.lint.nameless import APART, SYNTAX, Nameless
from bilat.graph.owl.dictionary import vocabulary_term


def nameless_of(database: Database, large: Iterable[LargeFile]) -> Nameless:
    """Return how many there are, and in which files; a label begins with what tells its file."""
    files = {f"_:{stem_of(file.name)}": file.name for file in large}
    if not files:
        return Nameless(0, ())
    stem = f"text[:{len(next(iter(files)))}]"
    syntax = " OR ".join(f"starts_with(kind.text, {quoted('<' + namespace)})" for namespace in SYNTAX)
    rows = database.rows(
        f"SELECT {stem}, count(*) FROM name WHERE {stem} IN ({listed(files)}) AND id IN (SELECT s FROM quad "
        f"JOIN name AS kind ON kind.id = o AND NOT ({syntax}) WHERE p = {id_of(vocabulary_term('rdf_type'))} "
        f"AND g NOT IN {ids_of(f'<{graph}>' for graph in APART)}) AND id NOT IN (SELECT o FROM quad) "
        "GROUP BY ALL"
    )
    return Nameless(sum(count for _, count in rows), tuple(Place(files[found]) for found, _ in rows))
