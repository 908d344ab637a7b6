"""Writing the graph that a query makes: each triple once, up to a number of them, or to a size."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from pyoxigraph import RdfFormat, Triple, parse, serialize

from bilat.engine.interface import Limits
from bilat.engine.sink import Sink, too_large
from bilat.errors import NotAcceptable
from bilat.vocab import SYNTAX_OF_XML

#: What the engine's writer holds back until it has as much.
_BUFFER_BYTES: Final = 8_192
#: Room for the mark-up of a triple, and for the end of the document, in the wordiest format.
_MARKUP_BYTES: Final = 300
#: What the name of an element may be, at the end of the IRI of a property.
_TAIL: Final = re.compile(r"(?<![\w.\u00b7\u0300-\u036f-])[\w.\u00b7\u0300-\u036f-]++\Z")
_LETTER: Final = re.compile(r"[^\W\d]")
#: A character takes at most six, as in ``\\u0007`` and ``&quot;``.
_WORDINESS: Final = 6


class Written:
    """A graph that is written to a sink; a graph is a set, and the engine repeats itself.

    Args:
        triples: what the query made.
        sink: where it is written.
        limits: most triples and bytes, and whether to stop there or to refuse.
    """

    def __init__(self, triples: Iterable[Triple], sink: Sink, limits: Limits) -> None:
        self._triples = triples
        self._sink = sink
        self._limits = limits
        self._known: set[Triple] = set()
        self.truncated = False

    @property
    def empty(self) -> bool:
        """Tell whether there was no triple."""
        return not self._known

    def write(self, form: RdfFormat, prefixes: dict[str, str]) -> None:
        """Write all triples, in the order in which they come.

        Raises:
            NotAcceptable: a triple has a triple term, which JSON-LD 1.1 cannot carry.
            ResultTooLarge: a limit is passed, and the graph is not to be cut.
        """
        chosen = self._fitting() if self._limits.truncate else self._once()
        if form == RdfFormat.JSON_LD:
            chosen = map(_plain, chosen)
        if form == RdfFormat.RDF_XML:
            chosen = map(_named, chosen)
            prefixes = {name: iri for name, iri in prefixes.items() if _is_of_xml(name, iri)}
        serialize(chosen, self._sink, form, prefixes=prefixes)  # type: ignore[arg-type]

    def _once(self) -> Iterator[Triple]:
        most, known = self._limits.rows, self._known
        for triple in self._triples:
            if triple in known:
                continue
            if len(known) >= most:
                if self._limits.truncate:
                    self.truncated = True
                    return
                raise too_large(f"{most:,} triples")
            known.add(triple)
            yield triple

    def _fitting(self) -> Iterator[Triple]:
        """Yield triples as long as there is surely room for the next and for the end of the document."""
        waiting = _MARKUP_BYTES
        for triple in self._once():
            needed = _WORDINESS * len(str(triple).encode()) + _MARKUP_BYTES
            if len(self._sink) + waiting + needed > self._limits.bytes:
                self.truncated = True
                return
            waiting = min(_BUFFER_BYTES, waiting + needed)
            yield triple


def flat_jsonld(lines: bytes) -> bytes:
    """Return a graph in N-Triples as JSON-LD without a context, quickly however long it is.

    Raises:
        NotAcceptable: a triple has a triple term, which JSON-LD 1.1 cannot carry.
    """
    triples = (_plain(quad.triple) for quad in parse(lines, RdfFormat.N_TRIPLES))
    return serialize(triples, format=RdfFormat.JSON_LD) or b""


def _plain(triple: Triple) -> Triple:
    """Return a triple whose object is no triple term."""
    if isinstance(triple.object, Triple):
        raise NotAcceptable(
            "The result has a triple term, which JSON-LD cannot carry.", remedy="Ask for Turtle or N-Triples."
        )
    return triple


def _named(triple: Triple) -> Triple:
    """Return a triple whose property is one in RDF/XML."""
    iri = triple.predicate.value
    if not _ends_in_name(iri) or iri in SYNTAX_OF_XML:
        raise NotAcceptable(
            f"The result has the property <{iri}>, which RDF/XML cannot carry.",
            remedy="Ask for Turtle or N-Triples.",
        )
    return triple


def _is_of_xml(name: str, iri: str) -> bool:
    """Tell whether a prefix may stand in XML: its name is none of XML itself, and no property is its IRI."""
    return name[:3].lower() != "xml" and not _ends_in_name(iri)


@lru_cache(maxsize=1_000)
def _ends_in_name(iri: str) -> bool:
    tail = _TAIL.search(iri)
    return tail is not None and _LETTER.search(tail[0]) is not None
