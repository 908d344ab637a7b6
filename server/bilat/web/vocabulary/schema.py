"""Ontology and shapes as pages show them: each term and each shape with what is said of it, in plain words.

Works for any ontology in RDFS or OWL; where nothing is said, nothing is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Final

from bilat.graph.formats.quads import Literal, Quad, literal_parts
from bilat.graph.index.text import apart, in_order, last_part
from bilat.graph.source.prefixes import compact
from bilat.vocab import DCTERMS, OWL, RDF, RDFS, SH, SKOS, WELL_KNOWN
from bilat.web.vocabulary.constraints import Constraints, Nodes, Said
from bilat.web.vocabulary.schema_cards import Name, SchemaTerm, ShapeCard, ShapeRow, TermPlace

_TYPE: Final = RDF + "type"
_LABELS: Final = (RDFS + "label", SKOS + "prefLabel", SH + "name")
_DEFINITIONS: Final = (SKOS + "definition", RDFS + "comment", DCTERMS + "description", SH + "description")
#: Kinds of terms: what a page calls them, and the classes that say so, the most telling first.
KINDS: Final = {
    "Classes": (OWL + "Class", RDFS + "Class"),
    "Links between things": (OWL + "ObjectProperty",),
    "Values": (OWL + "DatatypeProperty",),
    "Properties": (RDF + "Property",),
    "Annotations": (OWL + "AnnotationProperty",),
    "Other terms": (),
}
_TRAITS: Final = {
    OWL + "FunctionalProperty": "at most one value",
    OWL + "InverseFunctionalProperty": "identifies its subject",
    OWL + "TransitiveProperty": "carries on along a chain",
    OWL + "SymmetricProperty": "holds both ways",
    OWL + "AsymmetricProperty": "holds one way only",
    OWL + "IrreflexiveProperty": "never leads to itself",
    OWL + "ReflexiveProperty": "leads to itself too",
}
#: What is told of a term, in this order: words, property, whether it is told of the value's side.
_LINKS: Final = (
    ("Kind of", RDFS + "subClassOf"),
    ("Implies", RDFS + "subPropertyOf"),
    ("Same as", OWL + "equivalentClass"),
    ("Same as", OWL + "equivalentProperty"),
    ("From", RDFS + "domain"),
    ("To", RDFS + "range"),
    ("Other way round", OWL + "inverseOf"),
    ("See also", RDFS + "seeAlso"),
)
_BACK: Final = (("Has the kinds", RDFS + "subClassOf"), ("Implied by", RDFS + "subPropertyOf"))
_TARGETS: Final = (SH + "targetClass", SH + "targetSubjectsOf", SH + "targetObjectsOf")


class Schema:
    """What an ontology and the shapes say.

    Args:
        ontology: statements of the ontology.
        shapes: statements of the shapes.
        uses: how often each term is used.
        nodes: how many things each shape looked at.
        prefixes: to write names short.
        language: of the texts that are wanted first.
        described: tells whether a thing has a page.
    """

    def __init__(
        self,
        ontology: Iterable[Quad],
        shapes: Iterable[Quad],
        uses: Mapping[str, int],
        nodes: Mapping[str, int],
        prefixes: Mapping[str, str],
        language: str = "en",
        described: Callable[[str], bool] = lambda _: False,
    ) -> None:
        self._said = _indexed(ontology)
        self._shapes = _indexed(shapes)
        self._uses, self._nodes = uses, nodes
        self._language = language.lower()
        self._prefixes = {**WELL_KNOWN, **prefixes}
        self._described = described
        self._constraints = Constraints(self._shapes, self.label, self.short)
        self._binding = self._bindings()

    def terms(self) -> Iterator[TermPlace]:
        """Yield where all classes and properties that are defined stand, by kind and name."""
        kinds = {node: "Other terms" for node, said in self._said.items() if _is_untyped_term(node, said)}
        kinds |= {iri: kind for kind, classes in reversed(KINDS.items()) for iri in self._of(classes)}
        order = list(KINDS)
        placed = set[str]()
        for iri in sorted(
            kinds, key=lambda each: (order.index(kinds[each]), in_order(self.label(each).casefold()), each)
        ):
            anchor = _anchor(iri)
            # Two vocabularies have terms of one name; an address within a page stands on it once.
            yield TermPlace(iri, kinds[iri], self.short(iri) if anchor in placed else anchor)
            placed.add(anchor)

    def term(self, place: TermPlace) -> SchemaTerm:
        """Return what is said of a class or property."""
        iri, said = place.iri, self._said[place.iri]
        rows: dict[str, list[Name]] = defaultdict(list)
        for words, predicate in _LINKS:
            rows[words] += [self._name(each) for each in _terms(said[predicate])]
        for words, predicate in _BACK:
            below = sorted(self._below.get(f"{predicate} {iri}", ()))
            rows[words] += [self._name(f"<{each}>") for each in below]
        return SchemaTerm(
            iri=iri,
            anchor=place.anchor,
            label=self.label(iri),
            short=self.short(iri),
            kind=place.kind,
            definition=self._text(self._said, iri, _DEFINITIONS),
            rows=tuple((words, tuple(names)) for words, names in rows.items() if names),
            traits=tuple(words for name, words in _TRAITS.items() if name in _iris(said[_TYPE])),
            examples=tuple(self._example(each) for each in said[SKOS + "example"] if each[0] == '"'),
            uses=self._uses.get(iri),
            shapes=tuple(sorted(self._binding.get(iri, ()), key=lambda name: name.label)),
            parents=tuple(sorted(_iris((*said[RDFS + "subClassOf"], *said[RDFS + "subPropertyOf"])))),
        )

    def title(self) -> tuple[str, str]:
        """Return title and description of the ontology; either may be empty."""
        headers = sorted(self._of((OWL + "Ontology",)), key=lambda iri: (iri.count("/"), iri))
        for iri in headers:
            title = self._text(self._said, iri, (DCTERMS + "title", *_LABELS))
            return title, self._text(self._said, iri, (DCTERMS + "description", RDFS + "comment"))
        return "", ""

    def shapes(self) -> Iterator[ShapeCard]:
        """Yield all node shapes with their property shapes, by name."""
        found = {node for node, said in self._shapes.items() if SH + "NodeShape" in _iris(said[_TYPE])}
        implied = {node for node, said in self._shapes.items() if any(said[each] for each in _TARGETS)}
        cards = [self._card(node) for node in found | implied if node[:2] != "_:"]
        placed = {card.anchor for card in cards}
        for card in sorted(cards, key=lambda card: in_order(card.label.casefold())):
            # Several shapes share a property shape; an address within a page stands on it once.
            rows = tuple(replace(row, anchor="") if row.anchor in placed else row for row in card.rows)
            placed |= {row.anchor for row in rows}
            yield replace(card, rows=rows)

    def label(self, iri: str) -> str:
        """Return what a term is called: by those who made it, else its name in words; another's is short."""
        named = self._text(self._said, iri, _LABELS) or self._text(self._shapes, iri, _LABELS)
        own = iri in self._said or iri in self._shapes
        return named or (apart(last_part(iri)) if own and iri[:2] != "_:" else self.short(iri))

    def short(self, iri: str) -> str:
        """Return a name with its prefix."""
        return compact(iri, self._prefixes)

    def _of(self, classes: Iterable[str]) -> set[str]:
        wanted = set(classes)
        return {
            node for node, said in self._said.items() if node[:2] != "_:" and wanted & set(_iris(said[_TYPE]))
        }

    @cached_property
    def _below(self) -> Mapping[str, list[str]]:
        """Return what is below each term, by term and property."""
        below: dict[str, list[str]] = defaultdict(list)
        for node, said in self._said.items():
            if node[:2] != "_:":
                for _, predicate in _BACK:
                    for above in _iris(said[predicate]):
                        below[f"{predicate} {above}"].append(node)
        return below

    def _example(self, term: str) -> Name:
        """Return an example, a thing or a statement in short names, with the thing or its subject."""
        text = literal_parts(term).text
        prefix, _, local = text.partition(" ")[0].partition(":")
        iri = f"{self._prefixes.get(prefix, '')}{local}"
        return Name(iri if prefix in self._prefixes and self._described(iri) else "", text)

    def _bindings(self) -> Mapping[str, set[Name]]:
        """Return the node shapes that bind each class or property."""
        found: dict[str, set[Name]] = defaultdict(set)
        for node, said in self._shapes.items():
            bound = [each for target in _TARGETS for each in _iris(said[target])]
            for shape in said[SH + "property"]:
                bound += _iris(self._shapes[shape.strip("<>")][SH + "path"])
            if node[:2] != "_:" and bound:
                for each in bound:
                    found[each].add(Name(node, self.label(node)))
        return found

    def _card(self, node: str) -> ShapeCard:
        said = self._shapes[node]
        targets = [each for target in _TARGETS for each in _iris(said[target])]
        rows = [self._row(shape.strip("<>")) for shape in said[SH + "property"]]
        return ShapeCard(
            iri=node,
            anchor=_anchor(node),
            label=self.label(node),
            short=self.short(node),
            description=self._text(self._shapes, node, _DEFINITIONS),
            severity=_severity(said),
            targets=tuple(Name(each, self.label(each)) for each in sorted(targets)),
            rows=tuple(sorted(rows, key=lambda row: (row.path.label, row.label))),
            nodes=self._nodes.get(node),
        )

    def _row(self, node: str) -> ShapeRow:
        said = self._shapes[node]
        paths = said[SH + "path"]
        plain = paths[0] if len(paths) == 1 and paths[0][0] == "<" else ""
        words = self._constraints.path(paths[0]) if paths else "by a path"
        return ShapeRow(
            anchor="" if node[:2] == "_:" else _anchor(node),
            label=self._text(self._shapes, node, _LABELS),
            description=self._text(self._shapes, node, (*_DEFINITIONS, SH + "message")),
            severity=_severity(said),
            path=self._name(plain) if plain else Name("", words),
            demands=tuple(self._constraints.demands(said)),
            nodes=self._nodes.get(node),
        )

    def _name(self, term: str) -> Name:
        iri = term.strip("<>")
        return Name(iri, self.label(iri))

    def _text(self, graph: Mapping[str, Said], iri: str, predicates: Iterable[str]) -> str:
        """Return the first text, the language that is wanted before none, and none before others."""
        if iri not in graph:
            return ""
        for predicate in predicates:
            parts = [literal_parts(each) for each in graph[iri][predicate] if each[0] == '"']
            if parts:
                return min(parts, key=self._place).text
        return ""

    def _place(self, part: Literal) -> tuple[bool, bool, str]:
        return not part.language.lower().startswith(self._language), part.language != "", part.text


def _indexed(quads: Iterable[Quad]) -> Nodes:
    """Return what is said of each node: values in N-Triples by IRI of the property, in the order given."""
    said = Nodes()
    for quad in quads:
        node = quad.subject.strip("<>")
        if node not in said:
            said[node] = defaultdict(list)
        said[node][quad.predicate[1:-1]].append(quad.object)
    return said


def _iris(terms: Iterable[str]) -> list[str]:
    return [term[1:-1] for term in terms if term[0] == "<"]


def _terms(terms: Iterable[str]) -> list[str]:
    return sorted(term for term in terms if term[0] == "<")


def _anchor(iri: str) -> str:
    return iri.rpartition("#")[2] if "#" in iri else iri.rstrip("/").rpartition("/")[2]


def _severity(said: Mapping[str, list[str]]) -> str:
    found = _iris(said[SH + "severity"])
    return found[0].rpartition("#")[2].lower() if found else "violation"


def _is_untyped_term(node: str, said: Mapping[str, list[str]]) -> bool:
    """Tell whether something is named, but nothing says of what kind it is."""
    return node[:2] != "_:" and not said[_TYPE] and any(said[each] for each in (*_LABELS, *_DEFINITIONS))
