"""Paths of no steps from or to a constant that the data does not have.

``<x> p* ?y`` and ``<x> p? ?y`` have one solution where the graph knows no ``<x>``: that itself (SPARQL 1.1,
18.4); so have literals. The engine gives none. Nothing leads from or to ``<x>`` there, so that
``VALUES ?y { <x> }`` says the same. In ``GRAPH ?g``, where each graph knows other things, that comes beside
what the engine finds:

    { <x> p* ?y } UNION { VALUES ?y { <x> } FILTER NOT EXISTS { { <x> ?p ?o } UNION { ?s ?p <x> } } }

Triples with brackets or annotations stay as they are, and so does a query that labels blank nodes: VALUES
would come between two triples of one label.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode

from bilat.engine.lexer import Token, tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.prologue import resolve, scope, term
from bilat.engine.rewriting.draft import Draft
from bilat.engine.rewriting.path_triples import PathTriple, path_triples
from bilat.engine.rewriting.pattern import Element, Group, query
from bilat.errors import QueryRefused

#: A sign that may stand before an object or more of the path. Most texts have none: this tells quickly.
_STAR: Final = re.compile(r"\*(?<!SELECT \*)(?<!DISTINCT \*)(?<!\(\*)(?=\s*[?$<\w:)|/#\"'.+-])")
_MARK: Final = re.compile(r"\?(?=\s*[?$<:)|/#]|\s+[\w\"'.+-])")
#: A line of words for people, where questions end with such signs; in a long string it would be none.
_COMMENT: Final = re.compile(r"[\n\r][ \t]*#[^\n\r]*")
_LONG: Final = ('"""', "'''")
#: Ways to take no step; alternatives that follow each other multiply them.
_MOST_EMPTY: Final = 1_000


@dataclass(frozen=True, slots=True)
class _Place:
    """Triples, and where they look.

    Args:
        element: the triples.
        graph: the name after the nearest GRAPH; None for the default graph.
    """

    element: Element
    graph: Token | None


def with_empty_paths(
    text: str, base: str | None, is_absent: Callable[[NamedNode | Literal, str | None], bool]
) -> str:
    """Return a query in which paths from or to what is absent have their solution.

    Args:
        text: the query.
        base: what its relative IRIs are resolved against.
        is_absent: tells whether a term is no subject and no object in a graph; None is the default graph.

    Raises:
        QueryRefused: a path has too many ways to take no step.
    """
    bare = text if any(marks in text for marks in _LONG) else _COMMENT.sub("", f"\n{text}")
    if not (_STAR.search(bare) or _MARK.search(bare)):
        return text
    found = tokens(text, sparql().keywords)
    if any(token.kind == "blank" for token in found):
        return text
    known, draft = scope(found, base), Draft(text, found)
    step, node = f"?{draft.unused('step')}", f"?{draft.unused('node')}"

    def solution(triple: PathTriple, graph: Token | None) -> str | None:
        """Return what a triple says, None where the engine is right."""
        end = _end(triple, lambda written: term(written, *known))
        if end is None:
            return None
        if triple.path.empty > _MOST_EMPTY:
            raise QueryRefused(
                f"A path has more than {_MOST_EMPTY:,} ways to take no step, each of which is a solution.",
                remedy="Put * around the whole path, such as (p|q)* for (p?|q?)/(p?|q?).",
            )
        variables = [each for each in (triple.subject, triple.object) if each[0] in "?$"]
        row = f"({end[0] if variables else ''}) "
        values = f"VALUES ({''.join(variables)}) {{ {row * triple.path.empty}}}"
        if graph is not None and graph.kind == "var":
            unknown = f"{{ {node} {step} {end[0]} }}"
            if isinstance(end[1], NamedNode):
                unknown += f" UNION {{ {end[0]} {step} {node} }}"
            return f"{{ {triple.text} }} UNION {{ {values} FILTER NOT EXISTS {{ {unknown} }} }}"
        where = None if graph is None else resolve(graph, *known)
        return values if is_absent(end[1], where) else None

    try:
        read = query(found)
        places = _places([read.where, *read.groups] if read else [], None, found)
        changed = [_rewrite(draft, found, place, solution) for place in places]
    except RecursionError:
        return text
    return draft.text() if any(changed) else text


def _end(
    triple: PathTriple, read: Callable[[str], NamedNode | Literal | None]
) -> tuple[str, NamedNode | Literal] | None:
    """Return the constant at which a path may end that takes no step, as written and in full."""
    constants = [each for each in (triple.subject, triple.object) if each[0] not in "?$"]
    found = set(map(read, constants)) if triple.path.empty else set()
    end = found.pop() if len(found) == 1 else None
    return None if end is None else (constants[0], end)


def _places(groups: Iterable[Group], graph: Token | None, found: list[Token]) -> Iterator[_Place]:
    """Yield all triples of some groups."""
    for group in groups:
        if group.select is not None:
            yield from _places([group.select.where, *group.select.groups], graph, found)
        for element in group.elements:
            if element.kind == "TRIPLES":
                yield _Place(element, graph)
            elif element.kind != "SERVICE":
                inner = found[element.first + 1] if element.kind == "GRAPH" else graph
                yield from _places(element.groups, inner, found)


def _rewrite(
    draft: Draft,
    found: list[Token],
    place: _Place,
    solution: Callable[[PathTriple, Token | None], str | None],
) -> bool:
    """Replace triples by others and by what those of empty paths say; tell whether there is any such."""
    element = place.element
    if not any(found[index].kind in {"*", "?"} for index in range(element.first, element.last)):
        return False
    triples = path_triples(draft, found, element)
    said = [solution(triple, place.graph) for triple in triples]
    if any(said):
        others = [f"{each.text} ." for each, says in zip(triples, said, strict=True) if says is None]
        written = " ".join([*others, *filter(None, said)])
        draft.replace(element.first, element.last, lambda _: f" {written} ")
    return any(said)
