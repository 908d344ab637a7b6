"""What a store answers, read as a result: the rows or the graph that were asked for, and nothing else.

Rows come as SPARQL JSON and graphs as N-Triples, whatever the client has asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pyoxigraph import QueryBoolean, QueryResultsFormat, RdfFormat, parse, parse_query_results

from bilat.engine.interface import Kind, Limits, Operation, Result
from bilat.engine.outline import prefixes
from bilat.engine.remote.dataset import Asked
from bilat.engine.remote.dialect import Dialect
from bilat.engine.remote.exchange import Reply, wrong
from bilat.engine.remote.release import IS
from bilat.engine.results import graph_result, rows_result
from bilat.errors import EndpointFailed
from bilat.nesting import MOST, is_deep, is_deep_json

#: The head of a result; within a string its quotes would be escaped, or no bracket would follow.
_VARIABLES: Final = re.compile(rb'("vars"\s*:\s*)(\[[^\]]*\])')


def truth(reply: Reply, dialect: Dialect) -> bool:
    """Return the answer to ASK.

    Raises:
        EndpointFailed: it is none.
    """
    try:
        return bool(json.loads(dialect.read(reply.body))["boolean"])
    except (ValueError, LookupError, TypeError, RecursionError):
        raise no_result() from None


def rows_of(asked: Asked, body: bytes, kind: Kind, media_type: str, limits: Limits) -> Result:
    """Return rows or a truth value, written as the embedded engine writes them.

    Args:
        asked: the query, as it was sent.
        body: SPARQL JSON.
        kind: what was asked for.
        media_type: of the result.
        limits: of the result.

    Raises:
        ValueError, LookupError, SyntaxError, TypeError, AttributeError, RecursionError: it is no result.
        EndpointFailed: it answers another question, or nests terms too deep.
    """
    if is_deep_json(body):
        raise too_deep()
    answer = parse_query_results(_arranged(asked, body), format=QueryResultsFormat.JSON)
    try:
        if isinstance(answer, QueryBoolean) is not (kind is Kind.ASK):
            raise wrong("answers another question than was asked")
        return _compact(rows_result(answer, media_type, limits))
    finally:
        del answer  # An error keeps this frame, and what is left in it would end on another thread.


def graph_of(reply: Reply, operation: Operation, media_type: str, limits: Limits) -> Result:
    """Return a graph, written with the prefixes of the query.

    Raises:
        ValueError, SyntaxError: it is no N-Triples.
        EndpointFailed: it may be half of one, or nests terms too deep.
    """
    if is_deep(reply.body):
        raise too_deep()
    if not reply.delimited:
        raise wrong("does not say where its answer ends, so that half of it would look whole")
    # Which graph is which is said for this server alone, and DESCRIBE would tell it.
    quads = (quad for quad in parse(reply.body, RdfFormat.N_TRIPLES) if quad.predicate.value != IS)
    triples = (quad.triple for quad in quads)
    return _compact(graph_result(triples, media_type, limits, prefixes(operation.text)))


def no_result() -> EndpointFailed:
    """Return the error for an answer that cannot be read."""
    return wrong("answers with what is no result of SPARQL")


def too_deep() -> EndpointFailed:
    """Return the error for an answer that would use up the stack of this process."""
    return wrong(f"answers with triple terms that nest more than {MOST} deep")


def _compact(result: Result) -> Result:
    """Return a result without the room that it had to grow in; it may be kept for long."""
    return replace(result, body=bytes(result.body))


def _arranged(asked: Asked, body: bytes) -> bytes:
    """Return rows with the variables that were asked for, in the order in which the query names them."""
    if not asked.shown:
        return body
    if not asked.hidden:
        return _VARIABLES.sub(lambda found: found[1] + _ordered(asked, json.loads(found[2])), body, 1)
    answer = json.loads(body)
    answer["head"]["vars"] = json.loads(_ordered(asked, answer["head"]["vars"]))
    for row in answer["results"]["bindings"]:
        for name in asked.hidden & row.keys():
            del row[name]
    return json.dumps(answer).encode()


def _ordered(asked: Asked, names: Sequence[str]) -> bytes:
    return json.dumps([name for name in asked.shown if name in names]).encode()
