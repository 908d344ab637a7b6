"""What queries ask: a store that is filled with statements of a relation as queries need them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pyoxigraph as ox
from rdflib import URIRef

from bilat.graph.scratch import scratch
from bilat.graph.shacl.graph import fill_shapes
from bilat.graph.shacl.relation import Relation, Triple

#: Above this many triples a store takes more memory than all else; on disk it is slower to fill and to ask.
_MOST_IN_MEMORY = 500_000


@dataclass(slots=True)
class Stock:
    """A store in memory or, once it is large, on disk.

    Args:
        relation: the data; blank nodes have the same labels.
        folder: where a large store goes.
        store: the store.
    """

    relation: Relation
    folder: Path
    store: ox.Store = field(default_factory=ox.Store)
    _held: set[URIRef] = field(init=False, default_factory=set)
    _all: bool = field(init=False, default=False)

    def require(self, predicates: frozenset[URIRef] | None) -> ox.Store:
        """Return the store, with at least the statements that have some predicates, or all when None."""
        missing = None if predicates is None else predicates - self._held
        if self._all or (missing is not None and not missing):
            return self.store
        place = self.folder / "triples.nt"
        size = self.relation.write(place, missing)
        on_disk = self.folder / "store"
        if len(self.store) + size > _MOST_IN_MEMORY and not on_disk.exists():
            small, self.store = self.store, ox.Store(str(on_disk))
            self.store.bulk_extend(small)
        self.store.bulk_extend(ox.parse(path=str(place), format=ox.RdfFormat.N_TRIPLES))
        place.unlink()
        self._all = missing is None
        self._held |= missing or set()
        return self.store


@contextmanager
def stock_of(relation: Relation, shapes: Iterable[Triple]) -> Iterator[Stock]:
    """Open a store that is empty but for shapes.

    Args:
        relation: the data.
        shapes: what queries find in the graph ``$shapesGraph``.
    """
    with scratch() as folder:
        stock = Stock(relation, folder)
        fill_shapes(stock.store, shapes)
        yield stock
        del stock.store
