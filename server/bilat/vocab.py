"""The vocabularies that code speaks of: plain namespaces, and the names of our own graphs.

rdflib's closed namespaces lack newer terms of DCAT and schema.org, hence plain ones. A namespace is text, and
only its terms are rdflib's: who speaks of none, such as the server, never pays for importing rdflib.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rdflib import URIRef

BASE = "https://w3id.org/bilat/"


@lru_cache(maxsize=4096)
def _term(iri: str) -> URIRef:
    """Return an IRI as rdflib has it, the same names being asked for all the time."""
    from rdflib import URIRef

    return URIRef(iri)


class Namespace(str):
    """The beginning of IRIs; ``RDFS.label`` and ``RDFS["label"]`` are terms, ``RDFS + "label"`` is text."""

    __slots__ = ()

    if TYPE_CHECKING:

        @property
        def title(self) -> URIRef:  # type: ignore[override]
            """The term, not the method of texts."""

    else:

        def __getattribute__(self, name: str) -> URIRef:
            """Return the term of that name, even where text has a method so called."""
            return str.__getattribute__(self, name) if name.startswith("_") else self[name]

    def __getattr__(self, name: str) -> URIRef:
        """Return the term of that name."""
        return self[name]

    def __getitem__(self, name: str) -> URIRef:  # type: ignore[override]
        """Return the term of that name."""
        return _term(str(self) + name)


BILAT = Namespace(BASE + "def#")
ID = Namespace(BASE + "id/")
SCHEME = Namespace(BASE + "scheme/")
SHAPES = Namespace(BASE + "shapes#")
SOURCE = Namespace(BASE + "source/")
GRAPH = Namespace(BASE + "graph/")

DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCTERMS = Namespace("http://purl.org/dc/terms/")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
OA = Namespace("http://www.w3.org/ns/oa#")
ORG = Namespace("http://www.w3.org/ns/org#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
PROV = Namespace("http://www.w3.org/ns/prov#")
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
SCHEMA = Namespace("https://schema.org/")
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SH = Namespace("http://www.w3.org/ns/shacl#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
SKOSXL = Namespace("http://www.w3.org/2008/05/skos-xl#")
SPDX = Namespace("http://spdx.org/rdf/terms#")
VANN = Namespace("http://purl.org/vocab/vann/")
VOID = Namespace("http://rdfs.org/ns/void#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")

#: Prefixes that are bound to the same namespace nearly everywhere, for advice and for reports.
WELL_KNOWN: dict[str, str] = {
    "adms": "http://www.w3.org/ns/adms#",
    "cpov": "http://data.europa.eu/m8g/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcat": str(DCAT),
    "dct": str(DCTERMS),
    "dcterms": str(DCTERMS),
    "dctype": "http://purl.org/dc/dcmitype/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "eurio": "http://data.europa.eu/s66#",
    "foaf": str(FOAF),
    "geo": "http://www.opengis.net/ont/geosparql#",
    "locn": "http://www.w3.org/ns/locn#",
    "oa": str(OA),
    "org": str(ORG),
    "owl": str(OWL),
    "prov": str(PROV),
    "qb": "http://purl.org/linked-data/cube#",
    "qudt": "http://qudt.org/schema/qudt/",
    "rdf": str(RDF),
    "rdfs": str(RDFS),
    "schema": str(SCHEMA),
    "sd": str(SD),
    "sh": str(SH),
    "skos": str(SKOS),
    "skosxl": str(SKOSXL),
    "sosa": "http://www.w3.org/ns/sosa/",
    "spdx": str(SPDX),
    "ssn": "http://www.w3.org/ns/ssn/",
    "time": "http://www.w3.org/2006/time#",
    "unit": "http://qudt.org/vocab/unit/",
    "vann": str(VANN),
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": str(VOID),
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
    "xsd": str(XSD),
}

#: What is no property in RDF/XML (RDF 1.1 XML Syntax, 5.1), or another one: ``rdf:li`` is read as ``rdf:_1``.
SYNTAX_OF_XML = frozenset(
    f"{RDF}{name}"
    for name in (
        *("RDF", "Description", "ID", "about", "parseType", "resource", "nodeID", "datatype", "li"),
        *("aboutEach", "aboutEachPrefix", "bagID"),
    )
)

#: Graphs that a build adds or that hold one whole part of a project.
INFERRED: URIRef
ONTOLOGY: URIRef
SHAPES_GRAPH: URIRef
CATALOGUE: URIRef
EVIDENCE: URIRef

#: Graphs that people write, beside one graph for each passage.
REFERENCE: URIRef
SOURCES: URIRef
EDITORIAL: URIRef

_GRAPHS = {
    "INFERRED": "inferred",
    "ONTOLOGY": "ontology",
    "SHAPES_GRAPH": "shapes",
    "CATALOGUE": "catalogue",
    "EVIDENCE": "evidence",
    "REFERENCE": "reference",
    "SOURCES": "sources",
    "EDITORIAL": "editorial",
}


def __getattr__(name: str) -> URIRef:
    """Return the name of a graph, made when it is first asked for (PEP 562)."""
    if name not in _GRAPHS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    globals()[name] = GRAPH[_GRAPHS[name]]
    return globals()[name]  # type: ignore[no-any-return]
