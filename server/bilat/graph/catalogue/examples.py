"""Saved queries as ``sh:SPARQLExecutable``, prefixes as ``sh:declare``: editors configure themselves by them.

The pattern is that of the SIB's SPARQL examples (https://github.com/sib-swiss/sparql-examples).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from bilat.graph.catalogue.description import Description, english, iri, iris, part_of
from bilat.graph.formats.quads import XSD, literal
from bilat.graph.queries.saved import SavedQuery
from bilat.vocab import DCAT, DCTERMS, RDF, RDFS, SCHEMA, SH

#: Class and text property of each form; there is no term for DESCRIBE in SHACL.
_TERMS = {
    "select": (SH.SPARQLSelectExecutable, SH.select),
    "ask": (SH.SPARQLAskExecutable, SH.ask),
    "construct": (SH.SPARQLConstructExecutable, SH.construct),
    "describe": (
        "https://purl.expasy.org/sparql-examples/ontology#SPARQLDescribeExecutable",
        "https://purl.expasy.org/sparql-examples/ontology#describe",
    ),
}


def describe_examples(
    about: Description,
    dataset: str,
    base: str,
    queries: Iterable[SavedQuery],
    prefixes: Mapping[str, str],
) -> None:
    """Say which questions can be asked, and what the prefixes stand for."""
    declarations = part_of(dataset, "prefixes")
    for prefix, namespace in prefixes.items():
        node = part_of(dataset, f"prefix/{quote(prefix)}")  # Turtle allows letters that IRIs do not.
        about.say(declarations, SH.declare, iri(node))
        about.say(node, RDF.type, iri(SH.PrefixDeclaration))
        about.say(node, SH.prefix, literal(prefix))
        about.say(node, SH.namespace, literal(namespace, XSD + "anyURI"))
    for query in queries:
        node = f"{base}questions/{query.id}"
        kind, text = _TERMS[query.form]
        about.say(node, RDF.type, *iris((SH.SPARQLExecutable, kind)))
        about.say(node, RDFS.comment, english(query.question))
        about.say(node, DCTERMS.description, english(query.includes))
        about.say(node, DCTERMS.isPartOf, iri(dataset))
        about.say(node, DCAT.keyword, *(english(word) for word in query.keywords))
        about.say(node, SCHEMA.target, iri(f"{base}sparql"))
        about.say(node, SH.prefixes, iri(declarations))
        about.say(node, text, literal(without_header(query.text)))


def without_header(text: str) -> str:
    """Return a query without the comments at its head."""
    lines = text.splitlines()
    while lines and (lines[0].startswith("#") or not lines[0].strip()):
        lines.pop(0)
    return "\n".join(lines).rstrip() + "\n"
