"""A relation as a store that queries can ask, in memory or, where it is large, on disk."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
from rdflib import URIRef
from rdflib.term import Node

from bilat.graph.shacl.relation import Relation
from bilat.graph.shacl_graph import fill_shapes

#: Above this many triples a store takes more memory than all else; on disk it is a quarter slower to ask.
_MOST_IN_MEMORY = 500_000


@contextmanager
def store_of(
    relation: Relation, shapes: Iterable[tuple[Node, Node, Node]], predicates: frozenset[URIRef] | None = None
) -> Iterator[ox.Store]:
    """Open a store with the triples of a relation, its blank nodes by the same labels.

    Args:
        relation: the data.
        shapes: what queries find in the graph ``$shapesGraph``.
        predicates: of the triples that queries look at, None for all.
    """
    with tempfile.TemporaryDirectory(prefix="bilat-") as folder:
        place = Path(folder) / "triples.nt"
        size = relation.write(place, predicates)
        store = ox.Store() if size <= _MOST_IN_MEMORY else ox.Store(str(Path(folder) / "store"))
        store.bulk_extend(ox.parse(path=str(place), format=ox.RdfFormat.N_TRIPLES))
        place.unlink()
        fill_shapes(store, shapes)
        yield store
        del store
