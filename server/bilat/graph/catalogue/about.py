"""What a project says of itself: title, licence, languages, dates, with fallbacks where it says nothing.

The first source is a ``void:Dataset`` or ``dcat:Dataset`` in the data, where there is but one that is no
part of others: a catalogue speaks of the datasets of its world. The second is the header of the ontology,
the third the concept scheme of a thesaurus, where there is but one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bilat.graph.catalogue.description import Description, english, iri
from bilat.graph.formats.nesting import TYPE
from bilat.graph.formats.quads import Quad, literal, literal_parts, text_of
from bilat.graph.identity import Identity
from bilat.vocab import BASE, DCAT, DCTERMS, FOAF, OWL, RDF, RDFS, SCHEMA, SKOS, VOID

_DATASETS = {iri(VOID.Dataset), iri(DCAT.Dataset)}
_ONTOLOGY = iri(OWL.Ontology)
_SCHEME = iri(SKOS.ConceptScheme)
_CATALOGUE = iri(DCAT.Catalog)
#: Types of what a project says of itself.
HEADED = frozenset({*_DATASETS, _ONTOLOGY, _SCHEME, _CATALOGUE})
#: DCAT-AP 3 takes languages from the authority table of the EU, which has three letters for each (ISO 639-3).
_EU_LANGUAGES = "http://publications.europa.eu/resource/authority/language/"
_EU_CODES = {
    "bg": "BUL",
    "cs": "CES",
    "da": "DAN",
    "de": "DEU",
    "el": "ELL",
    "en": "ENG",
    "es": "SPA",
    "et": "EST",
    "fi": "FIN",
    "fr": "FRA",
    "ga": "GLE",
    "hr": "HRV",
    "hu": "HUN",
    "it": "ITA",
    "lt": "LIT",
    "lv": "LAV",
    "mt": "MLT",
    "nl": "NLD",
    "pl": "POL",
    "pt": "POR",
    "ro": "RON",
    "sk": "SLK",
    "sl": "SLV",
    "sv": "SWE",
}
#: For others.
_LANGUAGES = "http://id.loc.gov/vocabulary/iso639-1/"

#: What vocabularies said before there were terms of DCMI, and of their licence.
_DC = "http://purl.org/dc/elements/1.1/"
_CC = "http://creativecommons.org/ns#"
#: What the header of the ontology may stand in for, and the properties of it to look at in turn.
_HEADER = {
    DCTERMS.title: (DCTERMS.title, f"{_DC}title", RDFS.label, SKOS.prefLabel),
    DCTERMS.description: (DCTERMS.description, f"{_DC}description", DCTERMS.abstract, RDFS.comment),
    DCTERMS.license: (DCTERMS.license, f"{_CC}license", SCHEMA.license),
    DCTERMS.language: (DCTERMS.language,),
    DCTERMS.issued: (DCTERMS.issued,),
    DCTERMS.modified: (DCTERMS.modified,),
    DCTERMS.creator: (DCTERMS.creator,),
    DCTERMS.publisher: (DCTERMS.publisher,),
    DCAT.version: (DCAT.version, OWL.versionInfo),
}
#: What only a dataset says of itself.
_OWN = (
    DCTERMS.alternative,
    DCTERMS.rights,
    DCTERMS.source,
    DCTERMS.spatial,
    DCTERMS.temporal,
    DCAT.contactPoint,
    DCAT.keyword,
    DCAT.landingPage,
    DCAT.theme,
)
#: Who is an agent of a dataset, and what a catalogue wants to know of one (DCAT-AP 3).
_AGENTS = (DCTERMS.creator, DCTERMS.publisher)
_OF_AGENTS = (RDF.type, FOAF.name, FOAF.homepage, FOAF.mbox)
#: What leads from a dataset to its parts.
_PARTS = (VOID.subset, DCTERMS.hasPart)
_TITLE = "Knowledge graph"
_DESCRIPTION = "A knowledge graph that was checked, reasoned over and published with bilat."

Sayings = dict[str, dict[str, list[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a project says of itself.

    Args:
        dataset: IRI of the dataset.
        values: terms by IRI of the property, sorted.
        agents: who made and publishes it: terms by IRI of the property, for each IRI.
    """

    dataset: str
    values: dict[str, tuple[str, ...]]
    agents: dict[str, dict[str, tuple[str, ...]]]

    def called(self, identity: Identity) -> About:
        """Return the same with the title of an identity, unless the project says it or there is none."""
        said = self.values[str(DCTERMS.title)]
        if not identity.title or any(literal_parts(term).text == identity.title for term in said):
            return self
        title = literal(identity.title, "", identity.language)
        return replace(self, values={**self.values, str(DCTERMS.title): (title,)})

    def tell(self, about: Description) -> None:
        """Say it of the dataset, and who the agents are."""
        for predicate, terms in self.values.items():
            about.say(self.dataset, predicate, *terms)
        for agent, values in self.agents.items():
            about.say(agent, RDF.type, iri(FOAF.Agent))
            for predicate, terms in values.items():
                about.say(agent, predicate, *terms)


def about_project(quads: Iterable[Quad], *, base: str = BASE) -> About:
    """Return what a project says of itself; title and description are never missing.

    Args:
        quads: all that holds.
        base: beginning of the name of the dataset, where the project gives it none.
    """
    said: Sayings = defaultdict(lambda: defaultdict(list))
    kinds: dict[str, set[str]] = defaultdict(set)
    for s, p, o, _ in quads:
        said[s][p[1:-1]].append(o)
        if p == TYPE:
            kinds[o].add(s)
    named = {node for kind in _DATASETS for node in kinds[kind] if node[0] == "<"}
    parts = {part for node in named for p in _PARTS for part in said[node].get(str(p), ()) if part != node}
    datasets = [*(named - parts)] if len(named - parts) == 1 else []
    headers = sorted(
        kinds[_ONTOLOGY], key=lambda node: (str(DCTERMS.title) not in said[node], node.strip("<>"))
    )
    for kind in (_CATALOGUE, _SCHEME):
        if not headers and len(kinds[kind]) == 1:
            headers = [*kinds[kind]]
    dataset = said[datasets[0]] if datasets else {}
    header = said[headers[0]] if headers else {}
    values = {str(name): tuple(sorted(dataset[str(name)])) for name in _OWN if str(name) in dataset}
    for name, others in _HEADER.items():
        found = dataset.get(str(name)) or next((header[str(p)] for p in others if str(p) in header), [])
        values[str(name)] = tuple(sorted(found))
    values[str(DCTERMS.title)] = values[str(DCTERMS.title)] or (english(_TITLE),)
    values[str(DCTERMS.description)] = values[str(DCTERMS.description)] or (english(_DESCRIPTION),)
    values[str(DCTERMS.language)] = tuple(map(_language, values[str(DCTERMS.language)]))
    return About(
        dataset=datasets[0].strip("<>") if datasets else f"{base}dataset",
        values={name: terms for name, terms in values.items() if terms},
        agents={
            term[1:-1]: {
                str(p): tuple(sorted(said[term][str(p)])) for p in _OF_AGENTS if str(p) in said[term]
            }
            for name in _AGENTS
            for term in values[str(name)]
            if term[0] == "<"
        },
    )


def _language(term: str) -> str:
    """Return the IRI of a language that is given by its two letters; DCAT takes no text there."""
    code = text_of(term)
    if code.lower() in _EU_CODES:
        return iri(_EU_LANGUAGES + _EU_CODES[code.lower()])
    return iri(_LANGUAGES + code) if len(code) == 2 and code.isalpha() else term
