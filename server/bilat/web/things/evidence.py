"""Where the statements of a page stand, as marks: passages first, then lists and editors, else the rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from bilat.graph.formats.names import Names
from bilat.vocab import GRAPH
from bilat.web.marks import Mark, href_of, mark_of
from bilat.web.things.cards import Card
from bilat.web.things.neighbourhood import Neighbourhood, Triple

_KEPT: Final = 16_384


class Shortened:
    """Writes terms as prefixed names where it can, for addresses.

    Args:
        prefixes: namespace of each prefix.
    """

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        # Not through its own cache, which never forgets.
        self._term = lru_cache(_KEPT)(Names(prefixes)._term)
        self._prefixes = dict(prefixes)
        self.quoted = lru_cache(_KEPT)(self._quoted)

    def __call__(self, term: str) -> str:
        """Return an N-Triples term, shortened if it is an IRI."""
        return self._term(term) if term[0] == "<" else term

    def _quoted(self, term: str) -> str:
        """Return a term, shortened, as it stands in an address."""
        return quote(self(term), safe=":/")

    def term(self, text: str) -> str:
        """Return the N-Triples term that a shortened one stands for."""
        if text[:1] in ("<", '"', "_"):
            return text
        prefix, colon, local = text.partition(":")
        return f"<{self._prefixes[prefix]}{local}>" if colon and prefix in self._prefixes else f"<{text}>"


class Evidence:
    """Knows where the statements around a thing stand.

    Args:
        around: the statements.
        cards: names of their graphs.
        base: beginning of the IRIs that the server answers for.
        short: shortens terms for addresses.
    """

    def __init__(self, around: Neighbourhood, cards: Mapping[str, Card], base: str, short: Shortened) -> None:
        self._graphs = around.graphs
        self._node = around.node
        self._cards = cards
        self._own = f"<{GRAPH}"
        self._inferred = f"<{GRAPH}inferred>"
        self._base = base
        self._short = short
        self._mark = lru_cache(maxsize=None)(self._mark_of)

    def is_stated(self, triple: Triple) -> bool:
        """Tell whether a statement stands somewhere else than among what was inferred."""
        return any(graph != self._inferred for graph in self._graphs.get(triple, ()))

    def is_of_passage(self, triple: Triple) -> bool:
        """Tell whether a statement stands in a graph that is none of our own layers."""
        return any(not graph.startswith(self._own) for graph in self._graphs.get(triple, ()))

    def marks(self, triples: Iterable[Triple]) -> tuple[Mark, ...]:
        """Return the marks of statements: of those that a passage makes only the passages."""
        triples = list(triples)
        graphs = {graph for triple in triples for graph in self._graphs.get(triple, ())}
        passages = sorted(graph for graph in graphs if not graph.startswith(self._own))
        others = sorted(graphs - {self._inferred, *passages})
        shown = sorted((self._mark(graph) for graph in passages or others), key=lambda mark: mark.text)
        if shown:
            return tuple(dict.fromkeys(shown))
        return tuple(self.reason(triple) for triple in triples[:1] if triple in self._graphs)

    def reason(self, triple: Triple) -> Mark:
        """Return the mark that leads to why an inferred statement holds.

        A node without a name cannot be asked about: its mark leads to all that is inferred.
        """
        if triple[0][0] == "_":
            return Mark("inf", "inferred", "/graph/inferred", "By a rule: ")
        s, p, o = map(self._short.quoted, triple)
        return Mark("inf", "inferred", f"/why?s={s}&p={p}&o={o}", self._why(triple))

    def _why(self, triple: Triple) -> str:
        """Return what tells a link to a reason from those to others for who hears them in a list."""
        other = triple[0] if triple[2] == self._node else triple[2]
        card = self._cards.get(other.strip("<>"))
        return f"Why {card.label}: " if card else "Why: "

    def gap(self, node: str, words: str) -> Mark:
        """Return the mark that leads to a recorded gap."""
        iri = node.strip("<>")
        return Mark("gap", "gap", href_of(iri, self._base) or "#", f"{words}: ")

    def _mark_of(self, graph: str) -> Mark:
        iri = graph.strip("<>")
        card = self._cards.get(iri)
        return mark_of(iri, card.label if card else "", self._base)
