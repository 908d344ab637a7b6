"""From lines that came and went to the statements that did, as far as there is no doubt about a line."""

# ruff: noqa: S608 -- SQL is put together from our own text and numbers; terms are quoted.

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bilat import vocab
from bilat.graph.bulk.again.amended import AnewError
from bilat.graph.bulk.again.edits import Edit
from bilat.graph.bulk.canonical import PLAIN_IRI
from bilat.graph.bulk.dictionary import StoredDictionary
from bilat.graph.bulk.passages import RESERVED
from bilat.graph.formats.quads import Quad
from bilat.graph.owl.dictionary import Triple
from bilat.graph.source.files import graph_of
from bilat.graph.source.turtle import NQUADS
from bilat.vocab import XSD

#: Most lines that are looked at one by one.
_MOST: Final = 500
_TEXT: Final = r'"(?:[^\x00-\x1f\x7f"\\\uFFFE\uFFFF]|\\[tnr"\\])*"'
_TAG: Final = "@[a-z]{1,8}(?:-[a-z0-9]{1,8})*"
_OBJECT: Final = rf"{PLAIN_IRI}|{_TEXT}(?:{_TAG}|\^\^{PLAIN_IRI})?"
_LINE: Final = re.compile(rf"({PLAIN_IRI}) ({PLAIN_IRI}) ({_OBJECT})(?: ({PLAIN_IRI}))? \.\n")
_STRING: Final = f"^^<{XSD.string}>"
_SHAPES, _EVIDENCE = f"<{vocab.SHAPES_GRAPH}>", f"<{vocab.EVIDENCE}>"
_APART: Final = frozenset((_SHAPES, _EVIDENCE, f"<{vocab.ONTOLOGY}>", f"<{vocab.INFERRED}>"))
_REFERENCE: Final = RESERVED[3]


@dataclass(frozen=True, slots=True)
class Changes:
    """The statements that came and went.

    Args:
        removed: quads that no line states any more.
        added: quads that none has stated before.
    """

    removed: frozenset[Quad]
    added: frozenset[Quad]


def changes_of(edits: Mapping[str, Iterable[Edit]], names: StoredDictionary) -> Changes:
    """Return what lines say that came and went.

    Args:
        edits: the lines, by the media type of their file.
        names: the terms of what was there before.

    Raises:
        AnewError: a line says what cannot be told by itself, such as one with a blank node.
    """
    every = [(edit, media_type == NQUADS) for media_type, found in edits.items() for edit in found]
    if sum(len(edit.removed) + len(edit.added) for edit, _ in every) > _MOST:
        raise AnewError("Many lines have changed.")
    times: Counter[Quad] = Counter()
    for edit, graphs in every:
        times.update(_quad(line, graphs=graphs) for line in edit.added)
        times.subtract(_quad(line, graphs=graphs) for line in edit.removed)
    changed = {quad: number for quad, number in times.items() if number}
    before = _times(changed, names)
    if any(number + before[quad] < 0 for quad, number in changed.items()):
        raise AnewError("A statement that went was not there.")
    return Changes(
        removed=frozenset(quad for quad, number in changed.items() if number + before[quad] == 0),
        added=frozenset(quad for quad, number in changed.items() if number > 0 and not before[quad]),
    )


def with_evidence(changes: Changes, names: StoredDictionary) -> Changes:
    """Return changes with those of which passage speaks of what (`bilat.graph.bulk.passages`).

    Raises:
        AnewError: the data say so themselves.
    """
    if names.database.rows("SELECT 1 FROM claimed LIMIT 1"):
        raise AnewError("The data have a graph of evidence.")
    removed, added = set(changes.removed), set(changes.added)
    for subject, graph in {(quad.subject, quad.graph) for quad in (*changes.removed, *changes.added)}:
        if not names.database.rows(f"SELECT 1 FROM passage WHERE id = {names[graph]}"):
            continue
        found = _quads(names, _is(names, s=subject, g=graph))
        after = (found - changes.removed) | {
            quad for quad in changes.added if (quad.subject, quad.graph) == (subject, graph)
        }
        if bool(found) != bool(after):
            (added if after else removed).add(Quad(subject, _REFERENCE, graph, _EVIDENCE))
    return Changes(frozenset(removed), frozenset(added))


def triples_of(changes: Changes, names: StoredDictionary) -> tuple[frozenset[Triple], frozenset[Triple]]:
    """Return the triples that no graph states any more, and those that none has stated before.

    Raises:
        AnewError: a shape says the same.
    """
    removed: set[Triple] = set()
    added: set[Triple] = set()
    for triple in {quad[:3] for quad in (*changes.removed, *changes.added)}:
        s, p, o = triple
        found = _quads(names, _is(names, s=s, p=p, o=o))
        if any(quad.graph == _SHAPES for quad in found):
            raise AnewError("A shape says the same as the data.")
        after = (found - changes.removed) | {quad for quad in changes.added if quad[:3] == triple}
        if bool(found) != bool(after):
            (added if after else removed).add((s, p, o))
    return frozenset(removed), frozenset(added)


def _quad(line: bytes, *, graphs: bool) -> Quad:
    """Return the statement of a line, which may name a graph or not."""
    try:
        found = _LINE.fullmatch(line.decode())
    except UnicodeDecodeError:
        found = None
    if found is None or found[3].endswith(_STRING) or (found[4] and not graphs):
        raise AnewError("A line is not plain.")
    graph = found[4] or f"<{graph_of('data', None)}>"
    if graph in _APART:
        raise AnewError("A line is of a graph that means more than it says.")
    return Quad(found[1], found[2], found[3], graph)


def _times(quads: Collection[Quad], names: StoredDictionary) -> Mapping[Quad, int]:
    """Return how many times statements were stated."""
    names.learn(term for quad in quads for term in quad)
    found = {}
    for quad in quads:
        s, p, o, g = quad
        where = _is(names, s=s, p=p, o=o, g=g)
        rows = names.database.rows(
            f"SELECT coalesce((SELECT times FROM repeated WHERE {where}), 1) FROM quad WHERE {where}"
        )
        found[quad] = int(rows[0][0]) if rows else 0
    return found


def _quads(names: StoredDictionary, where: str) -> set[Quad]:
    """Return the quads that were there."""
    rows = names.database.rows(f"SELECT s, p, o, g FROM quad WHERE {where}")
    return {Quad(*row) for row in names.texts(rows)}


def _is(names: StoredDictionary, **terms: str) -> str:
    """Return the condition that columns are some terms."""
    return " AND ".join(f"{column} = {names[term]}" for column, term in terms.items())
