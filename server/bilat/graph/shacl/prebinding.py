"""The values that variables of a query inside a shape have from the start (SHACL, 5.3.1 and appendix A).

Such a value holds in every group that speaks of it, in BIND and in ``bound()``. SHACL forbids VALUES in these
queries, so that a VALUES block at the start of each group says just that. A blank node cannot stand in a
query at all: a named graph says which IRI it is called by, and each group asks that graph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox
from pyshacl import helper
from pyshacl.constraints.core.string_based_constraints import PatternConstraintComponent
from pyshacl.constraints.sparql.sparql_based_constraint_components import (
    BoundShapeValidatorComponent,
    SPARQLConstraintComponentValidator,
)
from pyshacl.constraints.sparql.sparql_based_constraints import SPARQLBasedConstraint
from pyshacl.helper.sparql_query_helper import SPARQLQueryHelper
from rdflib import URIRef
from rdflib.term import Node

from bilat import vocab
from bilat.graph.formats.path_text import path_text
from bilat.graph.shacl import amended, messages
from bilat.vocab import SH

Term = ox.NamedNode | ox.BlankNode | ox.Literal

_NAMES = ox.NamedNode("urn:bilat:names")
_IS = ox.NamedNode("urn:bilat:is")
MARK = ox.NamedNode("urn:bilat:focus")
#: What a group may open in, or a variable stand in, without being one; a subquery's own brace opens none.
_MARK = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|' + r"'''(?:[^'\\]|\\.|'(?!''))*'''"
    r'|"(?:[^"\\\n]|\\.)*"|' + r"'(?:[^'\\\n]|\\.)*'"
    r"|<[^<>\"{}|^`\\\s]*>|\#[^\n]*|\\."
    r"|(?P<group>\{(?!\|)(?!(?:\s|\#[^\n]*\n)*SELECT\b(?![\w.-]*:)))|(?P<subquery>\{(?!\|))"
    r"|\|\}|(?P<end>\})|[?$](?P<name>\w+)",
    re.IGNORECASE,
)


def name_of(node: ox.BlankNode) -> ox.Quad:
    """Return the statement by which a query can name a blank node."""
    return ox.Quad(ox.NamedNode(f"urn:bilat:node:{node.value}"), _IS, node, _NAMES)


def prebound(text: str, bound: Mapping[str, Term]) -> str:
    """Return a query whose variables have their values in every group that has one of them.

    Args:
        text: a SELECT or ASK query without VALUES.
        bound: values by the names of variables; names that the query does not use are passed over. The
            names of blank nodes (`name_of`) have to be in the store.
    """
    pieces = _pieces(text)
    used = {name: term for name, term in bound.items() if name in pieces.names}
    if not used:
        return text
    return pieces.filled(_block(used), used)


def marked(node: Term) -> ox.Quad:
    """Return the statement by which a query can ask for several nodes at once."""
    return ox.Quad(MARK, _IS, node, _NAMES)


def prebound_to_marked(text: str, bound: Mapping[str, Term]) -> str:
    """Return a query whose ``$this`` has each of the `marked` nodes, as if it were asked once for each.

    Each group asks for the mark, so that a row speaks of one node in all of its parts.

    Args:
        text: a SELECT query without VALUES, LIMIT and OFFSET, all of whose SELECTs have ``$this``.
        bound: values of other variables, none of them blank.
    """
    pieces = _pieces(text)
    block = f"GRAPH {_NAMES} {{ {MARK} {_IS} ?this }}"
    used = {name: term for name, term in bound.items() if name in pieces.names}
    return pieces.filled(f"{block} {_block(used) if used else ''}", ("this", *used))


def variables(text: str) -> frozenset[str]:
    """Return the names of the variables of a query."""
    return _pieces(text).names


@contextmanager
def prebinding() -> Iterator[None]:
    """Have pyshacl bind variables as `PreboundQuery` does, ask as `amended` does and tell as `messages` does.

    pyshacl also remembers the queries of constraint components by the address of a graph in memory, which
    another graph may have had before.
    """
    SPARQLConstraintComponentValidator.validator_cache.clear()
    with ExitStack() as restored:
        for owner, name, ours in (
            (helper, "SPARQLQueryHelperCls", PreboundQuery),
            (BoundShapeValidatorComponent, "evaluate", amended.evaluate),
            (PatternConstraintComponent, "_evaluate_string_rule", amended.match),
            (SPARQLBasedConstraint, "_validate_sparql_query", amended.solutions),
            (SPARQLBasedConstraint, "make_v_result", messages.result),
        ):
            restored.callback(setattr, owner, name, getattr(owner, name))
            setattr(owner, name, ours)
        yield


class PreboundQuery(SPARQLQueryHelper):
    """A query inside a shape that `bilat.graph.shacl.sparql_constraints` has found fit to run.

    pyshacl looks for keywords and variables with patterns of its own, which take ``?service`` for SERVICE
    and pass over ``=$value`` and over values such as 0.
    """

    def pre_bind_variables(
        self,
        thisnode: Node,
        valuenode: Node | None = None,
        extravars: object = None,  # noqa: ARG002 -- pyshacl only checks these
    ) -> tuple[dict[str, Node], str]:
        """Return the values of variables, and the query with its path written out."""
        bound: dict[str, Node] = {
            "this": thisnode,
            "currentShape": self.shape.node,
            "shapesGraph": vocab.SHAPES_GRAPH,
        }
        # A SELECT finds the values itself (SHACL, 6.2.3); pyshacl gives them to either kind.
        if valuenode is not None and (self.node, SH.ask, None) in self.shape.sg.graph:
            bound["value"] = valuenode
        return bound, self.text()

    def bind_messages(self, *_: object) -> None:
        """Leave texts as they are, for they are filled when a result is told (`amended`)."""

    def text(self) -> str:
        """Return the query with its path written out."""
        path = self.shape.path()
        if path is None or "PATH" not in variables(self.select_text):
            return str(self.select_text)
        # pyshacl's own text has marks side by side, such as ``+?``, which is no SPARQL.
        inside = f"<{path}>" if isinstance(path, URIRef) else path_text(self.shape.sg.graph, path)
        written = f" ({inside}) "
        return _MARK.sub(lambda mark: written if mark["name"] == "PATH" else mark[0], self.select_text)


@dataclass(frozen=True, slots=True)
class _Pieces:
    """A query cut where its groups begin.

    Args:
        texts: the first ends where the first group begins.
        names: of the variables of the query.
        inside: of those inside each group; of all where a group has to have the values in any case.
    """

    texts: tuple[str, ...]
    names: frozenset[str]
    inside: tuple[frozenset[str], ...]

    def filled(self, block: str, used: Iterable[str]) -> str:
        """Return the query with a block in the groups that have a variable of those used.

        Others are joined to groups that have it, while with the block they would be asked for all they find.
        """
        first, *others = self.texts
        used = frozenset(used)
        return first + "".join(
            f"{'' if names.isdisjoint(used) else f' {block} '}{text}"
            for names, text in zip(self.inside, others, strict=True)
        )


@lru_cache(maxsize=1024)
def _pieces(text: str) -> _Pieces:
    """Return a query cut where its groups begin."""
    texts, inside, start = [], list[set[str]](), 0
    names = {mark["name"] for mark in _MARK.finditer(text) if mark["name"]}
    around: list[set[str] | None] = []
    for mark in _MARK.finditer(text):
        if mark["group"]:
            texts.append(text[start : mark.end()])
            start = mark.end()
            # That of the whole query, and that of a subquery, whose solutions have the values.
            inside.append(set(names) if not around or around[-1] is None else set())
            around.append(inside[-1])
        elif mark["subquery"]:
            around.append(None)
        elif mark["end"] and around:
            around.pop()
        elif mark["name"]:
            for group in around:
                if group is not None:
                    group.add(mark["name"])
    return _Pieces((*texts, text[start:]), frozenset(names), tuple(map(frozenset, inside)))


def _block(bound: Mapping[str, Term]) -> str:
    """Return the patterns that give variables their values."""
    terms = {name: term for name, term in bound.items() if not isinstance(term, ox.BlankNode)}
    names = " ".join(f"?{name}" for name in terms)
    block = f"VALUES ({names}) {{ ({' '.join(map(str, terms.values()))}) }}" if terms else ""
    for name, term in bound.items():
        if isinstance(term, ox.BlankNode):
            named = name_of(term)
            block += f" GRAPH {named.graph_name} {{ {named.subject} {named.predicate} ?{name} }}"
    return block
