"""Axioms as small relations: what the rules join the triples with.

`compile_schema` reads the schema triples (numbers, see `bilat.graph.owl.encode`) and gives the rows of every
relation. Lists of any length become pairs: a chain of three properties is a chain of two whose result, an
auxiliary property, is chained with the third; intersections and keys likewise. Each row carries the axiom it
comes from, as the triples that state it, so that a conclusion can name its premises.

A *folded* schema reads the property hierarchy, inverses, symmetry and equivalence as two closed relations, so
that one step does what would else take several, and leaves out rows that lead to no useful triple.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bilat.graph.literal import DATATYPES, wider
from bilat.graph.owl.dictionary import Lexicon, Row
from bilat.graph.owl.fold import fold, prune
from bilat.graph.owl.relations import Axiom, Origins, Rows, Schema


def compile_schema(
    triples: Iterable[Row],
    cells: Iterable[Row],
    dictionary: Lexicon,
    *,
    folded: bool,
    step: int = 0,
    origins: Origins | None = None,
    sharing: Mapping[int, int] | None = None,
) -> Schema:
    """Return the relations that schema triples amount to.

    Args:
        triples: those that use a predicate or a class of `bilat.graph.owl.relations`.
        cells: those with predicate rdf:first or rdf:rest.
        dictionary: what the numbers stand for.
        folded: whether to close the property relations.
        step: the last step that was run.
        origins: the axiom of each row seen before, which stays its axiom; new ones are added.
        sharing: how many pairs of triples share a value, by property; of a key what has few is read first.
    """
    compiler = _Compiler(dictionary, triples, cells, step, {} if origins is None else origins, sharing or {})
    compiler.compile()
    if folded:
        fold(compiler.rows)
    prune(compiler.rows, dictionary)
    compiler.datatypes()
    relations = {
        name: tuple(sorted((*row, axiom, compiler.axioms[axiom][1]) for row, axiom in rows.items()))
        for name, rows in sorted(compiler.rows.items())
        if rows
    }
    return Schema(relations, tuple(compiler.axioms), dict(sorted(compiler.faults.items())))


@dataclass(slots=True)
class _Compiler:
    """Collects rows; made for one run of `compile_schema`."""

    dictionary: Lexicon
    triples: Iterable[Row]
    cells: Iterable[Row]
    step: int
    origins: Origins
    sharing: Mapping[int, int]
    rows: dict[str, Rows] = field(default_factory=lambda: defaultdict(dict))
    axioms: list[Axiom] = field(default_factory=lambda: [((), 0)])
    by: dict[int, dict[int, list[int]]] = field(init=False)
    following: dict[int, list[int]] = field(init=False)
    item: dict[int, list[int]] = field(init=False)
    faults: dict[str, Row] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.by = defaultdict(lambda: defaultdict(list))
        for s, p, o in sorted(self.triples):
            self.by[p][s].append(o)
        first, rest = self.named("rdf_first"), self.named("rdf_rest")
        cells = sorted(self.cells)
        self.item, self.following = defaultdict(list), defaultdict(list)
        for s, p, o in cells:
            if p == first:
                self.item[s].append(o)
            elif p == rest:
                self.following[s].append(o)

    def compile(self) -> None:
        """Read all axioms."""
        for name, relation in _PAIRS:
            for s, o, triple in self.pairs(name):
                if s != o or relation not in _HIERARCHIES:
                    self.add(relation, (s, o), triple)
        self.typed()
        self.groups()
        self.ranges()
        self.lists()
        self.restrictions()
        self.negatives()

    def named(self, name: str) -> int:
        """Return the number of a vocabulary term."""
        return self.dictionary.named(name)

    def pairs(self, name: str) -> Iterator[tuple[int, int, Row]]:
        """Return subject, object and triple for each triple with a predicate."""
        predicate = self.named(name)
        for s, objects in self.by[predicate].items():
            for o in objects:
                yield s, o, (s, predicate, o)

    def add(self, relation: str, row: tuple[int, ...], *axiom: Row) -> None:
        """Add a row unless it is there, with the triples that state it."""
        rows = self.rows[relation]
        if row not in rows:
            rows[row] = len(self.axioms)
            self.axioms.append(self.origins.setdefault((relation, row), (axiom, self.step)))

    def members(self, head: int, axiom: Row) -> list[int]:
        """Return the members of a list; none where an axiom has a list that cannot be read."""
        nil, found, seen = self.named("rdf_nil"), list[int](), set[int]()
        whole = head
        while head != nil:
            if head in seen or len(self.item[head]) != 1 or len(self.following[head]) != 1:
                self.fault(axiom, f"The list {self.dictionary.term(whole)} in the ontology is broken.")
                return []
            seen.add(head)
            found += self.item[head]
            (head,) = self.following[head]
        if not found:
            self.fault(axiom, "An axiom of the ontology has an empty list.")
        return found

    def fault(self, axiom: Row, message: str) -> None:
        """Note that an axiom is not acted on."""
        self.faults.setdefault(message, axiom)

    def typed(self) -> None:
        """Read what rdf:type says of properties."""
        relations = {self.named(name): relation for name, relation in _TYPES}
        for s, o, triple in self.pairs("rdf_type"):
            if o in relations:
                self.add(relations[o], (s,), triple)

    def groups(self) -> None:
        """Read what is stated of all members of a list."""
        kind = self.named("rdf_type")
        for name, predicate, relation in _GROUPS:
            group = self.named(name)
            for s, head, stated in self.pairs(predicate):
                if group in self.by[kind][s]:
                    for place, member in enumerate(self.members(head, stated)):
                        self.add(relation, (s, place, member), (s, kind, group), stated)

    def objects(self, subject: int, name: str) -> Iterator[tuple[int, Row]]:
        """Return the objects of a subject and predicate, each with its triple."""
        predicate = self.named(name)
        for o in self.by[predicate].get(subject, ()):
            yield o, (subject, predicate, o)

    def ranges(self) -> None:
        """Read ranges, those that are datatypes once more for the literals."""
        known = self.known_datatypes()
        for s, o, triple in self.pairs("rdfs_range"):
            self.add("property_range", (s, o, 0), triple)
            if o in known:
                self.add("literal_range", (s, o), triple)

    def known_datatypes(self) -> dict[int, str]:
        """Return number and IRI of each known datatype that occurs."""
        numbered = ((self.dictionary[f"<{datatype}>"], datatype) for datatype in sorted(DATATYPES))
        return {number: datatype for number, datatype in numbered if number}

    def lists(self) -> None:
        """Read what is stated with a list."""
        for s, head, triple in self.pairs("owl_propertyChainAxiom"):
            self.pairwise("property_chain", self.members(head, triple), s, triple)
        for s, head, triple in self.pairs("owl_intersectionOf"):
            members = self.members(head, triple)
            self.pairwise("intersection_pair", members * (2 if len(members) == 1 else 1), s, triple)
            for member in members:
                self.add("intersection", (s, member), triple)
        for name, relation in (("owl_unionOf", "union_member"), ("owl_oneOf", "one_of")):
            for s, head, triple in self.pairs(name):
                for member in self.members(head, triple):
                    self.add(relation, (s, member), triple)
        same = self.named("owl_sameAs")
        for s, head, triple in self.pairs("owl_hasKey"):
            keys = sorted(self.members(head, triple), key=lambda key: self.sharing.get(key, _UNKNOWN))
            if not keys:
                continue
            results = [self.dictionary.auxiliary((s, *keys[:end])) for end in range(1, len(keys))] + [same]
            self.add("key_first", (s, keys[0], results[0]), triple)
            for place, key in enumerate(keys[1:], 1):
                self.add("key_next", (results[place - 1], key, results[place]), triple)

    def pairwise(self, relation: str, members: list[int], whole: int, triple: Row) -> None:
        """Add a list as pairs, an auxiliary term for each longer beginning of it."""
        if not members:
            return
        if len(members) == 1:
            self.add("sub_property", (members[0], whole), triple)
            return
        head = members[0]
        for end, tail in enumerate(members[1:], 2):
            last = end == len(members)
            result = whole if last else self.dictionary.auxiliary((relation, *members[:end]))
            self.add(relation, (head, tail, result), triple)
            head = result

    def restrictions(self) -> None:
        """Read restrictions on a property."""
        thing, known = self.named("owl_Thing"), self.known_datatypes()
        for node, prop, on in self.pairs("owl_onProperty"):
            for filler, triple in self.objects(node, "owl_someValuesFrom"):
                if filler == thing:
                    self.add("some_thing", (node, prop), on, triple)
                else:
                    self.add("some_values", (node, prop, filler), on, triple)
            for filler, triple in self.objects(node, "owl_allValuesFrom"):
                self.add("all_values", (node, prop, filler, 0), on, triple)
                if filler in known:
                    self.add("literal_only", (node, prop, filler), on, triple)
            for value, triple in self.objects(node, "owl_hasValue"):
                self.add("has_value", (node, prop, value), on, triple)
            self.cardinalities(node, prop, on)

    def cardinalities(self, node: int, prop: int, on: Row) -> None:
        """Read how many values a restriction allows."""
        for bound, triple in self.objects(node, "owl_maxCardinality"):
            count = self.count(node, bound, triple)
            if count:
                self.add(f"max_{count}", (node, prop), on, triple)
        for bound, triple in self.objects(node, "owl_maxQualifiedCardinality"):
            count = self.count(node, bound, triple)
            if not count:
                continue
            relation = f"max_{count}"
            for filler, kind in (*self.objects(node, "owl_onClass"), *self.objects(node, "owl_onDataRange")):
                if filler == self.named("owl_Thing"):
                    self.add(f"{relation}_thing", (node, prop), on, triple, kind)
                else:
                    self.add(f"{relation}_of", (node, prop, filler), on, triple, kind)

    def count(self, node: int, bound: int, axiom: Row) -> str:
        """Return the word for a cardinality, empty for one that no rule acts on."""
        text = self.dictionary.term(bound)
        lexical = text[1 : text.rindex('"')].lstrip("+0") if bound < 0 else "?"
        if lexical not in ("", "1"):
            self.fault(axiom, f"{self.dictionary.term(node)} has a maximum cardinality of {text}.")
            return ""
        return "one" if lexical == "1" else "none"

    def negatives(self) -> None:
        """Read negative property assertions."""
        for node, subject, source in self.pairs("owl_sourceIndividual"):
            for prop, stated in self.objects(node, "owl_assertionProperty"):
                for relation, name in (
                    ("negative_link", "owl_targetIndividual"),
                    ("negative_value", "owl_targetValue"),
                ):
                    for target, triple in self.objects(node, name):
                        self.add(relation, (subject, prop, target), source, stated, triple)

    def datatypes(self) -> None:
        """Add how datatypes lie within each other, for those that rules ask for."""
        known = self.known_datatypes()
        asked = {
            row[2] for row in (*self.rows["some_values"], *self.rows["max_one_of"], *self.rows["max_none_of"])
        }
        asked |= {n for row in self.rows["intersection_pair"] for n in row[:2]}
        asked |= {row[1] for row in self.rows["union_member"]} | {s for s, _ in self.rows["sub_class"]}
        ranges = {row[1] for row in self.rows["literal_range"]} | {
            row[2] for row in self.rows["literal_only"]
        }
        for number, datatype in known.items():
            for above in map(self.dictionary.__getitem__, (f"<{name}>" for name in wider(datatype))):
                if above in asked:
                    self.rows["datatype_within"][number, above] = 0
                if above in ranges:
                    self.rows["datatype_fits"][number, above] = 0


#: More pairs than any property has.
_UNKNOWN = 1 << 63
_PAIRS = (
    ("rdfs_subPropertyOf", "sub_property"),
    ("owl_equivalentProperty", "equivalent_property"),
    ("owl_inverseOf", "inverse_property"),
    ("rdfs_domain", "property_domain"),
    ("owl_propertyDisjointWith", "disjoint_property"),
    ("rdfs_subClassOf", "sub_class"),
    ("owl_equivalentClass", "equivalent_class"),
    ("owl_disjointWith", "disjoint_class"),
    ("owl_complementOf", "complement_class"),
)
#: A term above itself, or equivalent to itself, says nothing.
_HIERARCHIES = frozenset({"sub_property", "equivalent_property", "sub_class", "equivalent_class"})
_GROUPS = (
    ("owl_AllDisjointClasses", "owl_members", "all_disjoint_class"),
    ("owl_AllDisjointProperties", "owl_members", "all_disjoint_property"),
    ("owl_AllDifferent", "owl_members", "different_members"),
    ("owl_AllDifferent", "owl_distinctMembers", "different_distinctMembers"),
)
_TYPES = (
    ("owl_SymmetricProperty", "symmetric_property"),
    ("owl_TransitiveProperty", "transitive_property"),
    ("owl_FunctionalProperty", "functional_property"),
    ("owl_InverseFunctionalProperty", "inverse_functional_property"),
    ("owl_IrreflexiveProperty", "irreflexive_property"),
    ("owl_AsymmetricProperty", "asymmetric_property"),
)
