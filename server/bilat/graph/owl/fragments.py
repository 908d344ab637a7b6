"""Axioms of which a part is missing, so that no rule can read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from bilat.graph.owl.dictionary import Triple, vocabulary_term

_KIND = vocabulary_term("rdf_type")
_RESTRICTING = (
    *("owl_someValuesFrom", "owl_allValuesFrom", "owl_hasValue", "owl_hasSelf"),
    *("owl_maxCardinality", "owl_minCardinality", "owl_cardinality"),
    *("owl_maxQualifiedCardinality", "owl_minQualifiedCardinality", "owl_qualifiedCardinality"),
)
_TARGETS = ("owl_targetIndividual", "owl_targetValue")
#: What has one of the first terms, as predicate or class, needs one of the others.
_NEEDS = (
    (_RESTRICTING, ("owl_onProperty", "owl_onProperties")),
    (("owl_onProperty",), _RESTRICTING),
    (("owl_maxQualifiedCardinality",), ("owl_onClass", "owl_onDataRange")),
    (("owl_assertionProperty", *_TARGETS), ("owl_sourceIndividual",)),
    (("owl_sourceIndividual", *_TARGETS), ("owl_assertionProperty",)),
    (("owl_sourceIndividual", "owl_assertionProperty"), _TARGETS),
    (("owl_members",), ("owl_AllDifferent", "owl_AllDisjointClasses", "owl_AllDisjointProperties")),
    (("owl_distinctMembers",), ("owl_AllDifferent",)),
    (("owl_AllDifferent",), ("owl_members", "owl_distinctMembers")),
    (("owl_AllDisjointClasses", "owl_AllDisjointProperties"), ("owl_members",)),
)


def fragments(axioms: Iterable[Triple]) -> Iterator[tuple[Triple, str]]:
    """Yield a triple of each axiom that is not whole, with what is missing, in the order of the terms.

    Args:
        axioms: all triples with a term of owl: for predicate or class.
    """
    marks: dict[str, dict[str, Triple]] = defaultdict(dict)
    for s, p, o in axioms:
        marks[s].setdefault(o if p == _KIND else p, (s, p, o))
    for subject, found in sorted(marks.items()):
        for having, needed in _NEEDS:
            first = next((term for term in map(vocabulary_term, having) if term in found), None)
            if first and not found.keys() & set(map(vocabulary_term, needed)):
                named = "a class expression or axiom" if subject.startswith("_:") else subject
                yield found[first], f"{_short(first)} is used of {named} without {_either(needed)}."


def _either(names: tuple[str, ...]) -> str:
    """Return the first few terms as people write them."""
    return " or ".join(name.replace("_", ":") for name in names[:3])


def _short(term: str) -> str:
    return "owl:" + term.rpartition("#")[2][:-1]
