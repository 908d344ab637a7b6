"""Queries for a store that is the embedded engine in another process, or has slips of its own.

What is written anew for the embedded engine so that it does what SPARQL says (`bilat.engine.rewriting`) is
written anew for the same engine elsewhere; only whether the graph knows a node has to be asked there.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Final

from pyoxigraph import Literal, NamedNode

from bilat.engine.interface import Operation
from bilat.engine.remote.comparisons import with_computed_comparisons
from bilat.engine.remote.dialect import Dialect
from bilat.engine.rewriting.aggregates import with_exact_aggregates, with_separators
from bilat.engine.rewriting.alternatives import with_all_alternatives
from bilat.engine.rewriting.booleans import with_plain_booleans
from bilat.engine.rewriting.calls import with_closed_calls
from bilat.engine.rewriting.clauses import dataset_clauses
from bilat.engine.rewriting.empty_paths import with_empty_paths
from bilat.engine.rewriting.expressions import with_right_expressions
from bilat.engine.rewriting.orders import with_total_orders
from bilat.engine.rewriting.scopes import with_own_scopes

#: Asks the store whether a pattern is found in the dataset of default graphs and named ones.
Asks = Callable[[str, tuple[str, ...], tuple[str, ...]], bool]

_MOST_KNOWN: Final = 10_000


class Repairs:
    """Writes queries anew for a store.

    Args:
        dialect: of the store.
        lasting: what the store holds does not change, so that it is asked of a node once.
    """

    def __init__(self, dialect: Dialect, *, lasting: bool) -> None:
        self._dialect = dialect
        self._lasting = lasting
        self._known: dict[bytes, bool] = {}

    def mended(self, text: str, operation: Operation, ask: Asks) -> str:
        """Return a query that this store answers as SPARQL says.

        Args:
            text: the query, values put in.
            operation: names its base and its dataset.
            ask: the store.

        Raises:
            RequestError: the store was asked, and does not answer.
        """
        if self._dialect.computed:
            text = with_computed_comparisons(text)
        if self._dialect.separators:
            return with_separators(text)
        if not self._dialect.embedded:
            return text
        default, named = operation.default_graphs, operation.named_graphs
        if not (default or named):
            default, named = dataset_clauses(text, operation.base)

        def is_absent(term: NamedNode | Literal, graph: str | None) -> bool:
            pattern = f"{{ ?s ?p {term} }}"
            if isinstance(term, NamedNode):
                pattern += f" UNION {{ {term} ?p ?o }}"
            where = pattern if graph is None else f"GRAPH <{graph}> {{ {pattern} }}"
            # Its digest, for names may be as long as a query.
            key = sha256(repr((where, default, named)).encode("utf-8", "surrogatepass")).digest()
            found = self._known.get(key)
            if found is None:
                found = ask(f"ASK {{ {where} }}", default, named)
                if self._lasting and len(self._known) < _MOST_KNOWN:
                    self._known[key] = found
            return not found

        text = with_right_expressions(with_closed_calls(with_plain_booleans(text)))
        text = with_exact_aggregates(with_empty_paths(text, operation.base, is_absent))
        return with_total_orders(with_own_scopes(with_all_alternatives(text)))
