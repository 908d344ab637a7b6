"""Patterns filled: statements around a thing, put into words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bilat.graph.formats.quads import literal_parts
from bilat.graph.index.names import LABELLING
from bilat.graph.index.text import apart, last_part
from bilat.graph.pages.patterns import Optional, Parts, Slot
from bilat.vocab import RDF
from bilat.web import wording
from bilat.web.marks import WEB
from bilat.web.pieces import UNNAMED, Piece, between, joined
from bilat.web.reading import Reading
from bilat.web.things.cards import Card
from bilat.web.things.neighbourhood import TYPE, Neighbourhood, Triple

_FIRST: Final = f"<{RDF}first>"
_REST: Final = f"<{RDF}rest>"
#: Nodes without a name that are told inside each other.
_DEEPEST: Final = 3
#: The name of a server is not begun with a capital.
_HOST: Final = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:/|$)")
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_LOWER: Final = re.compile(r"[a-z](?![A-Z])")
_THE: Final = "the "
_GAPS: Final = re.compile(r"\s+")
_STRAY: Final = re.compile(r"\s+([,.;:])|^[,;:\s]+")


@dataclass(slots=True)
class Said:
    """What a pattern became.

    Args:
        pieces: in order.
        triples: the statements that it rests on.
    """

    pieces: list[Piece] = field(default_factory=list)
    triples: list[Triple] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return it as plain text."""
        words = _GAPS.sub(" ", "".join(piece.text for piece in self.pieces)).strip()
        return _STRAY.sub(r"\1", words)

    def __bool__(self) -> bool:
        """Tell whether there is anything to read."""
        return any(piece.text.strip() for piece in self.pieces)


class Saying:
    """Puts the statements around one thing into words.

    Args:
        around: the statements.
        cards: what is known of the things in them.
        reading: the words of the project.
        language: of the page.
    """

    def __init__(
        self, around: Neighbourhood, cards: Mapping[str, Card], reading: Reading, language: str
    ) -> None:
        self._around = around
        self._cards = cards
        self._reading = reading
        self._language = language
        #: Nodes without a name that have been told in the place of others.
        self.told: set[str] = set()

    def say(self, pattern: Parts, start: str | None = None, *, sentence: bool = False) -> Said | None:
        """Return a pattern filled, None where a slot outside of brackets stays empty.

        Args:
            pattern: its parts.
            start: the node from which its paths go; the thing if None.
            sentence: whether words for sentences are wanted, and plain text.
        """
        said = Said()
        return said if self._fill(pattern, start, said, sentence=sentence) else None

    def term(self, term: str, *, sentence: bool = False, within: bool = False) -> Piece:
        """Return a term as people read it.

        Args:
            term: IRI, literal or blank node.
            sentence: whether words for sentences are wanted.
            within: whether it stands within a pattern, where it may have no words of its own.
        """
        if term[0] == '"':
            text, _, language = literal_parts(term)
            # An address that is written as a literal is one all the same, but never that of a thing.
            address = text if WEB.fullmatch(text) else ""
            tongue = "" if language == self._language else language
            return Piece(wording.literal_text(term), "", tongue, address)
        iri = term.strip("<>")
        words = self._reading.names if sentence else self._reading.words
        card = self._cards.get(iri)
        if words.get(iri) or (within and iri in words):
            return Piece(words[iri], iri)
        if (card is None or card.label == last_part(iri)) and not iri.startswith(
            ("https://", "http://", "_")
        ):
            return Piece(iri, iri)
        if card is None:
            return Piece(UNNAMED if term[0] == "_" else last_part(iri), "" if term[0] == "_" else iri)
        return Piece(self._inside(iri, card.label) if sentence else card.label, iri, card.language)

    def name(self, node: str) -> Piece:
        """Return what a node is called, by its own statements where it has no IRI."""
        own = self._around.out.get(node, {}) if node[0] == "_" else {}
        labels = (self.term(label) for name in LABELLING for label in own.get(name, ()))
        return next(labels, self.term(node))

    def nested(self, node: str, deep: int = _DEEPEST) -> list[Piece]:
        """Return what a node without a name says in place of its name, or what a list holds.

        Args:
            node: a term; what has a name, or has no more to say, is itself.
            deep: how many nodes inside each other are told.
        """
        said = self._around.out.get(node, {}) if node[0] == "_" and deep else {}
        if not said:
            return [self.term(node)]
        self.told.add(node)
        if _FIRST in said:
            return between(", ", [self.nested(member, deep - 1) for member in self._members(node)])
        # Its name and its kind speak for themselves, and first.
        first = [name for name in (*LABELLING, TYPE) if name in said]
        parts = [self._between_values(said[name], deep) for name in first]
        for name in sorted(said.keys() - {*first}, key=lambda name: self.word(name[1:-1]).casefold()):
            label = Piece(f"{self.word(name[1:-1])}: ")
            parts.append([label, *self._between_values(said[name], deep)])
        whole = between("; ", parts)
        return whole if deep == _DEEPEST or len(parts) == 1 else [Piece("("), *whole, Piece(")")]

    def _between_values(self, values: Sequence[str], deep: int) -> list[Piece]:
        return between(", ", [self.nested(value, deep - 1) for value in sorted(values)])

    def _members(self, cell: str) -> Iterator[str]:
        """Yield the members of a list, as far as they are known."""
        seen: set[str] = set()
        while cell not in seen and (said := self._around.out.get(cell)):
            seen.add(cell)
            yield from said.get(_FIRST, ())
            cell = next(iter(said.get(_REST, ())), "")
        self.told |= seen

    def _inside(self, iri: str, label: str) -> str:
        """Return a label as it stands inside of a sentence."""
        words = small(label) if iri in self._reading.common else label
        return f"{_THE}{words}" if iri in self._reading.articles else words

    def word(self, iri: str) -> str:
        """Return what a property or class is called: the last part of its IRI in words if it has no name."""
        card = self._cards.get(iri)
        text = self.term(f"<{iri}>").text
        return text if card and card.label != last_part(iri) else apart(text)

    def _fill(self, pattern: Parts, start: str | None, said: Said, *, sentence: bool) -> bool:
        for part in pattern:
            if isinstance(part, str):
                said.pieces.append(Piece(part))
            elif isinstance(part, Optional):
                inner = Said()
                if self._fill(part.parts, start, inner, sentence=sentence):
                    said.pieces += inner.pieces
                    said.triples += inner.triples
            elif not self._slot(part, start, said, sentence=sentence):
                return False
        return True

    def _slot(self, slot: Slot, start: str | None, said: Said, *, sentence: bool) -> bool:
        found = [list(self._around.follow(path, start)) for path in slot.paths]
        if not found[0]:
            return False
        said.triples += [triple for values in found for _, way in values for triple in way]
        terms = [[term for term, _ in values] for values in found]
        pieces = self._formed(slot.form, terms, sentence=sentence)
        said.pieces += pieces
        return slot.form == "silent" or any(piece.text for piece in pieces)

    def _formed(self, form: str, terms: Sequence[Sequence[str]], *, sentence: bool) -> list[Piece]:
        """Return values in a form."""
        first = terms[0]
        if form == "silent":
            return []
        if form in ("date", "when"):
            write = wording.date if form == "date" else wording.when
            return [Piece(wording.listing([write(term) for term in first if term[0] == '"']))]
        if form == "span":
            return [Piece(wording.span(first[0], terms[1][0]))] if terms[1] else []
        if form == "quantity":
            return [Piece(self._quantity(terms))]
        if form == "are":
            return [Piece("is" if len(first) == 1 else "are")]
        # What is written small in a list is a label itself, not a part of the sentence.
        inside = sentence and form != "lower"
        pieces = sorted(
            (self.term(term, sentence=inside, within=True) for term in first),
            key=lambda piece: piece.text.removeprefix(_THE).casefold(),
        )
        return self._listed(form, pieces) if sentence or form else joined(pieces)

    def _listed(self, form: str, pieces: Sequence[Piece]) -> list[Piece]:
        texts = [piece.text for piece in pieces if piece.text]
        if form == "lower":
            texts = list(map(small, texts))
        words = wording.listing(texts, 3 if form in ("few", "lower") else 4)
        if form == "A":
            words = wording.with_article(words)
        return [Piece(wording.capitalised(words) if form == "cap" else words)]

    def _quantity(self, terms: Sequence[Sequence[str]]) -> str:
        value, unit, numerator, denominator = (
            literal_parts(found[0]).text if found and found[0][0] == '"' else found[0] if found else ""
            for found in (*terms, (), (), ())[:4]
        )
        word = self.term(unit, within=True).text if unit else ""
        if numerator and denominator:
            return f"{wording.share(numerator, denominator)} {word}".strip()
        return wording.quantity(value, word)


def small(words: str) -> str:
    """Return words with a small letter at the beginning, unless it is one of several capitals: ICT."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def begun(piece: Piece) -> Piece:
    """Return a named thing with a capital where its name has no capital of its own.

    The end of an IRI that stands in for a name stays as it is, unless it is a word.
    """
    if piece.iri in ("", piece.text) or not _LOWER.match(piece.text) or _HOST.match(piece.text):
        return piece
    if piece.text == last_part(piece.iri) and not _WORD.fullmatch(piece.text):
        return piece
    return Piece(wording.capitalised(piece.text), piece.iri, piece.language)
