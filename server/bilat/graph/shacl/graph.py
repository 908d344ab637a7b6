"""The graph that shapes are held against: triples in rdflib as they were written, queries on Oxigraph.

pyshacl asks one query for each focus node of a ``sh:sparql`` constraint. rdflib parses the text anew each
time, some ten milliseconds; Oxigraph answers in thirty microseconds. Results of a query may show a literal
in the form of the engine; a literal for which that matters is a finding of `bilat.graph.lint.files`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyoxigraph as ox
from pyshacl.graph_abstraction import RdfLibDataGraph
from rdflib import BNode, Graph, Literal, URIRef, Variable
from rdflib.query import Result
from rdflib.term import Identifier, Node

from bilat import vocab
from bilat.graph.formats.quads import node_of
from bilat.graph.shacl.prebinding import MARK, Term, marked, name_of, prebound, prebound_to_marked
from bilat.graph.shacl.relation import Triple


class ShaclGraph(RdfLibDataGraph):
    """One plain graph of triples, for pyshacl.

    Args:
        triples: what holds; a triple that comes twice counts once.
        shapes: what queries find in the graph ``$shapesGraph``.
        asked: the store that queries ask, one with the triples and the shapes when None.
    """

    def __new__(
        cls,
        triples: Iterable[Triple],  # noqa: ARG004 -- __init__ has use for them
        shapes: Iterable[Triple] = (),  # noqa: ARG004
        asked: ox.Store | None = None,  # noqa: ARG004
    ) -> ShaclGraph:
        """Return a new graph; pyshacl's own constructor wants a store first."""
        return super().__new__(cls, Graph(bind_namespaces="none").store)  # type: ignore[no-any-return]

    def __init__(
        self, triples: Iterable[Triple], shapes: Iterable[Triple] = (), asked: ox.Store | None = None
    ) -> None:
        graph = Graph(bind_namespaces="none")
        for triple in triples:
            graph.add(triple)
        super().__init__(graph.store, graph)
        self._engine = asked if asked is not None else store_of(graph, shapes)

    def ask_of(self, query: str, nodes: Iterable[Node], bound: Mapping[str, Node]) -> set[Node]:
        """Return the nodes that a query has a row for, asked of all of them at once.

        Args:
            query: a SELECT query that finds of many nodes what it finds of each
                (`bilat.graph.shacl.sparql_constraints.asks_of_each`).
            nodes: values of ``$this``.
            bound: values of other variables, none of them blank.
        """
        forms = _engine_forms(nodes)
        marks = [marked(_term(node)) for node in forms]
        self._engine.bulk_extend(marks)
        others = {name: _term(node) for name, node in bound.items()}
        answer = self._engine.query(prebound_to_marked(query, others))
        assert isinstance(answer, ox.QuerySolutions)  # noqa: S101 -- for the type checker: it is a SELECT
        found = {str(row["this"]) for row in answer if row["this"] is not None}
        for mark in marks:
            self._engine.remove(mark)
        return {node for node, form in forms.items() if form in found}

    def query(  # type: ignore[override]  # what else a query can be given, pyshacl does not give
        self,
        query_object: str,
        *_: Any,
        initBindings: Mapping[str, Node] | None = None,  # noqa: N803 -- pyshacl calls it so
        **__: Any,
    ) -> Result:
        """Return the answer of Oxigraph.

        Args:
            query_object: text of a SELECT or ASK query without VALUES.
            initBindings: values that variables have from the start, as in SHACL, 5.3.1.

        Raises:
            SyntaxError: the text is no query.
        """
        bound = {name: _term(node) for name, node in (initBindings or {}).items()}
        for term in bound.values():
            if isinstance(term, ox.BlankNode):
                self._engine.add(name_of(term))
        answer = self._engine.query(prebound(query_object, bound))
        if isinstance(answer, ox.QueryBoolean):
            asked = Result("ASK")
            asked.askAnswer = bool(answer)
            return asked
        selected = Result("SELECT")
        if isinstance(answer, ox.QuerySolutions):
            names = [variable.value for variable in answer.variables]
            selected.vars = [Variable(name) for name in names]
            selected.bindings = [
                {Variable(name): _node(row[name]) for name in names if row[name] is not None}
                for row in answer
            ]
        return selected


def _engine_forms(nodes: Iterable[Node]) -> dict[Node, str]:
    """Return nodes, each with how the engine writes it: of a number such as 1.50 it keeps the value only."""
    forms: dict[Node, str] = {}
    literals: list[Node] = []
    for node in nodes:
        forms[node] = str(_term(node))
        if isinstance(node, Literal):
            literals.append(node)
    held = ox.Store()
    held.bulk_extend(
        ox.Quad(ox.BlankNode(f"n{number}"), MARK, _term(node)) for number, node in enumerate(literals)
    )
    for quad in held:
        forms[literals[int(str(quad.subject)[3:])]] = str(quad.object)
    return forms


def store_of(triples: Iterable[Triple], shapes: Iterable[Triple]) -> ox.Store:
    """Return a store that queries can ask.

    Args:
        triples: the default graph.
        shapes: the graph ``$shapesGraph``.
    """
    store = ox.Store()
    store.bulk_extend(ox.Quad(_term(s), _term(p), _term(o)) for s, p, o in triples)  # type: ignore[arg-type]
    fill_shapes(store, shapes)
    return store


def fill_shapes(store: ox.Store, shapes: Iterable[Triple]) -> None:
    """Add shapes to a store as the graph ``$shapesGraph``."""
    name = ox.NamedNode(vocab.SHAPES_GRAPH)
    store.bulk_extend(ox.Quad(_term(s), _term(p), _term(o), name) for s, p, o in shapes)  # type: ignore[arg-type]


def _node(term: object) -> Identifier:
    """Return the term of rdflib for one of Oxigraph."""
    node = node_of(str(term))
    assert isinstance(node, Identifier)  # noqa: S101 -- for the type checker: all three kinds of node are
    return node


def _term(node: Node) -> Term:
    """Return the term of Oxigraph for one of rdflib."""
    if isinstance(node, URIRef):
        return ox.NamedNode(node)
    if isinstance(node, BNode):
        return ox.BlankNode(node)
    if isinstance(node, Literal) and node.language:
        return ox.Literal(str(node), language=node.language)
    datatype = node.datatype if isinstance(node, Literal) else None
    return ox.Literal(str(node), datatype=ox.NamedNode(datatype) if datatype else None)
