"""Descriptions in the RDF formats, by the same writers as the downloads.

Formats without graphs get the union. TriG and N-Quads say which passage makes each statement, and so does
JSON-LD, in the graph of each passage. Their default graph is the union, as that of the endpoint is: a client
that takes the form it likes best and looks into the default graph finds there what it would find in Turtle.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Final

from bilat.engine import formats
from bilat.engine.graphs import flat_jsonld
from bilat.errors import BilatError, NotAcceptable
from bilat.graph.formats.export import FORMS, Vocabulary
from bilat.graph.formats.framing import framed
from bilat.graph.formats.quads import Quad, read_nquads
from bilat.vocab import OA
from bilat.web.things.things import Described

#: Triples of an answer that are nested, and octets of them; more would take too long.
_MOST_NESTED: Final = 2_000
_MOST_NESTED_BYTES: Final = 1 << 22
_DATASETS: Final = frozenset({formats.TRIG, formats.N_QUADS})
_SOURCE: Final = f"<{OA}hasSource>"
_WRITERS: Final = {form.media_type: form.write for form in FORMS.values()}


def write(quads: Iterable[Quad], media_type: str, names: Vocabulary) -> bytes:
    """Return quads in a format.

    Raises:
        NotAcceptable: the format has no way to say them.
    """
    try:
        return _WRITERS[media_type](quads, names)
    except BilatError as error:
        raise NotAcceptable(
            f"This cannot be written as {media_type}: {error.message}", remedy="Ask for text/turtle."
        ) from None


def write_answer(lines: bytes, names: Vocabulary) -> bytes:
    """Return a graph in N-Triples as JSON-LD: shortened by a context and nested, or flat where it is long.

    Raises:
        NotAcceptable: JSON-LD cannot say it.
    """
    if len(lines) > _MOST_NESTED_BYTES or lines.count(b"\n") > _MOST_NESTED:
        return flat_jsonld(lines)
    try:
        quads = read_nquads(lines)
    except ValueError:  # What the engine writes in a way of its own, and triple terms.
        return flat_jsonld(lines)
    with suppress(NotAcceptable):  # An IRI may have a prefix of the context for its scheme.
        return write(quads, formats.JSON_LD, names)
    return flat_jsonld(lines)


def write_description(described: Described, media_type: str, names: Vocabulary) -> bytes:
    """Return a description in a format.

    Raises:
        NotAcceptable: the format has no way to say it.
    """
    everything = (*described.quads, *described.mentions)
    union = dict.fromkeys(Quad(s, p, o) for s, p, o, _ in everything)
    if media_type == formats.JSON_LD:
        return framed(described.iri, (*union, *_of_passages(described, everything)), names.context)
    return write((*union, *everything) if media_type in _DATASETS else union, media_type, names)


def _of_passages(described: Described, everything: tuple[Quad, ...]) -> list[Quad]:
    """Return the statements that stand in the graphs of passages."""
    passages = {quad.subject for quad in everything if quad.predicate == _SOURCE}
    return [quad for quad in described.quads if quad.graph in passages]
