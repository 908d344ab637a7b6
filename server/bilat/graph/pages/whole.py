"""Everything that a release holds, as the queries of its pages are asked of it while its index is written.

Those of bilat itself are asked in this process, where a row costs least. Those of a project may have no end,
so they are asked in another one, which is killed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

import pyoxigraph as ox

from bilat.errors import Place, SourceError
from bilat.graph.pages.columns import Row
from bilat.graph.pages.queries import GENERIC, PageQuery
from bilat.graph.queries.asker import Asker, UnfinishedError
from bilat.graph.queries.union import ask


@dataclass(frozen=True, slots=True)
class Whole:
    """Answers queries over the union of all graphs.

    Args:
        store: everything that holds.
        asker: has the same.
    """

    store: ox.Store
    asker: Asker

    def rows(self, query: PageQuery) -> Iterator[Row]:
        """Yield the rows of a query, without what is unbound.

        Raises:
            SourceError: the query fails, or takes more than it may.
        """
        return self.select(query)[1]

    def select(self, query: PageQuery) -> tuple[list[str], Iterator[Row]]:
        """Return the names of the variables of a query, and its rows without what is unbound.

        Raises:
            SourceError: the query fails, takes more than it may, or is no SELECT.
        """
        ours = query.path.startswith(f"queries/pages/{GENERIC}/")
        rows = _said(query, self._here(query) if ours else self._apart(query))
        names = next(rows, ())
        if not isinstance(names, list):
            raise SourceError("What pages show is asked for with SELECT.", place=Place(query.path))
        return names, (
            {name: term for name, term in zip(names, row, strict=True) if term is not None} for row in rows
        )

    def _here(self, query: PageQuery) -> Iterator[Any]:
        answer = ask(self.store, query.text)
        if isinstance(answer, ox.QuerySolutions):
            yield [variable.value for variable in answer.variables]
            yield from answer

    def _apart(self, query: PageQuery) -> Iterator[Any]:
        self.asker.begin()
        answer = self.asker.ask(query.text, union=True)
        yield next(answer, ())
        for row in answer:
            yield [None if term is None else _term(term) for term in row]


def _said(query: PageQuery, rows: Iterator[Any]) -> Iterator[Any]:
    """Yield rows, with errors in words.

    Raises:
        SourceError: the query fails, or takes more than it may.
    """
    try:
        yield from rows
    except UnfinishedError as error:
        raise SourceError(
            f"The query was not finished: {error}.",
            remedy="Join fewer statements in it, or raise check_seconds.",
            place=Place(query.path),
        ) from None
    except (OSError, RuntimeError, SyntaxError, ValueError) as error:
        raise SourceError(f"The query fails: {error}.", place=Place(query.path)) from None


def _term(text: str) -> ox.NamedNode | ox.BlankNode | ox.Literal:
    """Return the term for one in N-Triples."""
    if text[0] == "<":
        return ox.NamedNode(text[1:-1])
    if text[0] == "_":
        return ox.BlankNode(text[2:])
    (quad,) = ox.parse(f"_:s <urn:p> {text} .", format=ox.RdfFormat.N_TRIPLES, lenient=True)
    return cast(ox.Literal, quad.object)
