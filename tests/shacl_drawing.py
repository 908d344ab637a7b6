"""Random data and shapes: few names, so that they meet, and literals of all sorts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import strategies as st
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from bilat.vocab import RDF, RDFS, SH, XSD

EX = "http://ex.org/"
NAMES = [URIRef(EX + name) for name in "abcde"]
BLANKS = [BNode(name) for name in ("x", "y")]
PREDICATES = [URIRef(EX + name) for name in "pqr"]
CLASSES = [URIRef(EX + name) for name in "CDE"]
FORMS = {
    XSD.integer: ("1", "01", "-3", "12345678901234567890", "one", "+7", ""),
    XSD.decimal: ("1.0", "1.00", "0.1", "-0.5", "1e3", ".5", "0.1000000000000000000001"),
    XSD.double: ("1.0E0", "0.1", "1e400", "NaN", "-INF"),
    XSD.nonNegativeInteger: ("5", "-5", "0"),
    XSD.byte: ("5", "300"),
    XSD.boolean: ("true", "1"),
    XSD.date: ("2020-01-01", "2020-02-30", "2020-01-01Z", "1999-12-31"),
    XSD.dateTime: (
        *("2020-01-01T00:00:00", "2020-01-01T12:00:00Z", "2020-01-01T13:00:00+02:00"),
        *(
            "2019-12-31T23:30:00-05:30",
            "2020-01-01T00:00:00.5",
            "2020-13-01T00:00:00",
            *("2020-01-01T24:00:00Z", "2019-12-31T24:00:00", "2020-01-01T00:00:00-14:00"),
        ),
    ),
    XSD.gYear: ("2020",),
    URIRef(EX + "unknown"): ("x",),
}


def typed(form: str, datatype: URIRef) -> Literal:
    """Return a literal whose form stays as it is."""
    return Literal(form, datatype=datatype, normalize=False)


LITERALS = [
    *(typed(form, datatype) for datatype, forms in FORMS.items() for form in forms),
    *(Literal(text) for text in ("", "a", "ab", "Ab c", "é", "1", "x\ny", "\u0661")),
    *(Literal("a", lang=tag) for tag in ("en", "EN", "de", "en-GB")),
    Literal("b", lang="en"),
]
TERMS = [*NAMES, *BLANKS, *LITERALS]
NUMBERS = [typed(str(number), XSD.integer) for number in range(3)]
PATTERNS = [
    "^a",
    "b$",
    r"^\d+$",
    r"\w\s\w",
    "(?=a)",
    "[^a-z]",
    "A",
    "a{2,}|x.y",
    r"\S+",
    "é",
    "(a)\\1",
    "^.{1,2}$",
]
KINDS = ("IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")
BOUNDS = ("minInclusive", "minExclusive", "maxInclusive", "maxExclusive")
SIMPLE = (
    *("class", "datatype", "nodeKind", "bound", "length", "pattern", "languageIn", "equals", "disjoint"),
    *("in", "hasValue", "closed"),
)
OF_PATHS = ("minCount", "maxCount", "uniqueLang", "lessThan", "lessThanOrEquals")
NESTED = ("node", "not", "property", "and", "or", "xone", "siblings")


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Draw data: a few things, of a few classes, with values of all sorts."""
    graph = Graph()
    subjects = st.sampled_from([*NAMES, *BLANKS])
    for _ in range(draw(st.integers(1, 14))):
        graph.add((draw(subjects), draw(st.sampled_from(PREDICATES)), draw(st.sampled_from(TERMS))))
    for _ in range(draw(st.integers(0, 4))):
        graph.add((draw(subjects), RDF.type, draw(st.sampled_from(CLASSES))))
    for _ in range(draw(st.integers(0, 2))):
        graph.add((draw(st.sampled_from(CLASSES)), RDFS.subClassOf, draw(st.sampled_from(CLASSES))))
    return graph


@st.composite
def shapes_graphs(draw: st.DrawFn) -> Graph:
    """Draw one or two shapes with targets."""
    drawing = Drawing(draw)
    for _ in range(draw(st.integers(1, 2))):
        shape = drawing.shape()
        for _ in range(draw(st.integers(1, 2))):
            kind = draw(
                st.sampled_from([SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf])
            )
            pool: dict[Node, list[Node]] = {SH.targetClass: [*CLASSES], SH.targetNode: [*NAMES, *LITERALS]}
            drawing.graph.add((shape, kind, drawing.one(pool.get(kind, [*PREDICATES]))))
    return drawing.graph


@dataclass
class Drawing:
    """Random shapes, written into a graph."""

    draw: st.DrawFn
    graph: Graph = field(default_factory=Graph)

    def one(self, values: list[Node]) -> Node:
        """Draw one of some terms."""
        return self.draw(st.sampled_from(values))

    def listed(self, members: list[Node]) -> BNode:
        """Write a list."""
        head = BNode()
        Collection(self.graph, head, members)
        return head

    def path(self, depth: int = 0) -> Node:
        """Draw a path of any kind."""
        kind = self.draw(st.sampled_from(["plain", "plain", "inverse", "either", "after", "*", "+", "?"]))
        if kind == "plain" or depth > 1:
            return self.one([*PREDICATES])
        if kind == "after":
            return self.listed([self.path(depth + 1), self.path(depth + 1)])
        node = BNode()
        if kind == "inverse":
            self.graph.add((node, SH.inversePath, self.one([*PREDICATES])))
        elif kind == "either":
            parts = [self.path(depth + 1), self.path(depth + 1)]
            self.graph.add((node, SH.alternativePath, self.listed(parts)))
        else:
            term = {"*": SH.zeroOrMorePath, "+": SH.oneOrMorePath, "?": SH.zeroOrOnePath}[kind]
            self.graph.add((node, term, self.path(depth + 1)))
        return node

    def shape(self, depth: int = 0, *, path: bool | None = None) -> Node:
        """Draw a shape; with a path, without, or as it comes."""
        shape = BNode()
        wants = self.draw(st.booleans()) if path is None else path
        self.graph.add((shape, RDF.type, SH.PropertyShape if wants else SH.NodeShape))
        if wants:
            self.graph.add((shape, SH.path, self.path()))
        nested = (*NESTED, *(("qualified",) if wants else ())) if depth < 2 else ()
        kinds = st.sampled_from([*SIMPLE, *(OF_PATHS if wants else ()), *nested])
        for kind in self.draw(st.lists(kinds, min_size=1, max_size=3, unique=True)):
            self.constrain(shape, kind, depth)
        for value, term in ((Literal(True), SH.deactivated), (SH.Warning, SH.severity)):
            if not self.draw(st.integers(0, 9)):
                self.graph.add((shape, term, value))
        if not self.draw(st.integers(0, 3)):
            self.graph.add((shape, SH.message, Literal("Wrong.", lang="en")))
        return shape

    def constrain(self, shape: Node, kind: str, depth: int) -> None:
        """Draw a constraint of a kind."""
        simple = self.simple().get(kind)
        if simple is not None:
            self.graph.add((shape, *simple()))
        elif kind in ("and", "or", "xone"):
            self.graph.add((shape, SH[kind], self.listed([self.shape(depth + 1) for _ in range(2)])))
        elif kind == "qualified":
            self.qualify(shape, depth)
        elif kind == "siblings":
            for _ in range(2):
                sibling = BNode()
                self.graph.add((sibling, RDF.type, SH.PropertyShape))
                self.graph.add((sibling, SH.path, self.path()))
                self.qualify(sibling, depth)
                self.graph.add((shape, SH.property, sibling))
        else:
            path = {"node": False, "property": True}.get(kind)
            self.graph.add((shape, SH[kind], self.shape(depth + 1, path=path)))
        if kind == "closed":
            ignored = self.listed([RDF.type, self.one([*PREDICATES])])
            self.graph.add((shape, SH.ignoredProperties, ignored))
        if kind == "pattern" and self.draw(st.booleans()):
            self.graph.add((shape, SH.flags, Literal(self.draw(st.sampled_from(["i", "m"])))))

    def qualify(self, shape: Node, depth: int) -> None:
        """Draw how many values have to conform to what, and whether to nothing beside it."""
        self.graph.add((shape, SH.qualifiedValueShape, self.shape(depth + 1)))
        count = self.one([SH.qualifiedMinCount, SH.qualifiedMaxCount])
        self.graph.add((shape, count, self.one([*NUMBERS])))
        disjoint = Literal(self.draw(st.booleans()))
        self.graph.add((shape, SH.qualifiedValueShapesDisjoint, disjoint))

    def simple(self) -> dict[str, Callable[[], tuple[Node, Node]]]:
        """Return what draws predicate and value of a constraint that holds no shape."""
        comparing = ("equals", "disjoint", "lessThan", "lessThanOrEquals")
        terms: list[Node] = [*NAMES, *LITERALS]
        return {
            "class": lambda: (SH["class"], self.one([*CLASSES])),
            "datatype": lambda: (SH.datatype, self.one([*FORMS, XSD.string, RDF.langString])),
            "nodeKind": lambda: (SH.nodeKind, self.one([SH[kind] for kind in KINDS])),
            "bound": lambda: (self.one([SH[bound] for bound in BOUNDS]), self.one([*LITERALS])),
            "length": lambda: (self.one([SH.minLength, SH.maxLength]), self.one([*NUMBERS])),
            "pattern": lambda: (SH.pattern, Literal(self.draw(st.sampled_from(PATTERNS)))),
            "languageIn": lambda: (
                SH.languageIn,
                self.listed(
                    [self.one([Literal(tag) for tag in ("en", "de", "en-GB", "*")]) for _ in range(2)]
                ),
            ),
            **{kind: lambda kind=kind: (SH[kind], self.one([*PREDICATES])) for kind in comparing},  # type: ignore[misc]
            "in": lambda: (SH["in"], self.listed([self.one(terms)])),
            "hasValue": lambda: (SH.hasValue, self.one(terms)),
            "closed": lambda: (SH.closed, Literal(True)),
            "minCount": lambda: (SH.minCount, self.one([*NUMBERS])),
            "maxCount": lambda: (SH.maxCount, self.one([*NUMBERS])),
            "uniqueLang": lambda: (SH.uniqueLang, Literal(True)),
        }
