"""Downloads: the quads of a release as documents, one table of formats.

Two variants: *stated* is what people wrote; *whole* has what the build added beside it. Formats that
know no graphs get the union of all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bilat.errors import Place, SourceError
from bilat.graph.formats import quads as text
from bilat.graph.formats.jsonld import jsonld, plain_context
from bilat.graph.formats.pretty import trig, turtle
from bilat.graph.formats.quads import Quad
from bilat.graph.formats.rdfxml import rdfxml
from bilat.graph.source.contents import read_text
from bilat.project import CONTEXT_FILE
from bilat.text import json_text
from bilat.vocab import GRAPH, WELL_KNOWN

#: The graphs that a build adds to what people wrote.
ADDED = frozenset(f"<{GRAPH}{name}>" for name in ("inferred", "evidence", "catalogue"))
#: Two prefixes for one namespace would leave it open which is written.
_WELL_KNOWN = {prefix: namespace for prefix, namespace in WELL_KNOWN.items() if prefix != "dct"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """How IRIs are shortened in what is written.

    Args:
        prefixes: namespace IRI of each prefix.
        context: the JSON-LD context.
    """

    prefixes: Mapping[str, str]
    context: Mapping[str, Any]

    @classmethod
    def of(cls, prefixes: Mapping[str, str], context: Path | None = None) -> Vocabulary:
        """Return the vocabulary of a project, its context made of the prefixes where it has none.

        Raises:
            SourceError: the context is no JSON-LD context.
        """
        return cls(prefixes=prefixes, context=_read(context) if context else plain_context(prefixes))

    @classmethod
    def read(cls, body: bytes) -> Vocabulary:
        """Return the vocabulary that a release holds."""
        return cls(**json.loads(body))

    def as_json(self) -> bytes:
        """Return the file of a release."""
        said = {"prefixes": dict(self.prefixes), "context": dict(self.context)}
        return json_text(said).encode()

    def widened(self) -> Vocabulary:
        """Return the same with the prefixes that everyone knows, for what the build wrote itself.

        A namespace for which the project has a prefix keeps that.
        """
        own = set(self.prefixes.values())
        known = {prefix: namespace for prefix, namespace in _WELL_KNOWN.items() if namespace not in own}
        return replace(self, prefixes={**known, **self.prefixes})


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A way to write a graph.

    Args:
        name: what ``--format`` takes.
        title: its name for people.
        ending: file name ending.
        media_type: as registered with IANA.
        graphs: whether named graphs are kept.
        write: makes the document.
    """

    name: str
    title: str
    ending: str
    media_type: str
    graphs: bool
    write: Callable[[Iterable[Quad], Vocabulary], bytes]


_TABLE = (
    Form(
        name="turtle",
        title="Turtle",
        ending=".ttl",
        media_type="text/turtle",
        graphs=False,
        write=lambda quads, names: turtle(quads, names.widened().prefixes),
    ),
    Form(
        name="jsonld",
        title="JSON-LD",
        ending=".jsonld",
        media_type="application/ld+json",
        graphs=True,
        write=lambda quads, names: jsonld(quads, names.context),
    ),
    Form(
        name="trig",
        title="TriG",
        ending=".trig",
        media_type="application/trig",
        graphs=True,
        write=lambda quads, names: trig(quads, names.widened().prefixes),
    ),
    Form(
        name="nquads",
        title="N-Quads",
        ending=".nq",
        media_type="application/n-quads",
        graphs=True,
        write=lambda quads, _: text.nquads(quads),
    ),
    Form(
        name="ntriples",
        title="N-Triples",
        ending=".nt",
        media_type="application/n-triples",
        graphs=False,
        write=lambda quads, _: text.ntriples(quads),
    ),
    Form(
        name="rdfxml",
        title="RDF/XML",
        ending=".rdf",
        media_type="application/rdf+xml",
        graphs=False,
        write=lambda quads, names: rdfxml(quads, names.widened().prefixes),
    ),
)
#: All formats by name, the most readable first.
FORMS: Mapping[str, Form] = {form.name: form for form in _TABLE}


def stated(quads: Iterable[Quad]) -> tuple[Quad, ...]:
    """Return what people wrote: all graphs but those that the build added."""
    return tuple(quad for quad in quads if quad.graph not in ADDED)


def _read(path: Path) -> Mapping[str, Any]:
    """Return the context that a file holds."""
    place = Place(CONTEXT_FILE)
    try:
        document = json.loads(read_text(path, CONTEXT_FILE))
    except json.JSONDecodeError as error:
        place = Place(CONTEXT_FILE, error.lineno, error.colno)
        raise SourceError(f"This is not JSON: {error.msg}.", place=place) from None
    except (ValueError, RecursionError):  # JSON all the same, of which Python reads no more.
        raise SourceError("A number is too long, or objects are nested too deeply.", place=place) from None
    context = document.get("@context") if isinstance(document, dict) else None
    if not isinstance(context, dict):
        raise SourceError(
            "This holds no JSON-LD context.", remedy='Write {"@context": {…}}, one object.', place=place
        )
    return context
