"""Which page an IRI has: that of a document, a passage, a graph or any other thing."""

from __future__ import annotations

from collections.abc import Mapping

from bilat.text import counted
from bilat.vocab import GRAPH
from bilat.web.publication import Publication
from bilat.web.reading import Reading
from bilat.web.sources import Sources
from bilat.web.things.cards import Cards
from bilat.web.things.graph_pages import Graphs
from bilat.web.things.passage import PassagePages
from bilat.web.things.thing import ThingPages


class Descriptions:
    """Makes the pages of whatever has an IRI of ours.

    Args:
        publication: what is published.
    """

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self.sources = Sources(publication.index, publication.sources)
        self.cards = Cards(publication)
        reading = Reading.of(publication)
        self.graphs = Graphs(publication, self.cards, reading)
        self.things = ThingPages(publication, self.sources, self.cards, reading, self.graphs)
        self.passages = PassagePages(publication, self.sources, self.graphs)

    def page(self, iri: str, path: str, arguments: Mapping[str, str], client: str) -> str | None:
        """Return the page of an IRI, None where nothing is known of it.

        Args:
            iri: what is asked for.
            path: its address on this server, without ending.
            arguments: of the request.
            client: on whose account it goes.
        """
        if (passage := self.sources.passage(iri)) is not None:
            return self.passages.passage(passage, path, arguments, client)
        document = self.sources.document(iri)
        if document is not None:
            return self.passages.document(document, path, arguments)
        page = None if iri.startswith(GRAPH) else self.things.page(iri, path, arguments, client)
        if page is None and self.graphs.size(iri):
            return self._graph(iri, path, arguments, client)
        return page

    def _graph(self, iri: str, path: str, arguments: Mapping[str, str], client: str) -> str:
        card = self.cards.of((iri,), client)[iri]
        return self._publication.renderer.page(
            "graph.html",
            title=card.label,
            description=f"Named graph {card.label}: {counted(self.graphs.size(iri), 'statement')}.",
            current="/dataset",
            card=card,
            path=path,
            held=self.graphs.held(iri, arguments, client),
        )
