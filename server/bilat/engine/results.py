"""What the library answers, as results: written, counted, and cut or refused at a limit."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from pyoxigraph import QueryBoolean, QuerySolutions, Triple

from bilat.engine import formats
from bilat.engine.graphs import Written
from bilat.engine.interface import Kind, Limits, Result
from bilat.engine.sink import EnoughError, Sink


def rows_result(answer: QuerySolutions | QueryBoolean, media_type: str, limits: Limits) -> Result:
    """Return rows or a truth value, written.

    Raises:
        NotAcceptable: the media type cannot carry them.
        ResultTooLarge: a limit is passed, and they are not to be cut.
    """
    kind = Kind.ASK if isinstance(answer, QueryBoolean) else Kind.SELECT
    formats.require(kind, media_type)
    sink = Sink(media_type, limits)
    try:
        with suppress(EnoughError):
            answer.serialize(sink, formats.ROWS[media_type])  # type: ignore[arg-type]
        return Result(
            kind=kind,
            body=sink.body(),  # type: ignore[arg-type]
            media_type=media_type,
            empty=kind is Kind.ASK and not answer,
            truncated=sink.truncated,
        )
    finally:
        del answer  # An error keeps this frame, and what is left in it would end on another thread.


def graph_result(
    triples: Iterable[Triple], media_type: str, limits: Limits, prefixes: dict[str, str]
) -> Result:
    """Return a graph, written with the prefixes of a query.

    Raises:
        NotAcceptable: the media type cannot carry it.
        ResultTooLarge: a limit is passed, and it is not to be cut.
    """
    formats.require(Kind.GRAPH, media_type)
    sink = Sink(media_type, limits)
    written = Written(triples, sink, limits)
    written.write(formats.TRIPLES[media_type], prefixes)
    return Result(
        kind=Kind.GRAPH,
        body=sink.body(),  # type: ignore[arg-type]
        media_type=media_type,
        empty=written.empty,
        truncated=written.truncated,
    )
