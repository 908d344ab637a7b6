"""What there is to have: DCAT 3 for catalogues, VoID for crawlers, a service description for clients.

It goes into the graph `bilat.vocab.CATALOGUE` and is itself no part of what it counts. Sizes and checksums of
downloads stand only in ``catalogue.ttl``: a file cannot hold its own digest. No clock is read; dates are
those that the project states.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bilat.graph.catalogue.about import About, about_project
from bilat.graph.catalogue.description import MEDIA_TYPES, Description, english, iri, iris, part_of
from bilat.graph.catalogue.examples import describe_examples
from bilat.graph.catalogue.service import describe_service
from bilat.graph.catalogue.statistics import Counts, counts_of, describe_links, describe_schema, describe_size
from bilat.graph.formats.export import stated
from bilat.graph.formats.quads import XSD, Quad, literal
from bilat.graph.identity import Identity
from bilat.graph.queries.saved import SavedQuery
from bilat.graph.releases.downloads import Download
from bilat.graph.releases.release import File
from bilat.vocab import BASE, DCAT, DCTERMS, RDF, SHAPES_GRAPH, SPDX, VOID

#: Names of formats that DCAT-AP takes; the rest has none.
_FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
_FILE_TYPE = {
    "turtle": "RDF_TURTLE",
    "jsonld": "JSON_LD",
    "trig": "RDF_TRIG",
    "nquads": "RDF_N_QUADS",
    "ntriples": "RDF_N_TRIPLES",
    "rdfxml": "RDF_XML",
}
#: What DCAT-AP 3 says the values of these are.
_KINDS = {DCTERMS.license: DCTERMS.LicenseDocument, DCTERMS.language: DCTERMS.LinguisticSystem}


def catalogue(
    quads: Iterable[Quad],
    *,
    queries: Iterable[SavedQuery],
    prefixes: Mapping[str, str],
    downloads: Iterable[Download],
    identity: Identity | None = None,
) -> tuple[Quad, ...]:
    """Return the graph that describes a dataset, sorted.

    Args:
        quads: the whole dataset, without its catalogue.
        queries: the saved questions.
        prefixes: namespace IRI of each prefix.
        downloads: what files there will be.
        identity: base and title of the dataset; those of bilat's own graph when None.
    """
    quads = tuple(quads)
    written = stated(quads)
    world = (quad for quad in written if quad.graph != iri(SHAPES_GRAPH))
    return described(
        about_project(quads, base=(identity or Identity()).base),
        counts_of(quads, written, world),
        queries=queries,
        prefixes=prefixes,
        downloads=downloads,
        identity=identity,
    )


def described(
    project: About,
    counts: Counts,
    *,
    queries: Iterable[SavedQuery],
    prefixes: Mapping[str, str],
    downloads: Iterable[Download],
    identity: Identity | None = None,
) -> tuple[Quad, ...]:
    """Return the same from what a project says of itself and what was counted."""
    identity = identity or Identity(title="")
    project = project.called(identity)
    endpoint = f"{identity.base}sparql"
    about = Description()
    dataset = project.dataset
    about.say(dataset, RDF.type, *iris((DCAT.Dataset, VOID.Dataset)))
    project.tell(about)
    for predicate, kind in _KINDS.items():
        for term in project.values.get(str(predicate), ()):
            if term[0] == "<":
                about.say(term[1:-1], RDF.type, iri(kind))
    about.say(dataset, VOID.sparqlEndpoint, iri(endpoint))
    for download in downloads:
        _describe_download(about, project, download, identity.base)
    describe_size(about, dataset, counts)
    describe_links(about, dataset, counts)
    describe_schema(about, dataset, counts)
    describe_service(about, dataset, endpoint, counts)
    describe_examples(about, dataset, identity.base, queries, prefixes)
    return about.quads


def with_sizes(
    graph: Iterable[Quad], downloads: Iterable[Download], files: Mapping[str, File], base: str = BASE
) -> tuple[Quad, ...]:
    """Return a catalogue with size and checksum of each download, sorted.

    Args:
        graph: the catalogue.
        downloads: what files there are.
        files: each file by its name in the release.
        base: that of the dataset.
    """
    graph = tuple(graph)
    about = Description()
    nodes = {quad.object: quad.subject[1:-1] for quad in graph if quad.predicate == iri(DCAT.downloadURL)}
    for download in downloads:
        file = files[download.name]
        node = nodes[iri(_address(download, base))]
        about.say(node, DCAT.byteSize, literal(str(file.size), XSD + "nonNegativeInteger"))
        about.say(node, SPDX.checksum, iri(f"{node}-checksum"))
        about.say(f"{node}-checksum", RDF.type, iri(SPDX.Checksum))
        about.say(f"{node}-checksum", SPDX.algorithm, iri(SPDX.checksumAlgorithm_sha256))
        about.say(f"{node}-checksum", SPDX.checksumValue, literal(file.sha256, XSD + "hexBinary"))
    return tuple(sorted({*graph, *about.quads}))


def _describe_download(about: Description, project: About, download: Download, base: str) -> None:
    """Say what a download is and where to have it."""
    node = part_of(project.dataset, f"{download.variant}-{download.form.name}")
    address = _address(download, base)
    about.say(project.dataset, DCAT.distribution, iri(node))
    about.say(project.dataset, VOID.dataDump, iri(address))
    about.say(node, RDF.type, iri(DCAT.Distribution))
    about.say(node, DCTERMS.title, english(download.title))
    about.say(node, DCAT.accessURL, iri(address))
    about.say(node, DCAT.downloadURL, iri(address))
    about.say(node, DCAT.mediaType, iri(MEDIA_TYPES + download.form.media_type))
    about.say(node, DCTERMS["format"], iri(_FILE_TYPES + _FILE_TYPE[download.form.name]))
    about.say(node, DCTERMS.license, *project.values.get(str(DCTERMS.license), ()))


def _address(download: Download, base: str) -> str:
    """Return where a download is to be had."""
    return f"{base}download/{download.file_name}"
