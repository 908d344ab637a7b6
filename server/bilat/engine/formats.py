"""The media types that results are written in, and which kind of result each can carry."""

from __future__ import annotations

from typing import Final

from pyoxigraph import QueryResultsFormat, RdfFormat

from bilat.engine.interface import Kind
from bilat.errors import NotAcceptable

JSON: Final = "application/sparql-results+json"
XML: Final = "application/sparql-results+xml"
CSV: Final = "text/csv"
TSV: Final = "text/tab-separated-values"

TURTLE: Final = "text/turtle"
N_TRIPLES: Final = "application/n-triples"
JSON_LD: Final = "application/ld+json"
RDF_XML: Final = "application/rdf+xml"
TRIG: Final = "application/trig"
N_QUADS: Final = "application/n-quads"

ROWS: Final = {
    JSON: QueryResultsFormat.JSON,
    XML: QueryResultsFormat.XML,
    CSV: QueryResultsFormat.CSV,
    TSV: QueryResultsFormat.TSV,
}
TRIPLES: Final = {
    TURTLE: RdfFormat.TURTLE,
    N_TRIPLES: RdfFormat.N_TRIPLES,
    JSON_LD: RdfFormat.JSON_LD,
    RDF_XML: RdfFormat.RDF_XML,
    TRIG: RdfFormat.TRIG,
    N_QUADS: RdfFormat.N_QUADS,
}


def offered(kind: Kind) -> tuple[str, ...]:
    """Return the media types that a kind of result can be written in, the default first."""
    return tuple(TRIPLES) if kind is Kind.GRAPH else tuple(ROWS)


def require(kind: Kind, media_type: str) -> None:
    """Raise `NotAcceptable` where a kind of result cannot be written in a media type."""
    if media_type not in offered(kind):
        raise NotAcceptable(
            f"A result of this kind cannot be written as {media_type}.",
            detail=f"Offered: {', '.join(offered(kind))}",
        )
