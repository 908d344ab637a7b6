"""Why each inferred statement holds, kept in the index of a release for pages and `/why`.

One row a conclusion: the rule and what it was concluded from; what a premise rests on in turn is another row.
Above a number of inferred statements nothing is kept, since that would take long: then `bilat why` tells it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from typing import Final

import duckdb

from bilat.errors import BilatError
from bilat.graph.check import closure_of
from bilat.graph.formats.nesting import nestings
from bilat.graph.formats.quads import Quad
from bilat.graph.owl.dictionary import Triple
from bilat.graph.owl.reason import Closure
from bilat.graph.owl.why import Explanation
from bilat.vocab import INFERRED

_SCHEMA: Final = """
CREATE TABLE explanation (
  subject TEXT, property TEXT, value TEXT, rule TEXT NOT NULL, premises TEXT NOT NULL,
  PRIMARY KEY (subject, property, value)
) WITHOUT ROWID;
"""
#: Statements on the way to all conclusions that are held, at some 500 bytes each.
_MOST_HELD: Final = 2_000_000
_INSERT: Final = "INSERT OR IGNORE INTO explanation VALUES (?, ?, ?, ?, ?)"


def with_explanations(
    index: bytes, quads: Iterable[Quad], most: int, closure: Closure | None = None
) -> bytes:
    """Return an index with the table of explanations added to it.

    Args:
        index: a SQLite database.
        quads: all statements of the release, each in its graph.
        most: with more inferred statements than that the table stays empty.
        closure: what follows from the stated quads, where that is known already.
    """
    quads = tuple(quads)
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(index)
        database.executescript(_SCHEMA)
        inferred = [quad[:3] for quad in quads if quad.graph == f"<{INFERRED}>"]
        if len(inferred) <= most:
            database.executemany(_INSERT, _rows(inferred, quads, closure))
        database.commit()
        return database.serialize()


def _rows(
    inferred: list[Triple], quads: tuple[Quad, ...], closure: Closure | None
) -> Iterator[tuple[str, ...]]:
    """Yield a row for each conclusion on the way to an inferred statement."""
    lists = {head: items for nesting in nestings(quads).values() for head, items in nesting.lists.items()}
    if closure is None:
        closure = closure_of((quad for quad in quads if quad.graph != f"<{INFERRED}>"), strict=False)
    told = set[Triple]()
    try:
        prepared = closure.explainer.prepare(_MOST_HELD)
    except duckdb.OutOfMemoryException:  # The plain way to run the rules takes more; pages do without.
        return
    if not prepared:
        return
    for triple in inferred:
        try:
            yield from _steps(closure.explain(triple), lists, told)
        except BilatError:  # Said by the build itself, such as the catalogue: no rule concludes it.
            continue


def _steps(
    explanation: Explanation, lists: Mapping[str, tuple[str, ...]], told: set[Triple]
) -> Iterator[tuple[str, ...]]:
    """Yield the row of a conclusion, then those of what it rests on."""
    if explanation.rule is None or explanation.triple in told:
        return
    told.add(explanation.triple)
    premises = [[*premise.triple[:2], _term(premise.triple[2], lists)] for premise in explanation.premises]
    yield (*explanation.triple, explanation.rule, json.dumps(premises, ensure_ascii=False))
    for premise in explanation.premises:
        yield from _steps(premise, lists, told)


def _term(term: str, lists: Mapping[str, tuple[str, ...]]) -> str:
    """Return a term, a list by its items: the label of a blank node tells nobody anything."""
    return " ".join(_term(item, lists) for item in lists[term]) if term in lists else term
