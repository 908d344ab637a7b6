"""The statements of a graph for people, by thing, a page at a time; a passage is the graph of its name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from pyoxigraph import NamedNode

from bilat.engine.formats import TSV
from bilat.engine.interface import Operation
from bilat.graph.formats.quads import Quad
from bilat.graph.pages.patterns import Step
from bilat.web.paging import number_of, pages_of
from bilat.web.pieces import Piece
from bilat.web.publication import Publication
from bilat.web.queries import page_query
from bilat.web.reading import Reading, Tell
from bilat.web.things.cards import Card, Cards
from bilat.web.things.neighbourhood import Neighbourhood
from bilat.web.things.saying import Saying, begun
from bilat.web.things.things import read_cells, read_term
from bilat.web.wording import capitalised, sign_of

PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of a group.

    Args:
        label: of the property.
        pieces: the value.
    """

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What a graph says of one thing.

    Args:
        thing: label and link.
        kind: what it is, or empty text.
        sign: how the graph puts it: the name of a sign, or empty text.
        said: the same in a word.
        statements: what it says.
    """

    thing: Piece
    kind: str
    sign: str
    said: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A page of what a graph holds.

    Args:
        iri: its name.
        abouts: by thing.
        total: number of statements in the graph.
        page: from 1.
        pages: how many there are.
    """

    iri: str
    abouts: tuple[About, ...]
    total: int
    page: int
    pages: int


class Graphs:
    """Reads graphs for pages.

    Args:
        publication: what is published.
        cards: what things are called.
        reading: words of the project.
    """

    def __init__(self, publication: Publication, cards: Cards, reading: Reading) -> None:
        self._publication = publication
        self._text = page_query("graph")
        self._cards = cards
        self._reading = reading

    def size(self, iri: str) -> int:
        """Return how many statements a graph has."""
        return self._publication.release.graphs.get(iri, 0)

    def held(self, iri: str, arguments: Mapping[str, str], client: str) -> Held:
        """Return a page of what a graph holds.

        Raises:
            RequestError: it has not so many pages.
        """
        total = self.size(iri)
        page = number_of(arguments.get("page", "1"))
        pages = pages_of(total, PAGE, page)
        quads = self._quads(iri, page, client)
        return Held(iri=iri, abouts=self._abouts(quads, client), total=total, page=page, pages=pages)

    def _quads(self, iri: str, page: int, client: str) -> list[Quad]:
        operation = Operation(
            text=f"{self._text}\nLIMIT {PAGE} OFFSET {(page - 1) * PAGE}",
            bindings=(("graph", str(NamedNode(iri))),),
        )
        limits = self._publication.limits.first(PAGE, client)
        body = self._publication.engine.run(operation, TSV, limits).body
        return [Quad(s, p, read_term(o), g) for g, s, p, o in read_cells(body)]

    def _abouts(self, quads: Iterable[Quad], client: str) -> tuple[About, ...]:
        around = Neighbourhood("")
        around.add(quads)
        named = {term[1:-1] for triple in around.graphs for term in triple if term[0] == "<"}
        cards = self._cards.of(named, client)
        saying = Saying(around, cards, self._reading, self._publication.renderer.frame.language)
        told = {node for tell, node in self._tells(around)}
        # A node without a name is told where it stands, and by itself where nothing here tells of it.
        nodes = sorted(around.out, key=lambda node: node[0] == "_" and node in around.into)
        found = [
            self._about(node, around, cards, saying)
            for node in nodes
            if node not in told and node not in saying.told
        ]
        order = sorted(found, key=lambda it: (it.kind == "", it.thing.iri == "", it.thing.text.casefold()))
        return tuple(order)

    def _tells(self, around: Neighbourhood) -> Iterator[tuple[Tell, str]]:
        """Yield the nodes of the graph that are told in the line of another of its things."""
        for _, name, value in around.graphs:
            if value in around.out and (tell := self._tell(name)):
                yield tell, value

    def _tell(self, name: str) -> Tell | None:
        return next((tell for tell in self._reading.tells.get(Step(name[1:-1]), ()) if not tell.kind), None)

    def _about(self, node: str, around: Neighbourhood, cards: Mapping[str, Card], saying: Saying) -> About:
        modality = f"<{self._reading.said}>"
        said = next(iter(around.out[node].get(modality, ())), "")
        statements = [
            self._statement(name, value, around, saying)
            for name, values in around.out[node].items()
            if name != modality or len(around.out[node]) == 1
            for value in values
        ]
        card = cards.get(node.strip("<>"))
        return About(
            thing=saying.name(node),
            kind=card.kind if card else "",
            sign=sign_of(said.strip("<>")) or ("asserted" if said else ""),
            said=saying.term(said).text if said else "",
            statements=tuple(
                _in_a_row(sorted(statements, key=lambda it: (it.label.casefold(), it.pieces[0].text)))
            ),
        )

    def _statement(self, name: str, value: str, around: Neighbourhood, saying: Saying) -> Statement:
        tell = self._tell(name)
        label = self._label(name, saying)
        if tell is None or value not in around.out:
            told = saying.nested(value)
            return Statement(label, tuple(told) if len(told) > 1 else (begun(told[0]),))
        said = saying.say(tell.says, value)
        line = saying.say(tell.line, value)
        blank = Piece(tell.blank) if tell.blank else begun(saying.term(value))
        pieces = tuple(said.pieces) if said else (blank,)
        return Statement(capitalised(line.text) if line and line.text else label, pieces)

    def _label(self, name: str, saying: Saying) -> str:
        lines = self._reading.lines.get(Step(name[1:-1]), ())
        return lines[0].name if lines else capitalised(saying.word(name[1:-1]))


def _in_a_row(statements: Iterable[Statement]) -> Iterator[Statement]:
    """Yield the statements with the names that a thing has in several languages on one line."""
    for label, group in groupby(statements, key=lambda it: it.label):
        members = tuple(group)
        pieces = [piece for each in members for piece in each.pieces]
        if len(pieces) > len(members) or any(piece.iri for piece in pieces) or not _languages(pieces):
            yield from members
            continue
        spaced = [part for piece in pieces for part in (Piece(", "), piece)]
        yield Statement(label, tuple(spaced[1:]))


def _languages(pieces: Iterable[Piece]) -> bool:
    return len({piece.language for piece in pieces}) > 1
