"""Which axioms the reasoner takes: OWL 2 RL (OWL 2 Profiles, section 4.2), and nothing skipped in silence.

`unsupported` tells of each axiom, in the order of the terms, that the rules would not act on: a term of owl:
that no rule reads, or a class expression at a place where no rule reads it, such as a union above a class,
however deep it is nested. An expression that is declared *equivalent* to a class need be readable one way
only. An axiom of which a part is missing is told too (`bilat.graph.owl.fragments`), and a list that cannot be
read (`bilat.graph.owl.axioms`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bilat.graph.owl.dictionary import Triple, vocabulary_term
from bilat.graph.owl.fragments import fragments
from bilat.graph.owl.relations import CLASSES, PREDICATES
from bilat.vocab import OWL

_OWL = f"<{OWL}"
#: Terms that declare, describe or annotate, and so need no rule.
_HARMLESS = frozenset(
    f"{_OWL}{name}>"
    for name in (
        *(
            "Class",
            "ObjectProperty",
            "DatatypeProperty",
            "AnnotationProperty",
            "OntologyProperty",
            "Ontology",
        ),
        *("NamedIndividual", "Restriction", "Thing", "Nothing", "Axiom", "Annotation", "annotatedSource"),
        *("annotatedProperty", "annotatedTarget", "imports", "versionIRI", "versionInfo", "priorVersion"),
        *(
            "backwardCompatibleWith",
            "incompatibleWith",
            "deprecated",
            "DeprecatedClass",
            "DeprecatedProperty",
        ),
        *("sameAs", "differentFrom", "NegativePropertyAssertion", "topObjectProperty", "topDataProperty"),
    )
)
_KNOWN = _HARMLESS.union(map(vocabulary_term, (*PREDICATES, *CLASSES)))
REMEDY = "Leave it out, or state it as a SHACL shape: the reasoner knows OWL 2 RL."
#: Class expressions that rules read only where something is below them, or only above something.
_BELOW_ONLY = frozenset(map(vocabulary_term, ("owl_someValuesFrom", "owl_unionOf", "owl_oneOf")))
_ABOVE_ONLY = frozenset(
    map(
        vocabulary_term,
        ("owl_allValuesFrom", "owl_complementOf", "owl_maxCardinality", "owl_maxQualifiedCardinality"),
    )
)
_KIND = vocabulary_term("rdf_type")
_SUB, _EQUAL = vocabulary_term("rdfs_subClassOf"), vocabulary_term("owl_equivalentClass")
_APART = vocabulary_term("owl_disjointWith")
_FIRST, _REST = vocabulary_term("rdf_first"), vocabulary_term("rdf_rest")
_SOME, _ALL = vocabulary_term("owl_someValuesFrom"), vocabulary_term("owl_allValuesFrom")
_BOTH, _EITHER, _NOT, _ON_CLASS = map(
    vocabulary_term, ("owl_intersectionOf", "owl_unionOf", "owl_complementOf", "owl_onClass")
)
#: Predicates whose object is a class above something, and all others of rdfs: that make up axioms.
_ABOVE = frozenset({_SUB, *map(vocabulary_term, ("rdfs_domain", "rdfs_range"))})
_RELATING = _ABOVE | {vocabulary_term("rdfs_subPropertyOf")}
#: Predicates whose object is a property that something follows from; of one that always holds it does not.
_USING = frozenset(
    map(
        vocabulary_term,
        ("owl_onProperty", "owl_equivalentProperty", "owl_inverseOf", "owl_assertionProperty", "rdf_first"),
    )
)
_TOP = f"{_OWL}top"
#: Predicates that `unsupported` reads, beside those of owl: and rdf:type.
READ = _RELATING | {_FIRST, _REST}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsupported:
    """An axiom that the rules do not act on.

    Args:
        axiom: the triple that makes it one.
        message: what is not acted on, and why.
    """

    axiom: Triple
    message: str


def unsupported(triples: Iterable[Triple]) -> Iterator[Unsupported]:
    """Yield the axioms that no rule acts on, in the order of the terms."""
    telling = _Telling()
    ordered = sorted(t for t in triples if telling[t[1]] or (t[1] == _KIND and t[2].startswith((_OWL, "_:"))))
    for s, p, o in ordered:
        if p.startswith(_OWL) and p not in _KNOWN:
            yield _refusal((s, p, o), p, s)
        elif o.startswith(_OWL) and (p == _KIND or telling[p]) and o not in _KNOWN:
            yield _refusal((s, p, o), o, s)
        elif p in _RELATING and s.startswith(_TOP):
            yield _refusal((s, p, o), s, o)
        elif p in _USING and o.startswith(_TOP):
            yield _refusal((s, p, o), o, s)
    yield from _Expressions(ordered).misplaced()
    for axiom, message in fragments(ordered):
        yield Unsupported(axiom=axiom, message=message)


class _Telling(dict[str, bool]):
    """Whether triples with a predicate make up axioms: there are many triples and few predicates."""

    def __missing__(self, predicate: str) -> bool:
        found = predicate.startswith(_OWL) or predicate in READ
        self[predicate] = found
        return found


def _refusal(
    axiom: Triple, term: str, subject: str, why: str = "which the reasoner does not know"
) -> Unsupported:
    subject = "a class expression" if subject.startswith("_:") else subject
    return Unsupported(
        axiom=axiom, message=f"owl:{term.removeprefix(_OWL)[:-1]} is used of {subject}, {why}."
    )


@dataclass(slots=True)
class _Expressions:
    """Anonymous class expressions, and where they stand.

    Args:
        ordered: the triples of all axioms, sorted.
    """

    ordered: list[Triple]
    _parts: dict[str, list[tuple[str, str]]] = field(init=False)

    def __post_init__(self) -> None:
        self._parts = defaultdict(list)
        for s, p, o in self.ordered:
            if s.startswith("_:"):
                self._parts[s].append((p, o))

    def misplaced(self) -> Iterator[Unsupported]:
        """Yield those that stand where no rule reads them."""
        for s, p, o in self.ordered:
            above = [(o, s)] if p in _ABOVE or p == _KIND else []
            below = [(s, o)] * (p in (_SUB, _APART)) + [(o, s)] * (p == _APART)
            found = [(term, of, "above") for node, of in above for term in self._above(node, frozenset())]
            found += [(term, of, "below") for node, of in below for term in self._below(node, frozenset())]
            if p == _EQUAL:
                found += [*self._unread(s, o), *self._unread(o, s)]
            for term, of, where in found:
                yield _refusal((s, p, o), term, of, f"{where} which no rule can conclude anything")

    def _unread(self, node: str, of: str) -> Iterator[tuple[str, str, str]]:
        """Yield what keeps an expression that is equivalent to a class from being read either way."""
        above = next(self._above(node, frozenset()), None)
        if above and next(self._below(node, frozenset()), None):
            yield above, of, "above"

    def _above(self, node: str, path: frozenset[str]) -> Iterator[str]:
        """Yield what is in an expression above something and would have to be below."""
        for p, o in self._inside(node, path):
            if p in _BELOW_ONLY:
                yield p
            elif p == _BOTH:
                for member in self._members(o):
                    yield from self._above(member, path | {node})
            elif p == _ALL:
                yield from self._above(o, path | {node})
            elif p in (_NOT, _ON_CLASS):
                yield from self._below(o, path | {node})

    def _below(self, node: str, path: frozenset[str]) -> Iterator[str]:
        """Yield what is in an expression below something and would have to be above."""
        for p, o in self._inside(node, path):
            if p in _ABOVE_ONLY:
                yield p
            elif p in (_BOTH, _EITHER):
                for member in self._members(o):
                    yield from self._below(member, path | {node})
            elif p == _SOME:
                yield from self._below(o, path | {node})

    def _inside(self, node: str, path: frozenset[str]) -> list[tuple[str, str]]:
        """Return what is said of an expression, unless it contains itself."""
        return [] if node in path else self._parts.get(node, [])

    def _members(self, head: str) -> Iterator[str]:
        """Yield the members of a list as far as it can be read."""
        seen: set[str] = set()
        while head in self._parts and head not in seen:
            seen.add(head)
            said = dict(self._parts[head])
            if _FIRST in said:
                yield said[_FIRST]
            head = said.get(_REST, "")
