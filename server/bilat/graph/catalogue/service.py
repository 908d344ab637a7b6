"""The SPARQL service description of the endpoint (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from collections.abc import Mapping

from bilat.graph.catalogue.description import MEDIA_TYPES, Description, english, iri, iris, part_of, whole
from bilat.graph.catalogue.statistics import Counts, part_name
from bilat.vocab import CATALOGUE, DCAT, DCTERMS, RDF, SD, VOID

_FORMATS = "http://www.w3.org/ns/formats/"
#: The W3C has names for these (https://www.w3.org/ns/formats/) ...
RESULT_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
    "TriG",
    "N-Quads",
)
#: ... and none for these.
TABLES = ("text/html", "text/markdown")
#: Named graphs that are described.
_MOST_GRAPHS = 1_000
_LANGUAGES = (SD.SPARQL10Query, SD.SPARQL11Query)
_PROTOCOL = "https://www.w3.org/TR/sparql11-protocol/"


def describe_service(about: Description, dataset: str, endpoint: str, counts: Counts) -> None:
    """Say where the endpoint is, what it answers in, and which graphs it has.

    Args:
        about: where the statements go.
        dataset: IRI of the dataset; the service is a part of its description.
        endpoint: IRI of the endpoint.
        counts: of what the endpoint answers over.
    """
    service, default = part_of(dataset, "service"), part_of(dataset, "default-graph")
    about.say(service, RDF.type, *iris((SD.Service, DCAT.DataService)))
    about.say(service, DCTERMS.title, english("SPARQL endpoint"))
    about.say(service, DCTERMS.conformsTo, iri(_PROTOCOL))
    about.say(_PROTOCOL, RDF.type, iri(DCTERMS.Standard))
    about.say(service, DCAT.endpointURL, iri(endpoint))
    about.say(service, DCAT.endpointDescription, iri(endpoint))
    about.say(service, DCAT.servesDataset, iri(dataset))
    about.say(service, SD.endpoint, iri(endpoint))
    about.say(service, SD.supportedLanguage, *iris(_LANGUAGES))
    about.say(service, SD.feature, iri(SD.UnionDefaultGraph))
    about.say(service, SD.resultFormat, *iris(_FORMATS + name for name in RESULT_FORMATS))
    about.say(service, SD.resultFormat, *iris(MEDIA_TYPES + name for name in TABLES))
    about.say(service, SD.defaultDataset, iri(dataset))
    about.say(dataset, RDF.type, iri(SD.Dataset))
    about.say(dataset, SD.defaultGraph, iri(default))
    about.say(default, RDF.type, iri(SD.Graph))
    about.say(default, VOID.triples, whole(counts.triples))
    _describe_graphs(about, dataset, counts.graphs)


def _describe_graphs(about: Description, dataset: str, sizes: Mapping[str, int]) -> None:
    """Say which named graphs there are, and how many triples each has; the one of this has no count.

    Of very many the largest are told: nobody reads more, and all are to be had with a query.
    """
    told = sorted(sizes.items(), key=lambda graph: (-graph[1], graph[0]))[:_MOST_GRAPHS]
    for name, size in {str(CATALOGUE): 0, **dict(told)}.items():
        named, content = part_name(dataset, "graph", name), part_name(dataset, "content", name)
        about.say(dataset, SD.namedGraph, iri(named))
        about.say(named, RDF.type, iri(SD.NamedGraph))
        about.say(named, SD.name, iri(name))
        about.say(named, SD.graph, iri(content))
        about.say(content, RDF.type, iri(SD.Graph))
        if size:
            about.say(content, VOID.triples, whole(size))
