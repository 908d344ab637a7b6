"""The catalogue of a release over HTTP: whole, or only the examples, in each RDF format, for any host.

The IRIs of things stay what they are; only the address of the endpoint is that of the server that is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Final
from urllib.parse import quote

from pyoxigraph import RdfFormat, parse

from bilat.errors import ReleaseError
from bilat.graph.formats.export import Vocabulary
from bilat.graph.formats.quads import XSD, Quad, literal_parts
from bilat.nesting import is_deep
from bilat.vocab import BASE, DCAT, DCTERMS, FOAF, RDF, SD, SH, VOID
from bilat.web.http.response import Environ
from bilat.web.things.writing import write

#: The path of the endpoint.
SPARQL: Final = "/sparql"
_ENDPOINT: Final = f"{BASE}sparql"
_PLACEHOLDER: Final = "urn:x-bilat:endpoint"
_HOST: Final = re.compile(r"[A-Za-z0-9._-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?")
_TYPE: Final = f"<{RDF}type>"


class Part(StrEnum):
    """What of a catalogue is asked for."""

    ALL = "all"
    VOID = "void"
    EXAMPLES = "examples"


class Catalogue:
    """What a release says of itself.

    Args:
        turtle: the catalogue, or None where a release has none.
        names: how IRIs are shortened.
        more: further statements, such as limits.
        language: tag of the language that texts are wanted in first.
    """

    def __init__(
        self, turtle: bytes | None, names: Vocabulary, more: tuple[Quad, ...] = (), language: str = ""
    ) -> None:
        self._names = names
        self._language = language.lower()
        self._quads = (*_parsed(turtle or b""), *more)
        self._written: dict[tuple[Part, str], bytes] = {}
        self.dataset = self._subject(f"<{DCAT}Dataset>")
        self.service = self._subject(f"<{SD}Service>")

    @property
    def empty(self) -> bool:
        """Tell whether nothing is said."""
        return not self._quads

    @property
    def has_service(self) -> bool:
        """Tell whether the endpoint is described."""
        return self.service != "<>"

    def values(self, predicate: str) -> tuple[str, ...]:
        """Return what the dataset has as values of a property, as text, in our language first."""
        found = sorted(self._said.get(f"<{predicate}>", ()))
        texts = [literal_parts(term) for term in found if term[0] == '"']
        texts.sort(key=lambda text: (text.language.lower() != self._language, text.language != ""))
        return (*(text.text for text in texts), *(term.strip("<>") for term in found if term[0] != '"'))

    def name(self, value: str) -> str:
        """Return what an agent is called, the value itself of which no name is given."""
        found = self._names_of.get(f"<{value}>")
        return literal_parts(min(found)).text if found else value

    @cached_property
    def _said(self) -> Mapping[str, list[str]]:
        """Return what the dataset has, by property: a catalogue of many graphs and classes is long."""
        return _gathered((q.predicate, q.object) for q in self._quads if q.subject == self.dataset)

    @cached_property
    def _names_of(self) -> Mapping[str, list[str]]:
        """Return the names of agents."""
        return _gathered((q.subject, q.object) for q in self._quads if q.predicate == f"<{FOAF}name>")

    @cached_property
    def terms(self) -> Mapping[tuple[str, str], int]:
        """Return how many things a class has, and how many statements a property makes (VoID, 4.5).

        They are by kind, ``class`` or ``property``, and by name.
        """
        said: dict[str, dict[str, str]] = {}
        parts = {f"<{VOID}classPartition>", f"<{VOID}propertyPartition>"}
        for quad in self._quads:
            said.setdefault(quad.subject, {})[quad.predicate] = quad.object
        found = [said[q.object] for q in self._quads if q.subject == self.dataset and q.predicate in parts]
        return {
            (kind, part[f"<{VOID}{kind}>"][1:-1]): int(literal_parts(part[f"<{VOID}{count}>"]).text)
            for part in found
            for kind, count in (("class", "entities"), ("property", "triples"))
            if f"<{VOID}{kind}>" in part and f"<{VOID}{count}>" in part
        }

    @property
    def uses(self) -> Mapping[str, int]:
        """Return the same by name alone."""
        return {name: count for (_, name), count in self.terms.items()}

    @cached_property
    def links(self) -> tuple[str, ...]:
        """Return what describes the data, and its licence, as members of a Link header."""
        licences = (
            f'<{quote(value, safe=":/#%?&=")}>; rel="license"'
            for value in self.values(f"{DCTERMS}license")
            if value.startswith("http")
        )
        return ('</.well-known/void>; rel="describedby"; type="text/turtle"', *licences)

    def write(self, part: Part, media_type: str, address: str) -> bytes:
        """Return a part in a format, with an address of the endpoint."""
        key = (part, media_type)
        if key not in self._written:
            self._written[key] = write(self._select(part), media_type, self._names)
        return self._written[key].replace(_PLACEHOLDER.encode(), address.encode())

    def _select(self, part: Part) -> tuple[Quad, ...]:
        """Return the statements of a part, with a mark where the address of the endpoint goes."""
        asking: set[str] = set()
        for quad in self._quads:
            if quad.object == f"<{SH}SPARQLExecutable>":
                asking.add(quad.subject)
            elif quad.predicate == f"<{SH}declare>":
                asking |= {quad.subject, quad.object}
        wanted = {Part.ALL: (True, False), Part.VOID: (False,), Part.EXAMPLES: (True,)}[part]
        return tuple(_movable(quad) for quad in self._quads if (quad.subject in asking) in wanted)

    def _subject(self, kind: str) -> str:
        found = sorted(q.subject for q in self._quads if q.predicate == _TYPE and q.object == kind)
        return found[0] if found else "<>"


def address(environ: Environ) -> str:
    """Return the address of the endpoint as a client sees it, or its own where the host cannot be one."""
    host = environ.get("HTTP_HOST") or f"{environ['SERVER_NAME']}:{environ['SERVER_PORT']}"
    return address_at(environ["wsgi.url_scheme"], host)


@lru_cache(maxsize=256)
def address_at(scheme: str, host: str) -> str:
    """Return the address of the endpoint by scheme and host, or its own where the host cannot be one."""
    return f"{scheme}://{host}{SPARQL}" if _HOST.fullmatch(host) else _ENDPOINT


def minimal() -> bytes:
    """Return the description of an endpoint of which no catalogue speaks."""
    return f"""\
@prefix sd: <{SD}> .
<{BASE}dataset#service> a sd:Service ;
  sd:endpoint <{_ENDPOINT}> ;
  sd:supportedLanguage sd:SPARQL11Query ;
  sd:feature sd:UnionDefaultGraph ;
  sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ] .
""".encode()


@lru_cache(maxsize=2)
def _parsed(turtle: bytes) -> tuple[Quad, ...]:
    if is_deep(turtle):
        raise ReleaseError("The catalogue nests triple terms too deep.", remedy="Build the release again.")
    return tuple(
        Quad(str(quad.subject), str(quad.predicate), str(quad.object))
        for quad in parse(turtle, RdfFormat.TURTLE)
    )


def _gathered(pairs: Iterable[tuple[str, str]]) -> Mapping[str, list[str]]:
    """Return the second members of pairs by the first."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def _movable(quad: Quad) -> Quad:
    """Return a statement with a mark where the address of the endpoint goes."""
    return quad._replace(object=f"<{_PLACEHOLDER}>") if quad.object == f"<{_ENDPOINT}>" else quad


def number(value: float) -> str:
    """Return a limit as a literal."""
    kind = "integer" if isinstance(value, int) else "decimal"
    return f'"{value}"^^<{XSD}{kind}>'
