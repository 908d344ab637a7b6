"""A thing for search engines: schema.org as JSON-LD, its type from what the ontology is aligned with."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final

from bilat.graph.quads import literal_parts
from bilat.vocab import FOAF, ORG, OWL, SCHEMA, SKOS
from bilat.web.neighbourhood import Neighbourhood

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
_SAME: Final = (f"<{OWL}sameAs>", f"<{SCHEMA}sameAs>", f"<{SKOS}exactMatch>")
_ALSO: Final = f"<{SKOS}altLabel>"


def structured(around: Neighbourhood, name: str, description: str, address: str, whole: str) -> str:
    """Return JSON-LD that may stand in a page.

    Args:
        around: statements on the thing.
        name: what it is called.
        description: in plain words.
        address: of its page.
        whole: title of the data of which it is a part.
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
        "subjectOf": {"@type": "Dataset", "name": whole},
    }
    text = json.dumps({key: each for key, each in value.items() if each}, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _type(types: Iterable[str]) -> str:
    own = sorted(each.removeprefix(SCHEMA) for each in types if each.startswith(SCHEMA))
    if own:
        return own[0]
    known = set(types)
    return next((found for iri, found in _TYPES.items() if iri in known), "Thing")


def _is_web(term: str) -> bool:
    return term.startswith(("<https://", "<http://"))
