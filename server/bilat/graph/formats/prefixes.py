"""Prefixes that are bound to the same namespace nearly everywhere, for advice and for reports.

They are never assumed when a file is read: a prefix counts only where the file declares it.
"""

from __future__ import annotations

from collections.abc import Mapping

from bilat import vocab
from bilat.graph.source.tokens import is_plain_local
from bilat.graph.suggest import nearest

WELL_KNOWN: dict[str, str] = {
    "adms": "http://www.w3.org/ns/adms#",
    "cpov": "http://data.europa.eu/m8g/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcat": str(vocab.DCAT),
    "dct": str(vocab.DCTERMS),
    "dcterms": str(vocab.DCTERMS),
    "dctype": "http://purl.org/dc/dcmitype/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "eurio": "http://data.europa.eu/s66#",
    "foaf": str(vocab.FOAF),
    "geo": "http://www.opengis.net/ont/geosparql#",
    "locn": "http://www.w3.org/ns/locn#",
    "oa": str(vocab.OA),
    "org": str(vocab.ORG),
    "owl": str(vocab.OWL),
    "prov": str(vocab.PROV),
    "qb": "http://purl.org/linked-data/cube#",
    "qudt": "http://qudt.org/schema/qudt/",
    "rdf": str(vocab.RDF),
    "rdfs": str(vocab.RDFS),
    "schema": str(vocab.SCHEMA),
    "sd": str(vocab.SD),
    "sh": str(vocab.SH),
    "skos": str(vocab.SKOS),
    "sosa": "http://www.w3.org/ns/sosa/",
    "spdx": str(vocab.SPDX),
    "ssn": "http://www.w3.org/ns/ssn/",
    "time": "http://www.w3.org/2006/time#",
    "unit": "http://qudt.org/vocab/unit/",
    "vann": str(vocab.VANN),
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": str(vocab.VOID),
    "wd": "http://www.wikidata.org/entity/",
    "wdt": "http://www.wikidata.org/prop/direct/",
    "xsd": str(vocab.XSD),
}


def compact(iri: str, declared: Mapping[str, str]) -> str:
    """Return an IRI as people would write it: with the longest prefix that fits, else in ``<>``."""
    fitting = [
        (namespace, prefix)
        for prefix, namespace in declared.items()
        if namespace and iri.startswith(namespace) and is_plain_local(iri[len(namespace) :])
    ]
    if not fitting:
        return f"<{iri}>"
    namespace, prefix = max(fitting, key=lambda pair: (len(pair[0]), pair[1]))
    return f"{prefix}:{iri[len(namespace) :]}"


def namespace_of(iri: str) -> tuple[str, str]:
    """Return an IRI in two: up to the last ``#`` or ``/``, and the name after it."""
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:cut], iri[cut:]


def advice(prefix: str, declared: Mapping[str, str]) -> str:
    """Return what to do about a prefix that is not declared: a near one, or the line to add."""
    if prefix in WELL_KNOWN:
        return f"Add the line @prefix {prefix}: <{WELL_KNOWN[prefix]}> ."
    near = nearest(prefix, declared) if prefix else None
    if near:
        return f"Did you mean {near}: <{declared[near]}>?"
    known = nearest(prefix, WELL_KNOWN) if prefix else None
    if known:
        return f"If you mean {known}:, add the line @prefix {known}: <{WELL_KNOWN[known]}> ."
    return f"Add a line @prefix {prefix}: <...> . with the namespace that it stands for."
