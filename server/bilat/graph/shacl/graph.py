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
from bilat.graph.formats.quads import Quad, node_of, nquads, term_of
from bilat.graph.queries.asker import Asker, UnfinishedError
from bilat.graph.queries.respondent import Respondent
from bilat.graph.shacl.prebinding import MARK, Term, marked, name_of, prebound, prebound_to_marked
from bilat.graph.shacl.relation import Triple

#: Nodes that are named in one order: it is a line of text.
_TOGETHER = 10_000
#: Rows of a query for one node that are read; each is a result.
_MOST = 100_000


class ShaclGraph(RdfLibDataGraph):
    """One plain graph of triples, for pyshacl.

    Args:
        triples: what holds; a triple that comes twice counts once.
        shapes: what queries find in the graph ``$shapesGraph``.
        asked: who answers queries; a store in this process with the triples and the shapes when None.
    """

    def __new__(
        cls,
        triples: Iterable[Triple],  # noqa: ARG004 -- __init__ has use for them
        shapes: Iterable[Triple] = (),  # noqa: ARG004
        asked: Asker | None = None,  # noqa: ARG004
    ) -> ShaclGraph:
        """Return a new graph; pyshacl's own constructor wants a store first."""
        return super().__new__(cls, Graph(bind_namespaces="none").store)  # type: ignore[no-any-return]

    def __init__(
        self, triples: Iterable[Triple], shapes: Iterable[Triple] = (), asked: Asker | None = None
    ) -> None:
        graph = Graph(bind_namespaces="none")
        for triple in triples:
            graph.add(triple)
        super().__init__(graph.store, graph)
        self._engine = asked if asked is not None else _respondent(graph, shapes)

    def ask_of(self, query: str, nodes: Iterable[Node], bound: Mapping[str, Node]) -> set[Node]:
        """Return the nodes that a query has a row for, asked of all of them at once.

        Args:
            query: a SELECT query that finds of many nodes what it finds of each
                (`bilat.graph.shacl.sparql_constraints.asks_of_each`).
            nodes: values of ``$this``.
            bound: values of other variables, none of them blank.
        """
        forms = _engine_forms(nodes)
        marks = [f"{marked(_term(node))} .\n" for node in forms]
        pieces = ["".join(marks[at : at + _TOGETHER]) for at in range(0, len(marks), _TOGETHER)]
        for piece in pieces:
            self._engine.add(piece)
        others = {name: _term(node) for name, node in bound.items()}
        answer = self._engine.ask(prebound_to_marked(query, others))
        place = next(answer).index("this")
        found = {row[place] for row in answer}
        for piece in pieces:
            self._engine.remove(piece)
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
            FailedError, RuntimeError, SyntaxError: the query cannot be answered.
            UnfinishedError: it takes or finds too much.
        """
        bound = {name: _term(node) for name, node in (initBindings or {}).items()}
        for term in bound.values():
            if isinstance(term, ox.BlankNode):
                self._engine.add(f"{name_of(term)} .")
        first, *rows = self._engine.ask(prebound(query_object, bound), most=_MOST + 1)
        if len(rows) > _MOST:
            raise UnfinishedError(f"it found more than {_MOST:,} places for one node")
        if isinstance(first, bool):
            asked = Result("ASK")
            asked.askAnswer = first
            return asked
        names = [Variable(name) for name in first]
        selected = Result("SELECT")
        selected.vars = names
        selected.bindings = [
            {name: _node(term) for name, term in zip(names, row, strict=True) if term is not None}
            for row in rows
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


def _respondent(triples: Iterable[Triple], shapes: Iterable[Triple]) -> Respondent:
    """Return what answers queries in this process."""
    own = Respondent()
    own.add(nquads(Quad(term_of(s), term_of(p), term_of(o)) for s, p, o in triples).decode())
    own.add(shapes_text(shapes))
    return own


def shapes_text(shapes: Iterable[Triple]) -> str:
    """Return shapes as N-Quads, in the graph ``$shapesGraph``."""
    name = f"<{vocab.SHAPES_GRAPH}>"
    return nquads(Quad(term_of(s), term_of(p), term_of(o), name) for s, p, o in shapes).decode()


def _node(term: str) -> Identifier:
    """Return the term of rdflib for one of Oxigraph."""
    node = node_of(term)
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
