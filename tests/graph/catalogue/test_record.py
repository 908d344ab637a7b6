"""The catalogue tells what there is, as standards ask for it."""

import hashlib
from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib import DC, URIRef
from rdflib.term import Node

from bilat.graph.catalogue.about import about_project
from bilat.graph.catalogue.examples import without_header
from bilat.graph.catalogue.record import catalogue, with_sizes
from bilat.graph.catalogue.statistics import counts_of
from bilat.graph.formats.export import FORMS
from bilat.graph.formats.quads import Quad, canonical, literal, nquads, quads_of
from bilat.graph.queries.saved import saved_queries
from bilat.graph.releases.downloads import DOWNLOADS, Variant
from bilat.graph.releases.release import File
from bilat.graph.source.load import load
from bilat.project import Project
from bilat.vocab import BASE, CATALOGUE, DCAT, DCTERMS, OWL, RDF, RDFS, SCHEMA, SD, SH, SKOS, SPDX, VOID

SMALL = Project.at(Path(__file__).parents[2] / "fixtures/small")
DATASET = URIRef(BASE + "dataset")


def graph_of(quads: tuple[Quad, ...]) -> rdflib.Graph:
    """Return quads as a graph to look into."""
    assert {quad.graph for quad in quads} == {f"<{CATALOGUE}>"}
    graph = rdflib.Graph()
    graph.parse(data=nquads(quad._replace(graph="") for quad in quads), format="nt")
    return graph


@pytest.fixture(scope="module")
def quads() -> tuple[Quad, ...]:
    """Return the catalogue of the small project."""
    source = load(SMALL)
    return catalogue(
        quads_of(source.dataset),
        queries=saved_queries(SMALL),
        prefixes=source.prefixes,
        downloads=DOWNLOADS,
    )


@pytest.fixture(scope="module")
def graph(quads: tuple[Quad, ...]) -> rdflib.Graph:
    """Return the same as a graph."""
    return graph_of(quads)


def test_the_dataset_says_what_the_ontology_says(graph: rdflib.Graph) -> None:
    """Title, licence, date and version come from the header; a language becomes an IRI."""
    assert str(graph.value(DATASET, DCTERMS.title)) == "Bridges and rivers"
    assert graph.value(DATASET, DCTERMS.license) == URIRef(
        "https://creativecommons.org/publicdomain/zero/1.0/"
    )
    assert str(graph.value(DATASET, DCTERMS.issued)) == "2020-02-29"
    assert str(graph.value(DATASET, DCAT.version)) == "2.1"
    language = URIRef("http://publications.europa.eu/resource/authority/language/ENG")
    assert graph.value(DATASET, DCTERMS.language) == language


def test_a_dataset_that_describes_itself_comes_first() -> None:
    """A void:Dataset in the data wins over the header, property by property."""
    own = "<http://example.org/set>"
    about = [
        Quad(own, f"<{RDF.type}>", f"<{VOID.Dataset}>"),
        Quad(own, f"<{DCTERMS.title}>", literal("Mine")),
        Quad("<http://example.org/def>", f"<{RDF.type}>", "<http://www.w3.org/2002/07/owl#Ontology>"),
        Quad("<http://example.org/def>", f"<{RDFS.label}>", literal("Terms")),
        Quad("<http://example.org/def>", f"<{RDFS.comment}>", literal("About terms.")),
    ]
    graph = graph_of(catalogue(about, queries=(), prefixes={}, downloads=()))
    assert [str(value) for value in graph.objects(URIRef(own[1:-1]), DCTERMS.title)] == ["Mine"]
    assert str(graph.value(URIRef(own[1:-1]), DCTERMS.description)) == "About terms."


def test_a_catalogue_is_not_its_first_dataset() -> None:
    """Of several datasets none is the whole, unless it has the others as parts."""
    typed = [Quad(f"<http://e/{n}>", f"<{RDF.type}>", f"<{DCAT.Dataset}>") for n in "ab"]
    assert about_project(typed, base="http://e/").dataset == "http://e/dataset"
    whole = Quad("<http://e/b>", f"<{VOID.subset}>", "<http://e/a>")
    assert about_project([*typed, whole], base="http://e/").dataset == "http://e/b"


@pytest.mark.parametrize("name", ["http://e/onto#", "http://e/onto#set", "urn:set", "http://e/set?id=1"])
def test_the_dataset_may_have_any_name(name: str) -> None:
    """Its parts have IRIs that parsers take, and so have those of classes that are named oddly."""
    about = [
        Quad(f"<{name}>", f"<{RDF.type}>", f"<{VOID.Dataset}>"),
        Quad("<http://e/x>", f"<{RDF.type}>", "<http://[::1]/onto#C>"),
        Quad("<http://e/x>", "<http://e/p?\ue000>", '"1"', "<http://e/g#1>"),
    ]
    found = catalogue(about, queries=saved_queries(SMALL), prefixes={"e": "http://e/"}, downloads=DOWNLOADS)
    assert {quad.subject for quad in found if quad.subject.startswith(f"<{name}")} >= {f"<{name}>"}
    for quad in canonical(found):
        assert all(term.startswith(('"', "<http", "<urn:")) for term in (quad.subject, quad.object))


@pytest.mark.parametrize(
    ("kind", "title", "licence"),
    [
        (OWL.Ontology, DC.title, "http://creativecommons.org/ns#license"),
        (OWL.Ontology, SKOS.prefLabel, DCTERMS.license),
        (SKOS.ConceptScheme, SKOS.prefLabel, SCHEMA.license),
        (SKOS.ConceptScheme, DCTERMS.title, DCTERMS.license),
        (DCAT.Catalog, DCTERMS.title, DCTERMS.license),
    ],
)
def test_headers_are_written_in_several_ways(kind: Node, title: Node, licence: Node) -> None:
    """Title and licence may come in older vocabularies, or from the one scheme or catalogue."""
    header = (
        Quad("<http://e/s>", f"<{RDF.type}>", f"<{kind}>"),
        Quad("<http://e/s>", f"<{title}>", '"Birds"@en'),
        Quad("<http://e/s>", f"<{licence}>", "<http://e/l>"),
    )
    about = about_project(header)
    assert about.values[str(DCTERMS.title)] == ('"Birds"@en',)
    assert about.values[str(DCTERMS.license)] == ("<http://e/l>",)
    other = (Quad("<http://e/t>", f"<{RDF.type}>", f"<{SKOS.ConceptScheme}>"),)
    both = about_project((*header, *other)).values[str(DCTERMS.title)]
    assert (both == ('"Birds"@en',)) is (kind != SKOS.ConceptScheme)


def test_what_dcat_requires_is_never_missing() -> None:
    """A project that says nothing of itself still has a title and a description."""
    graph = graph_of(catalogue((), queries=(), prefixes={}, downloads=DOWNLOADS))
    assert graph.value(DATASET, DCTERMS.title)
    assert graph.value(DATASET, DCTERMS.description)
    for distribution in graph.objects(DATASET, DCAT.distribution):
        assert graph.value(distribution, DCAT.accessURL)


def test_counts_are_those_of_the_union(graph: rdflib.Graph) -> None:
    """Classes, properties and triples are counted as the endpoint would count them."""
    data = rdflib.Graph()
    for quad in quads_of(load(SMALL).dataset):
        data.parse(data=nquads([quad._replace(graph="")]), format="nt")
    classes = {node for node in data.objects(None, RDF.type) if isinstance(node, URIRef)}
    assert count(graph, DATASET, VOID.triples) == len(data)
    assert count(graph, DATASET, VOID.properties) == len(set(data.predicates()))
    parts = set(graph.objects(DATASET, VOID.classPartition))
    assert {graph.value(part, VOID["class"]) for part in parts} == classes
    for part in parts:
        members = set(data.subjects(RDF.type, graph.value(part, VOID["class"])))
        assert count(graph, part, VOID.entities) == len(members)
    for part in graph.objects(DATASET, VOID.propertyPartition):
        uses = set(data.subject_objects(graph.value(part, VOID.property)))
        assert count(graph, part, VOID.triples) == len(uses)


def count(graph: rdflib.Graph, node: Node | None, predicate: URIRef) -> int:
    """Return the number that a node has as a value."""
    return int(str(graph.value(node, predicate)))


def test_links_are_counted_by_site(graph: rdflib.Graph) -> None:
    """One match to Wikidata is one linkset of one triple."""
    (links,) = graph.subjects(RDF.type, VOID.Linkset)
    assert str(graph.value(links, VOID.triples)) == "1"
    target = graph.value(links, VOID.objectsTarget)
    assert str(graph.value(target, VOID.uriSpace)) == "http://www.wikidata.org/"


def test_the_service_says_what_it_does(graph: rdflib.Graph) -> None:
    """The default graph is declared as the union, every named graph is listed with its size."""
    (service,) = graph.subjects(RDF.type, SD.Service)
    assert (service, SD.feature, SD.UnionDefaultGraph) in graph
    assert (service, SD.endpoint, URIRef(BASE + "sparql")) in graph
    sizes = {
        str(graph.value(node, SD.name)): count(graph, graph.value(node, SD.graph), VOID.triples)
        for node in graph.subjects(RDF.type, SD.NamedGraph)
        if graph.value(node, SD.name) != CATALOGUE
    }
    assert sizes[BASE + "source/guide/2"] == 2
    assert sum(sizes.values()) == len(quads_of(load(SMALL).dataset))


def test_saved_queries_can_be_run_as_they_stand(graph: rdflib.Graph) -> None:
    """The text is a whole query, without the header, and runs."""
    node = URIRef(BASE + "questions/bridges-over-what-flows-to-the-sea")
    assert (node, RDF.type, SH.SPARQLSelectExecutable) in graph
    assert str(graph.value(node, RDFS.comment)) == "Which bridges cross water that reaches the Grey Sea?"
    text = str(graph.value(node, SH.select))
    assert text.startswith("PREFIX br:")
    rdflib.Graph().query(text)
    assert graph.value(node, SCHEMA.target) == URIRef(BASE + "sparql")
    assert (URIRef(BASE + "questions/is-there-a-tunnel"), RDF.type, SH.SPARQLAskExecutable) in graph


def test_prefixes_have_letters_that_iris_have_not() -> None:
    """Turtle allows them, and the name of the declaration is an IRI all the same."""
    said = catalogue((), queries=(), prefixes={"a\ufffd": "http://e/"}, downloads=())
    assert "prefix/a%EF%BF%BD>" in nquads(said).decode()


def test_prefixes_are_declared(graph: rdflib.Graph) -> None:
    """An editor finds each prefix with its namespace."""
    nodes = set(graph.objects(None, SH.declare))
    declared = {str(graph.value(node, SH.prefix)): str(graph.value(node, SH.namespace)) for node in nodes}
    assert declared == load(SMALL).prefixes
    assert set(graph.subjects(RDF.type, SH.PrefixDeclaration)) == nodes


def test_sizes_and_checksums_are_of_the_files(quads: tuple[Quad, ...]) -> None:
    """Each download gets the size and digest of its file; the catalogue in the graph has none."""
    bodies = {download.name: download.name.encode() for download in DOWNLOADS}
    digests = {name: hashlib.sha256(body).hexdigest() for name, body in bodies.items()}
    files = {name: File(name=name, size=len(body), sha256=digests[name]) for name, body in bodies.items()}
    full = graph_of(with_sizes(quads, DOWNLOADS, files))
    node = URIRef(f"{DATASET}#stated-turtle")
    assert full.value(node, DCAT.downloadURL) == URIRef(BASE + "download/bilat-stated.ttl")
    assert str(full.value(node, DCAT.byteSize)) == str(len("downloads/bilat-stated.ttl"))
    checksum = full.value(node, SPDX.checksum)
    digest = str(full.value(checksum, SPDX.checksumValue)).lower()
    assert digest == files["downloads/bilat-stated.ttl"].sha256
    assert (None, SPDX.checksum, None) not in graph_of(quads)


def test_every_variant_comes_in_every_format() -> None:
    """File names do not collide, and the whole graph has the plain name."""
    names = [download.file_name for download in DOWNLOADS]
    assert len(set(names)) == len(names) == 2 * len(FORMS)
    assert {d.file_name for d in DOWNLOADS if d.variant is Variant.WHOLE} >= {"bilat.ttl", "bilat.jsonld"}


def test_the_catalogue_is_sorted_and_has_no_blank_nodes(quads: tuple[Quad, ...]) -> None:
    """Its text is the same whenever it is made."""
    assert list(quads) == sorted(quads)
    assert not any(term.startswith("_:") for quad in quads for term in quad)


def test_a_header_is_cut_off() -> None:
    """Only the comments at the head go."""
    assert without_header("# id: x\n#   y\n\nASK { # z\n}\n\n") == "ASK { # z\n}\n"


def test_shapes_find_nothing_against_it(quads: tuple[Quad, ...]) -> None:
    """All that DCAT-AP, VoID, service descriptions and editors ask for is there, and would be missed."""
    bodies = {download.name: b"" for download in DOWNLOADS}
    files = {name: File(name=name, size=0, sha256="00") for name in bodies}
    data = graph_of(with_sizes(quads, DOWNLOADS, files))
    shapes = rdflib.Graph().parse(Path(__file__).with_name("catalogue-shapes.ttl"))
    conforms, _, text = pyshacl.validate(data, shacl_graph=shapes)
    assert conforms, text
    for kind in (
        DCAT.Dataset,
        DCAT.Distribution,
        DCAT.DataService,
        SD.Service,
        VOID.Linkset,
        SH.SPARQLExecutable,
    ):
        assert (None, RDF.type, kind) in data
    data.remove((None, SD.endpoint, None))
    assert not pyshacl.validate(data, shacl_graph=shapes)[0]


def test_editors_complete_by_classes(graph: rdflib.Graph) -> None:
    """The query of the SIB's editor finds which properties a class has, and what their values are."""
    rows = graph.query(
        """
        PREFIX void: <http://rdfs.org/ns/void#>
        PREFIX void-ext: <http://ldf.fi/void-ext#>
        SELECT DISTINCT ?subjectClass ?prop ?objectClass ?objectDatatype WHERE {
          ?cp void:class ?subjectClass ; void:propertyPartition ?pp .
          ?pp void:property ?prop .
          OPTIONAL {
            { ?pp void:classPartition [ void:class ?objectClass ] }
            UNION { ?pp void-ext:datatypePartition [ void-ext:datatype ?objectDatatype ] }
          }
        }"""
    )
    data = rdflib.Graph()
    for quad in quads_of(load(SMALL).dataset):
        data.parse(data=nquads([quad._replace(graph="")]), format="nt")
    links = {(row.subjectClass, row.prop, row.objectClass) for row in rows if row.objectClass}  # type: ignore[union-attr]
    assert links
    for kind, prop, other in links:
        query = "ASK { ?s a ?kind ; ?prop ?o . ?o a ?other }"
        assert data.query(query, initBindings={"kind": kind, "prop": prop, "other": other}).askAnswer
    assert any(row.objectDatatype for row in rows)  # type: ignore[union-attr]


def test_classes_that_merely_follow_are_told_of_where_nothing_else_is() -> None:
    """A class declared here that nothing is said to be is told of; a superclass of elsewhere is not."""
    stated = (
        quad("<urn:Bird>", RDF.type, f"<{OWL.Class}>"),
        quad("<urn:Flyer>", RDF.type, f"<{OWL.Class}>"),
        quad("<urn:tit>", RDF.type, "<urn:Bird>"),
        quad("<urn:tit>", RDFS.label, '"Tit"'),
    )
    follows = [quad("<urn:tit>", RDF.type, f"<urn:{name}>") for name in ("Flyer", "Elsewhere")]
    uses = counts_of((*stated, *follows), stated, stated).uses
    assert {name for name, used in uses if used == str(RDFS.label)} == {"urn:Bird", "urn:Flyer"}


def quad(subject: str, predicate: URIRef, value: str) -> Quad:
    """Return a statement in the default graph."""
    return Quad(subject, f"<{predicate}>", value)
