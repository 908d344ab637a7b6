"""Axioms as small relations: what the rules join the triples with.

`compile_schema` reads the schema triples (numbers, see `bilat.graph.encode`) and gives the rows of every
relation. Lists of any length become pairs: a chain of three properties is a chain of two whose result, an
auxiliary property, is chained with the third; intersections and keys likewise. Each row carries the axiom it
comes from, as the triples that state it, so that a conclusion can name its premises.

A *folded* schema reads the property hierarchy, inverses, symmetry and equivalence as two closed relations, so
that one step does what would else take several, and leaves out rows that lead to no useful triple.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from bilat.errors import UnsupportedAxiom
from bilat.graph.encode import Dictionary, Row
from bilat.graph.literal import DATATYPES, NUMBERS, wider
from bilat.graph.useful import VOCABULARIES

#: Every relation with its columns. To each are added ``axiom``, the number of the axiom that a row comes
#: from, and ``since``, the step after which the row was there.
RELATIONS: dict[str, tuple[str, ...]] = {
    "sub_property": ("sub", "super"),
    "equivalent_property": ("one", "other"),
    "inverse_property": ("one", "other"),
    "symmetric_property": ("property",),
    "transitive_property": ("property",),
    "functional_property": ("property",),
    "inverse_functional_property": ("property",),
    "irreflexive_property": ("property",),
    "asymmetric_property": ("property",),
    "property_chain": ("head", "tail", "result"),
    "property_domain": ("property", "class"),
    "property_range": ("property", "class", "literals"),
    "literal_range": ("property", "datatype"),
    "disjoint_property": ("one", "other"),
    "all_disjoint_property": ("one", "other"),
    "key_first": ("class", "property", "result"),
    "key_next": ("previous", "property", "result"),
    "sub_class": ("sub", "super"),
    "equivalent_class": ("one", "other"),
    "disjoint_class": ("one", "other"),
    "all_disjoint_class": ("one", "other"),
    "complement_class": ("one", "other"),
    "intersection": ("class", "member"),
    "intersection_pair": ("head", "tail", "class"),
    "union_member": ("class", "member"),
    "one_of": ("class", "member"),
    "some_values": ("class", "property", "filler"),
    "some_thing": ("class", "property"),
    "all_values": ("class", "property", "filler", "literals"),
    "literal_only": ("class", "property", "datatype"),
    "has_value": ("class", "property", "value"),
    "max_one": ("class", "property"),
    "max_one_of": ("class", "property", "filler"),
    "max_one_thing": ("class", "property"),
    "max_none": ("class", "property"),
    "max_none_of": ("class", "property", "filler"),
    "max_none_thing": ("class", "property"),
    "negative_link": ("subject", "property", "target"),
    "negative_value": ("subject", "property", "target"),
    "different_members": ("family", "place", "member"),
    "different_distinctMembers": ("family", "place", "member"),
    "datatype_within": ("datatype", "wider"),
    "datatype_fits": ("datatype", "wider"),
}

#: Predicates and classes that make up axioms: a new triple with one of them changes the relations.
PREDICATES = (
    *("rdfs_subClassOf", "rdfs_subPropertyOf", "rdfs_domain", "rdfs_range", "owl_equivalentClass"),
    *("owl_equivalentProperty", "owl_inverseOf", "owl_propertyChainAxiom", "owl_hasKey", "owl_disjointWith"),
    *("owl_propertyDisjointWith", "owl_complementOf", "owl_intersectionOf", "owl_unionOf", "owl_oneOf"),
    *("owl_onProperty", "owl_onClass", "owl_onDataRange", "owl_someValuesFrom", "owl_allValuesFrom"),
    *("owl_hasValue", "owl_maxCardinality", "owl_maxQualifiedCardinality", "owl_members"),
    *("owl_distinctMembers", "owl_sourceIndividual", "owl_assertionProperty", "owl_targetIndividual"),
    "owl_targetValue",
)
CLASSES = (
    *("owl_SymmetricProperty", "owl_TransitiveProperty", "owl_FunctionalProperty", "owl_AllDifferent"),
    *("owl_InverseFunctionalProperty", "owl_IrreflexiveProperty", "owl_AsymmetricProperty"),
    *("owl_AllDisjointClasses", "owl_AllDisjointProperties"),
)
#: Rules that a folded schema has no need of: closed relations, or representatives, do their work.
FOLDED = frozenset(
    (
        *("eq-sym", "eq-trans", "eq-rep-s", "eq-rep-p", "eq-rep-o"),
        *("prp-eqp1", "prp-eqp2", "prp-inv2", "prp-symp"),
        *("cls-int2", "cls-uni", "cax-eqc1", "cax-eqc2"),
    )
)
#: Columns whose class matters to a rule: membership in it leads to more than membership in classes above it.
_CONSUMERS = {
    **dict.fromkeys(("has_value", "max_one", "max_none", "max_one_thing", "max_none_thing"), ("class",)),
    **dict.fromkeys(("max_one_of", "max_none_of"), ("class", "filler")),
    **dict.fromkeys(("disjoint_class", "all_disjoint_class", "complement_class"), ("one", "other")),
    "all_values": ("class",),
    "literal_only": ("class",),
    "some_values": ("filler",),
    "intersection_pair": ("head", "tail"),
    "union_member": ("member",),
    "key_first": ("class",),
}

Rows = dict[tuple[int, ...], int]
#: The triples that state an axiom, and the step after which they were known.
Axiom = tuple[tuple[Row, ...], int]
Origins = dict[tuple[str, tuple[int, ...]], Axiom]


@dataclass(frozen=True, slots=True)
class Schema:
    """The relations.

    Args:
        relations: rows of each, axiom number and step last, sorted; a relation without rows is missing.
        axioms: the axioms by number.
    """

    relations: dict[str, tuple[tuple[int, ...], ...]]
    axioms: tuple[Axiom, ...]

    def bare(self, name: str) -> list[tuple[int, ...]]:
        """Return the rows of a relation without their axioms."""
        return [row[:-2] for row in self.relations.get(name, ())]


def compile_schema(
    triples: Iterable[Row],
    cells: Iterable[Row],
    dictionary: Dictionary,
    *,
    folded: bool,
    step: int = 0,
    origins: Origins | None = None,
) -> Schema:
    """Return the relations that schema triples amount to.

    Args:
        triples: those with a predicate of `PREDICATES`, or that type something as one of `CLASSES`.
        cells: those with predicate rdf:first or rdf:rest.
        dictionary: what the numbers stand for.
        folded: whether to close the property relations.
        step: the last step that was run.
        origins: the axiom of each row seen before, which stays its axiom; new ones are added.

    Raises:
        UnsupportedAxiom: a list is broken, or a cardinality is other than 0 or 1.
    """
    compiler = _Compiler(dictionary, triples, cells, step, {} if origins is None else origins)
    compiler.compile()
    if folded:
        compiler.fold()
    compiler.prune()
    compiler.datatypes()
    relations = {
        name: tuple(sorted((*row, axiom, compiler.axioms[axiom][1]) for row, axiom in rows.items()))
        for name, rows in sorted(compiler.rows.items())
        if rows
    }
    return Schema(relations, tuple(compiler.axioms))


@dataclass(slots=True)
class _Compiler:
    """Collects rows; made for one run of `compile_schema`."""

    dictionary: Dictionary
    triples: Iterable[Row]
    cells: Iterable[Row]
    step: int
    origins: Origins
    rows: dict[str, Rows] = field(default_factory=lambda: defaultdict(dict))
    axioms: list[Axiom] = field(default_factory=lambda: [((), 0)])
    by: dict[int, dict[int, list[int]]] = field(init=False)
    following: dict[int, list[int]] = field(init=False)
    item: dict[int, list[int]] = field(init=False)

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

    def members(self, head: int) -> list[int]:
        """Return the members of a list."""
        nil, found, seen = self.named("rdf_nil"), [], set()
        while head != nil:
            if head in seen or len(self.item[head]) != 1 or len(self.following[head]) != 1:
                raise UnsupportedAxiom(
                    f"The list {self.dictionary.term(head)} in the ontology is broken.",
                    remedy="Each cell has one rdf:first and one rdf:rest, and the last rest is rdf:nil.",
                )
            seen.add(head)
            found += self.item[head]
            (head,) = self.following[head]
        if not found:
            raise UnsupportedAxiom(
                "An axiom of the ontology has an empty list.", remedy="Remove it, or fill the list."
            )
        return found

    def typed(self) -> None:
        """Read what rdf:type says of properties."""
        relations = {self.named(name): relation for name, relation in _TYPES}
        for s, o, triple in self.pairs("rdf_type"):
            if o in relations:
                self.add(relations[o], (s,), triple)

    def groups(self) -> None:
        """Read what is stated of all members of a list in pairs."""
        kind = self.named("rdf_type")
        relations = {self.named(name): relation for name, relation in _GROUPS}
        for s, head, stated in self.pairs("owl_members"):
            for o in relations.keys() & self.by[kind][s]:
                for one, other in combinations(self.members(head), 2):
                    self.add(relations[o], (one, other), (s, kind, o), stated)
        different = self.named("owl_AllDifferent")
        for name in ("members", "distinctMembers"):
            for s, head, stated in self.pairs(f"owl_{name}"):
                if different in self.by[kind][s]:
                    for place, member in enumerate(self.members(head)):
                        self.add(f"different_{name}", (s, place, member), (s, kind, different), stated)

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
            self.pairwise("property_chain", self.members(head), s, triple)
        for s, head, triple in self.pairs("owl_intersectionOf"):
            members = self.members(head)
            self.pairwise("intersection_pair", members * (2 if len(members) == 1 else 1), s, triple)
            for member in members:
                self.add("intersection", (s, member), triple)
        for name, relation in (("owl_unionOf", "union_member"), ("owl_oneOf", "one_of")):
            for s, head, triple in self.pairs(name):
                for member in self.members(head):
                    self.add(relation, (s, member), triple)
        same = self.named("owl_sameAs")
        for s, head, triple in self.pairs("owl_hasKey"):
            keys = self.members(head)
            results = [self.dictionary.auxiliary((s, *keys[:end])) for end in range(1, len(keys))] + [same]
            self.add("key_first", (s, keys[0], results[0]), triple)
            for place, key in enumerate(keys[1:], 1):
                self.add("key_next", (results[place - 1], key, results[place]), triple)

    def pairwise(self, relation: str, members: list[int], whole: int, triple: Row) -> None:
        """Add a list as pairs, an auxiliary term for each longer beginning of it."""
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
            self.add(f"max_{self.count(node, bound)}", (node, prop), on, triple)
        for bound, triple in self.objects(node, "owl_maxQualifiedCardinality"):
            relation = f"max_{self.count(node, bound)}"
            for filler, kind in (*self.objects(node, "owl_onClass"), *self.objects(node, "owl_onDataRange")):
                if filler == self.named("owl_Thing"):
                    self.add(f"{relation}_thing", (node, prop), on, triple, kind)
                else:
                    self.add(f"{relation}_of", (node, prop, filler), on, triple, kind)

    def count(self, node: int, bound: int) -> str:
        """Return the word for a cardinality."""
        text = self.dictionary.term(bound)
        lexical = text[1 : text.rindex('"')].lstrip("+0") if bound < 0 else "?"
        if lexical not in ("", "1"):
            raise UnsupportedAxiom(
                f"{self.dictionary.term(node)} has a maximum cardinality of {text}.",
                remedy="OWL 2 RL knows 0 and 1; state other numbers as a SHACL shape.",
            )
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

    def fold(self) -> None:
        """Close subproperty and inverse over equivalence, symmetry and each other."""
        onward: dict[int, dict[tuple[int, bool], int]] = defaultdict(dict)
        for name, turned, both in (
            ("sub_property", False, False),
            ("equivalent_property", False, True),
            ("inverse_property", True, True),
        ):
            for (one, other), axiom in self.rows[name].items():
                onward[one].setdefault((other, turned), axiom)
                if both:
                    onward[other].setdefault((one, turned), axiom)
        for (prop,), axiom in self.rows["symmetric_property"].items():
            onward[prop].setdefault((prop, True), axiom)
        closed: dict[bool, Rows] = {False: {}, True: {}}
        for start in sorted(onward):
            for (end, turned), axiom in _reached(start, onward):
                if turned or start != end:
                    closed[turned][start, end] = axiom
        self.rows["sub_property"], self.rows["inverse_property"] = closed[False], closed[True]

    def prune(self) -> None:
        """Drop rows that only lead to membership in classes nobody asks for, and mark ranges for literals."""
        consumed = {self.named("owl_Nothing")}
        for relation, columns in _CONSUMERS.items():
            places = [RELATIONS[relation].index(column) for column in columns]
            consumed |= {row[place] for row in self.rows[relation] for place in places}
        below = {s for s, o in self.rows["sub_class"] if o in consumed}
        kept = self.leading(consumed)
        for name in ("sub_class", "property_domain", "property_range"):
            self.rows[name] = {row: axiom for row, axiom in self.rows[name].items() if kept(row[1])}
        for name, column in (("property_range", 1), ("all_values", 2)):
            self.rows[name] = {
                (*row[:-1], int(row[column] in consumed | below)): axiom
                for row, axiom in self.rows[name].items()
            }

    def leading(self, consumed: set[int]) -> Callable[[int], bool]:
        """Return a test of whether membership in a class is useful or leads to something useful."""

        def named(number: int) -> bool:
            term = self.dictionary.term(number) if not self.dictionary.is_auxiliary(number) else "_:"
            return term[0] == "<" and not term.startswith(VOCABULARIES)

        pairs = [*self.rows["sub_class"], *self.rows["equivalent_class"]]
        pairs += [(other, one) for one, other in self.rows["equivalent_class"]]
        passing = {s for s, o in pairs if o in consumed or named(o)}
        return lambda number: number in consumed or number in passing or named(number)

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


def number_ranges(dictionary: Dictionary) -> list[tuple[int, int | None, int | None, int]]:
    """Return datatype, least and greatest value, and whether whole, for what is derived from decimal."""
    numbered = ((dictionary[f"<{datatype}>"], bounds) for datatype, bounds in NUMBERS.items())
    return sorted(
        (number, least, greatest, int(whole)) for number, (least, greatest, whole) in numbered if number
    )


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
    ("owl_AllDisjointClasses", "all_disjoint_class"),
    ("owl_AllDisjointProperties", "all_disjoint_property"),
)
_TYPES = (
    ("owl_SymmetricProperty", "symmetric_property"),
    ("owl_TransitiveProperty", "transitive_property"),
    ("owl_FunctionalProperty", "functional_property"),
    ("owl_InverseFunctionalProperty", "inverse_functional_property"),
    ("owl_IrreflexiveProperty", "irreflexive_property"),
    ("owl_AsymmetricProperty", "asymmetric_property"),
)


def _reached(
    start: int, onward: dict[int, dict[tuple[int, bool], int]]
) -> Iterator[tuple[tuple[int, bool], int]]:
    """Return each property reached from one, whether turned round on the way, and the first axiom used."""
    seen: set[tuple[int, bool]] = {(start, False)}
    frontier = [((start, False), 0)]
    while frontier:
        (prop, turned), first = frontier.pop(0)
        for (following, turn), axiom in sorted(onward.get(prop, {}).items()):
            state = (following, turned != turn)
            if state not in seen:
                seen.add(state)
                frontier.append((state, first or axiom))
                yield state, first or axiom
