"""What people take along of a thing: a table of its statements with where they stand, or how to cite it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from bilat.graph.formats.quads import literal_parts
from bilat.web.sheets import as_csv
from bilat.web.sources import Passage
from bilat.web.things.bodies import Cut
from bilat.web.things.cards import Card
from bilat.web.things.description import Descriptions
from bilat.web.things.neighbourhood import Neighbourhood

_COLUMNS: Final = ("subject", "property", "value", "graph", "where", "document", "start", "end")
#: Statements of each direction, as many as a description has.
_MOST: Final = 1_000


def take(pages: Descriptions, iri: str, ending: str, client: str) -> bytes | None:
    """Return a table of the statements on a thing with their evidence, or how to cite it; None if unknown.

    The table of a thing of which very much is said has a thousand statements of each direction, and is `Cut`.

    Args:
        pages: of the release.
        iri: the thing.
        ending: ``csv``, ``bib``, ``csl.json`` or ``cite.txt``.
        client: on whose account it goes.
    """
    if ending == "csv":
        around = pages.things.surroundings.of(iri, (), client, _MOST)
        if around is None:
            return None
        table = as_csv(_COLUMNS, _rows(pages, around, client)).encode()
        return Cut(table) if around.cut else table
    passage = pages.sources.passage(iri)
    citation = pages.passages.citation(passage) if passage else pages.things.citation(iri, client)
    if citation is None:
        return None
    return {"bib": citation.bibtex, "csl.json": citation.csl}.get(ending, citation.text + "\n").encode()


def _rows(pages: Descriptions, around: Neighbourhood, client: str) -> Iterator[tuple[str, ...]]:
    """Yield the statements on a thing and those that lead to it, with where they stand."""
    cards = pages.cards.of(around.places(), client)
    known = pages.sources.known(around.places())
    for triple, graphs in around.graphs.items():
        for graph in sorted(graphs):
            yield (*map(_plain, (*triple, graph)), *_place(graph.strip("<>"), known, cards))


def _place(graph: str, known: Mapping[str, Passage], cards: Mapping[str, Card]) -> tuple[str, ...]:
    """Return layer or passage of a graph, with document, start and end where it has them."""
    passage = known.get(graph)
    label = cards[graph].label if graph in cards else graph
    if passage is None:
        return (label, "", "", "")
    start, end = ("" if each is None else str(each) for each in (passage.start, passage.end))
    return (label, passage.document.iri, start, end)


def _plain(term: str) -> str:
    """Return a term without the marks of N-Triples."""
    return literal_parts(term).text if term[0] == '"' else term.strip("<>")
