"""A large graph with an edit on top of it: asked for the statements of some nodes, before and after.

The tables are those of the last check and stay as they are. Terms are N-Triples texts.
"""

# ruff: noqa: S608 -- SQL is put together from our own text and numbers; terms are quoted.

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from bilat.graph.bulk.dictionary import StoredDictionary
from bilat.graph.owl.dictionary import Triple

#: Statements that one question may have for an answer; with more it is no longer worth while.
_MOST = 20_000


class AnewError(Exception):
    """What an edit changes cannot be told from a part of the graph, so that all has to be checked anew."""


@dataclass(slots=True)
class Amended:
    """The stated triples of a graph, all but those of shapes.

    Args:
        names: the terms of what was checked, in the database with its tables.
        removed: triples that are stated no longer.
        added: triples that have come.
    """

    names: StoredDictionary
    removed: frozenset[Triple]
    added: frozenset[Triple]

    def of(
        self,
        nodes: Collection[str],
        predicates: Collection[str] | None = None,
        *,
        backwards: bool = False,
        before: bool = False,
        after: bool = True,
    ) -> set[Triple]:
        """Return the triples of some nodes.

        Args:
            nodes: their subjects.
            predicates: their predicates; any when None.
            backwards: whether nodes are their objects instead.
            before: whether those that were there before count.
            after: whether those that are there now count.

        Raises:
            AnewError: there are very many.
        """
        found = self._found("asserted", nodes, predicates, backwards=backwards)
        place = 2 if backwards else 0
        fitting = (
            triple
            for triple in (*self.added, *self.removed)
            if triple[place] in nodes and (predicates is None or triple[1] in predicates)
        )
        for triple in fitting:
            kept = after if triple in self.added else before
            found.add(triple) if kept else found.discard(triple)
        return found

    def inferred(
        self, nodes: Collection[str], predicates: Collection[str] | None = None, *, backwards: bool = False
    ) -> set[Triple]:
        """Return the triples of some nodes that had been inferred before.

        Raises:
            AnewError: there are very many.
        """
        return self._found("inferred", nodes, predicates, backwards=backwards)

    def was(self, triples: Collection[Triple]) -> set[Triple]:
        """Return those of some triples that were stated in any graph, or inferred."""
        names = self.names
        names.learn(term for triple in triples for term in triple)
        coded = {(names[s], names[p], names[o]): (s, p, o) for s, p, o in triples}
        rows = ", ".join(str(row) for row in coded if all(row))
        if not rows:
            return set()
        found = f"SELECT s, p, o FROM {{}} WHERE (s, p, o) IN ({rows})"
        both = f"{found.format('quad')} UNION {found.format('inferred')}"
        return {coded[s, p, o] for s, p, o in names.database.rows(both)}

    def _found(
        self, table: str, nodes: Collection[str], predicates: Collection[str] | None, *, backwards: bool
    ) -> set[Triple]:
        """Return the triples of a table."""
        held = self._listed(nodes)
        steps = None if predicates is None else self._listed(predicates)
        if not held or steps == "":
            return set()
        with_predicate = "" if steps is None else f" AND p IN ({steps})"
        rows: list[tuple[Any, ...]] = self.names.database.rows(
            f"SELECT s, p, o FROM {table} WHERE {'o' if backwards else 's'} IN ({held}){with_predicate} "
            f"LIMIT {_MOST + 1}"
        )
        if len(rows) > _MOST:
            raise AnewError("Much is said of what the edit is about.")
        return {(s, p, o) for s, p, o in self.names.texts(rows)}

    def _listed(self, terms: Collection[str]) -> str:
        """Return the numbers of the terms that the tables have."""
        self.names.learn(terms)
        return ", ".join(str(number) for number in sorted(map(self.names.__getitem__, terms)) if number)
