"""What queries ask: a store that is filled with statements of a relation as queries need them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from rdflib import URIRef

from bilat.graph.queries.asker import Allowance, Asker
from bilat.graph.scratch import scratch
from bilat.graph.shacl.graph import shapes_text
from bilat.graph.shacl.relation import Relation, Triple


@dataclass(slots=True)
class Stock:
    """A store in memory or, once it is large, on disk, in the process that answers queries.

    Args:
        relation: the data; blank nodes have the same labels.
        shapes: what queries find in the graph ``$shapesGraph``.
        folder: where a large store goes.
        allowance: what the queries of a shape may take.
    """

    relation: Relation
    shapes: Iterable[Triple]
    folder: Path
    allowance: Allowance
    asker: Asker = field(init=False)
    _held: set[URIRef] = field(init=False, default_factory=set)
    _all: bool = field(init=False, default=False)
    _stores: Iterator[int] = field(init=False, default_factory=count)
    _place: Path = field(init=False)

    def __post_init__(self) -> None:
        """Have somebody to ask, whose process starts when it is needed."""
        self.asker = Asker(self.allowance, self._begin)

    def require(self, predicates: frozenset[URIRef] | None) -> Asker:
        """Return who answers, with at least the statements that have some predicates, or all when None."""
        self.asker.start()
        missing = None if predicates is None else predicates - self._held
        if self._all or (missing is not None and not missing):
            return self.asker
        self._fill(missing)
        self._all = missing is None
        self._held |= missing or set()
        return self.asker

    def _begin(self, new: Asker) -> None:
        """Fill the store of a new process, which has nothing of what another had, with the shapes."""
        self._held, self._all = set(), False
        self._place = self.folder / f"store{next(self._stores)}"
        new.add(shapes_text(self.shapes))

    def _fill(self, predicates: frozenset[URIRef] | None) -> None:
        file = self.folder / "triples.nt"
        size = self.relation.write(file, predicates)
        self.asker.fill(file, size, self._place)
        file.unlink()


@contextmanager
def stock_of(relation: Relation, shapes: Iterable[Triple], allowance: Allowance) -> Iterator[Stock]:
    """Open a store that is empty but for shapes.

    Args:
        relation: the data.
        shapes: what queries find in the graph ``$shapesGraph``.
        allowance: what the queries of a shape may take.
    """
    with scratch() as folder:
        stock = Stock(relation, shapes, folder, allowance)
        with stock.asker:
            yield stock
