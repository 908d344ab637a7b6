"""GRAPH with a variable, applied to its group as a whole.

``GRAPH ?g { P }`` is what P has in each named graph, joined with the name of that graph as ``?g``
(SPARQL 1.1, 18.6). The engine has each triple of P look for its graph instead. That is the same, and quick,
where every solution of every operand comes from a triple, and nothing in P but triples names ``?g``.
Elsewhere the query is written anew:

    FILTER(?g = <x>) in P      FILTER(?other = <x>)           ?g has no value in P
    { VALUES .. } in P         { GRAPH ?g {} VALUES .. }      a solution for each graph
    { SELECT .. } in P         { SELECT ?g .. GROUP BY ?g }   it takes its graph along
    { P MINUS { Q } }          { P MINUS { .. LIMIT 0 } }     where they share no variable but ?g

and where that does not do, as a UNION of ``GRAPH <name> { P }`` over the named graphs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import islice
from typing import Final

from bilat.engine.lexer import tokens
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.rewriting.graph_rewriting import MOST_GRAPHS, GraphsNeededError, Rewriting
from bilat.engine.rewriting.pattern import query
from bilat.errors import QueryRefused

#: The keyword, in capitals, and little that only looks like it.
_WORD: Final = re.compile(r"GRAPH(?<![\w/:#?$-]GRAPH)(?![\w/:-])")
#: A group without groups in it that begins with a triple and does not name its graph: the usual case.
_PLAIN: Final = re.compile(
    r"GRAPH(?<![\w/:#?$-]GRAPH)(?![\w/:-])\s*(?:[?$](\w+)|<[^<>\s]*+>|[\w-]*+:[\w-]*+)\s*"
    r"\{\s*+(?=[?$<}]|[\w-]*+:)"
    r"(?>(?:[^{}\"'#<?$]++|[?$](?!\1\b)\w*+|<(?>(?:(?!&&)[^<>{}|\s])*)>|<|[\"'][\w ]*+[\"'])*)\}"
)


def with_whole_groups(
    text: str,
    graphs: Callable[[], Iterable[str | None]],
    constants: Iterable[str] = (),
    begin: Callable[[str], str] | None = None,
) -> str:
    """Return a query whose groups in GRAPH have the solutions that SPARQL gives them.

    Args:
        text: the query.
        graphs: returns the names of the named graphs, absolute IRIs; None for one that has no IRI.
        constants: variables that stand for a term, without question marks.
        begin: returns a pattern that has a solution for each named graph, given its variable, and one, or
            none, for a name; ``GRAPH ?g {}`` by itself.

    Raises:
        QueryRefused: a group can only be evaluated graph by graph, and there are too many graphs.
    """
    capitals = text.upper()
    if "GRAPH" not in capitals or len(_WORD.findall(capitals)) == len(_PLAIN.findall(capitals)):
        return text
    fixed = frozenset(constants)
    written = _known(text, fixed) if begin is None else None
    if written is None:
        written = _written(text, fixed, begin or _empty, lambda: tuple(islice(graphs(), MOST_GRAPHS + 1)))
    return written


@lru_cache(maxsize=64)
def _known(text: str, constants: frozenset[str]) -> str | None:
    """Return a query anew, None where that takes the names of the graphs."""
    try:
        return _written(text, constants, _empty, None)
    except GraphsNeededError:
        return None


def _written(
    text: str,
    constants: frozenset[str],
    begin: Callable[[str], str],
    graphs: Callable[[], tuple[str | None, ...]] | None,
) -> str:
    found = tokens(text, sparql().keywords)
    try:
        read = query(found)
        if read is None or any(token.kind == "SERVICE" for token in found):
            return text
        return Rewriting(text, found, constants, begin, graphs).of(read)
    except RecursionError:
        raise QueryRefused("The query is nested too deep.", remedy="Nest it less.") from None


def _empty(graph: str) -> str:
    return f"GRAPH {graph} {{}}"
