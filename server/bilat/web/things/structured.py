"""A thing or the dataset for search engines: schema.org as JSON-LD.

The type of a thing comes from what the ontology is aligned with.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from bilat.graph.formats.quads import literal_parts
from bilat.vocab import DCAT, DCTERMS, FOAF, ORG, OWL, SCHEMA, SKOS
from bilat.web.catalogue import Catalogue
from bilat.web.things.neighbourhood import Neighbourhood

#: What classes of vocabularies that many align with are in schema.org, the narrower first.
_TYPES: Final = {
    FOAF + "Person": "Person",
    "http://data.europa.eu/m8g/PublicOrganisation": "GovernmentOrganization",
    "http://data.europa.eu/s66#Project": "ResearchProject",
    ORG + "OrganizationalCollaboration": "Organization",
    ORG + "Organization": "Organization",
    FOAF + "Organization": "Organization",
    FOAF + "Document": "CreativeWork",
    SKOS + "Concept": "DefinedTerm",
    "http://www.w3.org/ns/sosa/Observation": "Observation",
}
#: Both ways in which its terms are written.
_SCHEMAS: Final = (SCHEMA, "http://schema.org/")
_SAME: Final = (f"<{OWL}sameAs>", *(f"<{each}sameAs>" for each in _SCHEMAS), f"<{SKOS}exactMatch>")
_ALSO: Final = f"<{SKOS}altLabel>"


def structured(
    around: Neighbourhood, name: str, description: str, address: str, whole: tuple[str, str]
) -> str:
    """Return JSON-LD that may stand in a page.

    Args:
        around: statements on the thing.
        name: what it is called.
        description: in plain words.
        address: of its page.
        whole: IRI and title of the data of which it is a part.
    """
    mine = around.out.get(around.node, {})
    value: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _type(around.types()),
        "@id": around.iri,
        "name": name,
        "description": description,
        "alternateName": sorted({literal_parts(term).text for term in mine.get(_ALSO, ()) if term[0] == '"'}),
        "url": address,
        "sameAs": sorted({term[1:-1] for same in _SAME for term in mine.get(same, ()) if _is_web(term)}),
        "subjectOf": _filled({"@type": "Dataset", "@id": whole[0], "name": whole[1], "url": whole[0]}),
    }
    return _written(value)


def structured_dataset(catalogue: Catalogue, title: str, downloads: Iterable[tuple[str, str]]) -> str:
    """Return JSON-LD of the dataset, by which catalogues of the web find it.

    Args:
        catalogue: what the release says of itself.
        title: of the data.
        downloads: media type and address of each file.
    """
    said = catalogue.values
    address = catalogue.dataset.strip("<>")
    value: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": address,
        "name": title,
        "description": " ".join(said(DCTERMS + "description")),
        "url": address,
        "license": next(iter(said(DCTERMS + "license")), ""),
        "version": next(iter(said(DCAT + "version")), ""),
        "datePublished": next(iter(said(DCTERMS + "issued")), ""),
        "keywords": list(said(DCAT + "keyword")),
        "publisher": [
            {"@type": "Organization", "name": catalogue.name(each)} for each in said(DCTERMS + "publisher")
        ],
        "isAccessibleForFree": True,
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": media_type, "contentUrl": where}
            for media_type, where in downloads
        ],
    }
    return _written(value)


def _written(value: Mapping[str, Any]) -> str:
    """Return JSON that may stand in a page."""
    text = json.dumps(_filled(value), ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _filled(value: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object without what is empty."""
    return {key: each for key, each in value.items() if each}


def _type(types: Iterable[str]) -> str:
    types = tuple(types)
    own = sorted(each[len(start) :] for start in _SCHEMAS for each in types if each.startswith(start))
    if own:
        return own[0]
    known = set(types)
    return next((found for iri, found in _TYPES.items() if iri in known), "Thing")


def _is_web(term: str) -> bool:
    return term.startswith(("<https://", "<http://"))
