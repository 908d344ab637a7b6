"""Evaluation with the embedded Oxigraph store, in this very process.

There is no deadline and no protection here: the library offers none. `bilat.engine.pool` runs this class in
processes that can be killed; call it directly only for queries that are one's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuadParser,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    Triple,
    Variable,
    parse,
    serialize,
)

from bilat.engine import formats
from bilat.engine.clauses import dataset_clauses
from bilat.engine.interface import Kind, Limits, Operation, Result
from bilat.engine.outline import Outline, admit, no_service, prefixes
from bilat.engine.sink import Sink, too_large
from bilat.engine.syntax import explain
from bilat.errors import NotAcceptable, QueryRefused, ReleaseError, RequestError

F = TypeVar("F")

_CUSTOM_FUNCTION = re.compile(r"The custom (?:aggregate )?function (<[^>]*>) is not supported")
#: How RocksDB begins when its files are not what they were.
_DAMAGE = re.compile(r"Corruption|IO error")


class Oxigraph:
    """A store that answers queries.

    The default graph of a query is the merge of all graphs. The library's own union counts a triple once for
    each graph it stands in, so that counts and sums come out wrong: here the merge is kept, as a graph.

    Args:
        store: the data, with the merge of its named graphs in the default graph.
        quads: number of quads in named graphs.
    """

    def __init__(self, store: Store, quads: int) -> None:
        self._store = store
        self.quads = quads

    @classmethod
    def merged(cls, store: Store) -> Oxigraph:
        """Return the engine over data in named graphs; the default graph is filled."""
        quads = len(store)
        store.update("INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } }")
        return cls(store, quads)

    @classmethod
    def load(cls, quads: Path) -> Oxigraph:
        """Return the engine over an N-Quads file, held in memory.

        Raises:
            ReleaseError: the file cannot be read or parsed.
        """
        store = Store()
        try:
            store.bulk_load(path=quads, format=RdfFormat.N_QUADS)
        except (OSError, SyntaxError) as error:
            raise ReleaseError(
                f"{quads} cannot be loaded: {error}.", remedy="Build the release again."
            ) from None
        return cls.merged(store)

    def run(self, operation: Operation, media_type: str, limits: Limits) -> Result:
        """Return the result of a query; see `bilat.engine.interface.Engine.run`.

        The deadline is not watched.
        """
        seen = admit(operation.text)
        answer = self._query(operation, seen)
        sink = Sink(media_type, rows=limits.rows, size=limits.bytes)
        kind, empty = _kind_of(answer), False
        try:
            if isinstance(answer, QueryTriples):
                empty = not _write_graph(answer, sink, media_type, prefixes(operation.text), limits.rows)
            else:
                answer.serialize(sink, _format(formats.ROWS, media_type, kind))  # type: ignore[arg-type]
                empty = isinstance(answer, QueryBoolean) and not answer
        except (OSError, RuntimeError) as error:
            raise _refusal(operation.text, error) from None
        return Result(kind=kind, body=sink.body(), media_type=media_type, empty=empty)  # type: ignore[arg-type]

    def close(self) -> None:
        """Do nothing: the store ends with the process."""

    def _query(self, operation: Operation, seen: Outline) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Return the lazy answer to an operation."""
        store, dataset = self._store, _dataset(operation, seen)
        if len(dataset.default) > 1:
            store, dataset = _merge(store, dataset)
        bound: dict[Variable, NamedNode | BlankNode | Literal | Triple]
        bound = {Variable(name): _term(text) for name, text in operation.bindings}
        try:
            return store.query(
                operation.text,
                base_iri=operation.base,
                substitutions=bound or None,
                default_graph=list(dataset.default),
                named_graphs=None if dataset.named is None else list(dataset.named),
            )
        except SyntaxError as error:
            raise explain(operation.text, str(error)) from None
        except UnicodeEncodeError:
            raise RequestError("The query has half a surrogate pair, which is no character.") from None
        except ValueError:
            raise RequestError(f"The base IRI {operation.base!r} is not an absolute IRI.") from None
        except (OSError, RuntimeError) as error:
            raise _refusal(operation.text, error) from None


@dataclass(frozen=True, slots=True)
class _Dataset:
    """The graphs that a query sees; ``named`` is None for all."""

    default: tuple[NamedNode | DefaultGraph, ...]
    named: tuple[NamedNode, ...] | None


def _dataset(operation: Operation, seen: Outline) -> _Dataset:
    """Return the dataset of the protocol, else that of the query text, else all there is."""
    default, named = operation.default_graphs, operation.named_graphs
    if not default and not named:
        if not seen.dataset:
            return _Dataset((DefaultGraph(),), None)
        default, named = dataset_clauses(operation.text, operation.base)
    return _Dataset(
        tuple(_graph(iri) for iri in dict.fromkeys(default)),
        tuple(_graph(iri) for iri in dict.fromkeys(named)),
    )


def _merge(store: Store, dataset: _Dataset) -> tuple[Store, _Dataset]:
    """Return a store in which several default graphs are one (RDF merge), and the dataset to use in it."""
    merged = Store()
    for graph in dataset.default:
        merged.bulk_extend(
            Quad(each.subject, each.predicate, each.object)
            for each in store.quads_for_pattern(None, None, None, graph)
        )
    for graph in dataset.named or ():
        merged.bulk_extend(store.quads_for_pattern(None, None, None, graph))
    return merged, _Dataset((DefaultGraph(),), dataset.named)


def _refusal(text: str, error: Exception) -> RequestError:
    """Return what to say of a query that the engine gave up."""
    if "service" in text.lower() and isinstance(error, OSError):
        return no_service()  # However it was spelt: nothing else takes a query out of the store.
    if isinstance(error, OSError) or _DAMAGE.match(str(error)):
        return RequestError("The store cannot be read.", status=500, title="Internal error")
    custom = _CUSTOM_FUNCTION.search(str(error))
    if custom:
        return QueryRefused(f"There is no function {custom[1]} here.", remedy="Use the functions of SPARQL.")
    return QueryRefused("The engine cannot evaluate this query.", remedy="Write it in a simpler way.")


def _kind_of(answer: QuerySolutions | QueryBoolean | QueryTriples) -> Kind:
    if isinstance(answer, QueryTriples):
        return Kind.GRAPH
    return Kind.ASK if isinstance(answer, QueryBoolean) else Kind.SELECT


def _format(table: Mapping[str, F], media_type: str, kind: Kind) -> F:
    """Return the engine's name of a format, or refuse one for another kind of result."""
    if media_type not in table:
        what = ", ".join(formats.offered(kind))
        raise NotAcceptable(
            f"A result of this kind cannot be written as {media_type}.", detail=f"Offered: {what}"
        )
    return table[media_type]


def _write_graph(
    triples: Iterable[Triple], sink: Sink, media_type: str, names: dict[str, str], most: int
) -> int:
    """Write triples with the prefixes of the query, up to a number of them; return how many there were."""
    form = _format(formats.TRIPLES, media_type, Kind.GRAPH)
    known: set[Triple] = set()
    serialize(_once(triples, known, most), sink, form, prefixes=names)  # type: ignore[arg-type]
    return len(known)


def _once(triples: Iterable[Triple], known: set[Triple], most: int) -> Iterator[Triple]:
    """Yield each triple once: a graph is a set, and the engine repeats itself."""
    for triple in triples:
        if triple in known:
            continue
        if len(known) >= most:
            raise too_large(f"{most:,} triples")
        known.add(triple)
        yield triple


def _graphs(iris: Iterable[str]) -> tuple[NamedNode, ...]:
    """Return graph names without repetition."""
    return tuple(_graph(iri) for iri in dict.fromkeys(iris))


def _graph(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError:
        raise RequestError(f"The graph name {iri!r} is not an absolute IRI.") from None


def _term(text: str) -> NamedNode | Literal:
    """Return the term written in N-Triples."""
    parser: QuadParser = parse(f"<x:s> <x:p> {text} .", RdfFormat.N_TRIPLES)
    term = next(iter(parser)).object
    if not isinstance(term, NamedNode | Literal):
        raise TypeError(f"{text} is no IRI and no literal")
    return term
