"""The vocabularies that code speaks of: plain namespaces, and the names of our own graphs.

rdflib's closed namespaces lack newer terms of DCAT and schema.org, hence plain ``Namespace``.
"""

from __future__ import annotations

from rdflib import Namespace, URIRef

BASE = "https://w3id.org/bilat/"

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
SPDX = Namespace("http://spdx.org/rdf/terms#")
VANN = Namespace("http://purl.org/vocab/vann/")
VOID = Namespace("http://rdfs.org/ns/void#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")

#: Graphs that a build adds or that hold one whole part of a project.
INFERRED: URIRef = GRAPH["inferred"]
ONTOLOGY: URIRef = GRAPH["ontology"]
SHAPES_GRAPH: URIRef = GRAPH["shapes"]
CATALOGUE: URIRef = GRAPH["catalogue"]
EVIDENCE: URIRef = GRAPH["evidence"]

#: Graphs that people write, beside one graph for each passage.
REFERENCE: URIRef = GRAPH["reference"]
SOURCES: URIRef = GRAPH["sources"]
EDITORIAL: URIRef = GRAPH["editorial"]
