"""Evaluation with the embedded Oxigraph store, in this very process.

There is no deadline and no protection here: the library offers none. `bilat.engine.workers.pool` runs this
class in processes that can be killed; call it directly only for queries that are one's own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
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
)

from bilat.engine.interface import Limits, Operation, Result
from bilat.engine.lexer import AGGREGATES
from bilat.engine.mistakes.syntax import explain, no_function, told_of
from bilat.engine.outline import admit, no_service, prefixes
from bilat.engine.results import graph_result, rows_result
from bilat.engine.rewriting import forbidden
from bilat.engine.rewriting.aggregates import with_exact_aggregates, with_names_spelt_out
from bilat.engine.rewriting.alternatives import with_all_alternatives
from bilat.engine.rewriting.booleans import with_plain_booleans
from bilat.engine.rewriting.calls import with_closed_calls
from bilat.engine.rewriting.clauses import dataset_clauses
from bilat.engine.rewriting.columns import in_order
from bilat.engine.rewriting.empty_paths import with_empty_paths
from bilat.engine.rewriting.expressions import with_right_expressions
from bilat.engine.rewriting.graph_groups import with_whole_groups
from bilat.engine.rewriting.orders import with_total_orders
from bilat.engine.rewriting.scopes import with_own_scopes
from bilat.errors import QueryRefused, ReleaseError, RequestError

F = TypeVar("F")
Answer = QuerySolutions | QueryBoolean | QueryTriples

_CUSTOM_FUNCTION = re.compile(r"The custom (?:aggregate )?function (<[^>]*>) is not supported")
_AGGREGATE = re.compile(rf"\b(?:{'|'.join(sorted(AGGREGATES))})\b", re.IGNORECASE)
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
            # The loader of the library would give blank nodes new labels, others with each start.
            store.bulk_extend(parse(path=quads, format=RdfFormat.N_QUADS))
        except (OSError, SyntaxError) as error:
            raise ReleaseError(
                f"{quads} cannot be loaded: {error}.", remedy="Build the release again."
            ) from None
        return cls.merged(store)

    def run(self, operation: Operation, media_type: str, limits: Limits) -> Result:
        """Return the result of a query; see `bilat.engine.interface.Engine.run`.

        The deadline is not watched.
        """
        answer = self._query(operation)
        try:
            if isinstance(answer, QueryTriples):
                return graph_result(answer, media_type, limits, prefixes(operation.text))
            return rows_result(answer, media_type, limits)
        except (OSError, RuntimeError) as error:
            raise _refusal(operation.text, error) from None

    def close(self) -> None:
        """Do nothing: the store ends with the process."""

    def _query(self, operation: Operation) -> Answer:
        """Return the lazy answer to an operation."""
        store, dataset = self._store, _dataset(operation)
        if len(dataset.default) > 1:
            store, dataset = _merge(store, dataset)
        bound: dict[Variable, NamedNode | BlankNode | Literal | Triple]
        bound = {Variable(name): _term(text) for name, text in operation.bindings}
        forbidden.check(operation.text)
        plain = with_closed_calls(with_plain_booleans(operation.text))  # All else keeps its place.
        text = with_right_expressions(plain)
        if text != plain and len(_AGGREGATE.findall(plain)) > 1:
            # What is written anew may hide from the engine that an aggregate is in another by its name.
            forbidden.check(with_names_spelt_out(plain) or "")
        text = with_empty_paths(text, operation.base, partial(_is_absent, store, dataset.default))
        text = with_all_alternatives(with_exact_aggregates(text))
        text = with_own_scopes(text, frozenset(name for name, _ in operation.bindings))
        text = with_whole_groups(text, partial(_graph_names, store, dataset), dict(operation.bindings))
        text = with_total_orders(text)  # Last, as it writes much that all behind it would have to read.
        ask = partial(
            store.query,
            base_iri=operation.base,
            substitutions=bound or None,
            # Not to name the default graph is to mean it, and quicker.
            default_graph=None if dataset is _EVERYTHING else list(dataset.default),
            named_graphs=None if dataset.named is None else list(dataset.named),
        )
        try:
            return _ordered(ask, text, operation.text)
        except SyntaxError as error:
            answer = _spelt_out(ask, text, operation.text)
            if answer is None:
                admit(operation.text)  # An update is refused as one.
                said = _said(ask, str(error), text, plain)
                raise explain(operation.text, said, operation.base) from None
            return answer
        except UnicodeEncodeError:
            raise RequestError("The query has half a surrogate pair, which is no character.") from None
        except ValueError:
            raise RequestError(f"The base IRI {operation.base!r} is not an absolute IRI.") from None
        except (OSError, RuntimeError) as error:
            raise _refusal(operation.text, error) from None


def _ordered(ask: Callable[[str], Answer], text: str, original: str) -> Answer:
    """Return the lazy answer to a query, with columns in the order of its original text."""
    answer = ask(text)
    if not isinstance(answer, QuerySolutions) or "*" not in text:
        return answer
    # Nothing has been evaluated yet: that begins when rows are asked for.
    named = in_order(text, [variable.value for variable in answer.variables], original)
    return answer if named is None else ask(named)


def _said(ask: Callable[[str], Answer], message: str, text: str, plain: str) -> str:
    """Return what the engine says of a query that it refused in other words, with the place in the query."""
    told = told_of(message, text, plain)
    if told is not None:
        return told
    try:
        ask(plain)
    except SyntaxError as error:
        return str(error)
    return message


def _spelt_out(ask: Callable[[str], Answer], text: str, original: str) -> Answer | None:
    """Return the answer to a query with the names in its SELECT spelt out, None where that does not help."""
    written = with_names_spelt_out(text)
    if written is None:
        return None
    forbidden.check(written)
    with suppress(SyntaxError):
        return _ordered(ask, written, original)
    return None


@dataclass(frozen=True, slots=True)
class _Dataset:
    """The graphs that a query sees; ``named`` is None for all."""

    default: tuple[NamedNode | DefaultGraph, ...]
    named: tuple[NamedNode, ...] | None


def _dataset(operation: Operation) -> _Dataset:
    """Return the dataset of the protocol, else that of the query text, else all there is.

    Raises:
        QueryRefused: the text asks another server.
    """
    default, named, capitals = operation.default_graphs, operation.named_graphs, operation.text.upper()
    # The scan of the text costs a fifth of a small query: it is left out where it would find neither.
    own = ("FROM" in capitals or "SERVICE" in capitals) and admit(operation.text).dataset
    if not default and not named:
        if not own:
            return _EVERYTHING
        default, named = dataset_clauses(operation.text, operation.base)
    return _Dataset(
        tuple(_graph(iri) for iri in dict.fromkeys(default)),
        tuple(_graph(iri) for iri in dict.fromkeys(named)),
    )


_EVERYTHING = _Dataset((DefaultGraph(),), None)


def _graph_names(store: Store, dataset: _Dataset) -> Iterator[str | None]:
    """Yield the names of the named graphs; None for a blank node."""
    for graph in store.named_graphs() if dataset.named is None else dataset.named:
        yield graph.value if isinstance(graph, NamedNode) else None


def _is_absent(
    store: Store, default: tuple[NamedNode | DefaultGraph, ...], term: NamedNode | Literal, graph: str | None
) -> bool:
    """Tell whether a term is no subject and no object in a graph, or in any of the default graphs."""
    try:
        graphs = default if graph is None else (NamedNode(graph),)
    except ValueError:
        return False
    subject = term if isinstance(term, NamedNode) else None
    return not any(
        next(store.quads_for_pattern(None, None, term, name), None)
        or (subject and next(store.quads_for_pattern(subject, None, None, name), None))
        for name in graphs
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
        told = no_function(text, custom[1])
        return QueryRefused(told.message, remedy=told.remedy, detail=told.detail)
    return QueryRefused("The engine cannot evaluate this query.", remedy="Write it in a simpler way.")


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
