"""Vocabularies that are finished: a name in one of them that it does not have is a slip of the pen."""

from __future__ import annotations

import re

from rdflib.namespace import OWL, RDF, RDFS, SH, SKOS, XSD

#: Terms of SHACL that rdflib's list leaves out, most of them because they are words of Python; the regime of
#: rules is named by their note alone (SHACL Advanced Features, 8.1).
_MISSING = frozenset(("Rules", "and", "class", "in", "not", "or", "values"))
#: Parameters of the constraint components, such as sh:InConstraintComponent-in.
_PARAMETER = re.compile(r"(?:\w+ConstraintComponent|JSConstraint)-\w+")
#: Names that belong to the syntax of RDF/XML, or are members of containers.
_CONTAINER = re.compile(r"_[1-9][0-9]*")

_TERMS: dict[str, frozenset[str]] = {
    str(space): frozenset(str(term)[len(str(space)) :].removesuffix("_") for term in dir(space))
    | (_MISSING if space is SH else frozenset())
    for space in (OWL, RDF, RDFS, SH, SKOS, XSD)
}


def unknown(namespace: str, name: str) -> bool:
    """Return whether a namespace is finished and has no such name."""
    terms = _TERMS.get(namespace)
    if terms is None or not name or name in terms:
        return False
    special = {str(RDF): _CONTAINER, str(SH): _PARAMETER}.get(namespace)
    return special is None or special.fullmatch(name) is None


def elsewhere(name: str) -> list[str]:
    """Return the terms of that name in finished vocabularies, sorted; of shapes nobody thinks by mistake."""
    return sorted(space + name for space, terms in _TERMS.items() if space != str(SH) and name in terms)


def names(namespace: str) -> frozenset[str]:
    """Return the names of a finished vocabulary, none for any other."""
    return _TERMS.get(namespace, frozenset())
