"""What a parser of JSON-LD drops without a word: relative names, names that are no IRIs, tags of no language.

Resolved against a base that stands for none, and read leniently, they show. A key that no context knows and a
name that means a keyword are lost as well, and told by lint: JSON-LD has both ignored on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

import pyoxigraph as ox

from bilat.errors import Place, SourceError
from bilat.graph.source.json_places import places_in
from bilat.graph.source.noted import BLANK, NOWHERE
from bilat.graph.source.syntax import translated
from bilat.graph.source.tokens import Lines

#: What relative IRIs are resolved against.
NO_BASE = "https://no-base.invalid/"


class Lost(NamedTuple):
    """A statement that would be lost.

    Args:
        quad: the statement.
        position: of the term at fault in it: 0 for its subject, 3 for its graph.
        term: that term, its datatype or its language, as it is written.
        message: what is wrong with it.
        remedy: what to do about it.
    """

    quad: ox.Quad
    position: int
    term: str
    message: str
    remedy: str | None

    def error(self, place: Place) -> SourceError:
        """Return the error to raise."""
        return SourceError(self.message, remedy=self.remedy, place=place)

    def place(self, text: str, file: str) -> Place:
        """Return where it stands in the text of a file."""
        places = places_in(text, base=NO_BASE)
        *terms, graph = map(_key, _terms(self.quad))
        at = (*places.find(*terms), places.subjects.get(graph, NOWHERE))[self.position]
        return Place(file, *Lines(text).at(at)) if at != NOWHERE else Place(file)


def lenient(source: str | BinaryIO) -> Iterator[ox.Quad]:
    """Return the quads of JSON-LD with those that would be lost."""
    return ox.parse(source, format=ox.RdfFormat.JSON_LD, base_iri=NO_BASE, lenient=True)


def keyword(quad: ox.Quad) -> Lost | None:
    """Return what to tell of a quad that was read leniently, None where no name in it means a keyword."""
    for position, term in enumerate(_terms(quad)):
        if isinstance(term, ox.NamedNode) and term.value.startswith("@"):
            message = f"A name is another word for {term.value} in the context."
            return Lost(quad, position, term.value, message, "Call the thing or the keyword otherwise.")
    return None


def relative(quad: ox.Quad) -> Lost | None:
    """Return what to tell of a quad that was read against `NO_BASE`, None where no IRI needed that."""
    for position, term in enumerate(_terms(quad)):
        name = term.datatype if isinstance(term, ox.Literal) else term
        if isinstance(name, ox.NamedNode) and name.value.startswith(NO_BASE):
            short = name.value.removeprefix(NO_BASE)
            message = f"The IRI {short!r} is relative, and the file declares no base."
            return Lost(quad, position, short, message, 'Write it in full, or put "@base" into the context.')
    return None


def invalid(quad: ox.Quad) -> Lost | None:
    """Return what to tell of a quad that was read leniently, None where its terms are as they must be."""
    for position, term in enumerate(_terms(quad)):
        name, what = "", "an IRI"
        try:
            if isinstance(term, ox.Literal) and term.language:
                name, what = term.language, "a language tag"
                ox.Literal("", language=name)
            elif isinstance(term, ox.Literal | ox.NamedNode):
                name = (term.datatype if isinstance(term, ox.Literal) else term).value
                if ":" in name:  # Else it is a key that no context knows, or a keyword.
                    ox.NamedNode(name)
        except ValueError as error:
            reason, remedy = translated(str(error))
            short = name.removeprefix(NO_BASE)
            message = f"{short!r} cannot be {what}: {reason[:1].lower()}{reason[1:]}"
            return Lost(quad, position, short, message, remedy)
    return None


def _terms(quad: ox.Quad) -> tuple[object, object, object, object]:
    return (quad.subject, quad.predicate, quad.object, quad.graph_name)


def _key(term: object) -> str:
    """Return what a term is noted by."""
    if isinstance(term, ox.NamedNode):
        return term.value
    return f'"{term.value}' if isinstance(term, ox.Literal) else BLANK
