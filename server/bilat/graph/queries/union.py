"""The union of all graphs, over which the queries of a project are asked, as at the endpoint."""

from __future__ import annotations

import pyoxigraph

Answer = pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples


def ask(store: pyoxigraph.Store, text: str) -> Answer:
    """Return the answer of a store to a query.

    Raises:
        OSError, RuntimeError, SyntaxError, ValueError: it cannot be answered.
    """
    return store.query(text, use_default_graph_as_union=not has_merge(store))


def has_merge(store: pyoxigraph.Store) -> bool:
    """Tell whether the default graph of a store is the merge of all, as in the store that is served."""
    graph = next(iter(store.named_graphs()), None)
    first = next(store.quads_for_pattern(None, None, None, graph), None)
    return first is not None and pyoxigraph.Quad(first.subject, first.predicate, first.object) in store
