"""Paths of no steps from or to a constant that the data does not have.

``<x> p* ?y`` and ``<x> p? ?y`` have one solution where the graph knows no ``<x>``: that itself (SPARQL 1.1,
18.4). The engine gives none. Nothing leads from or to ``<x>`` there, so that ``VALUES ?y { <x> }`` says the
same.

Only what is plain is written anew: a triple of its own, outside of GRAPH, whose verb is one step with ``*``
or ``?``. A longer path needs the constant in the data anyway.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from bilat.engine.clauses import resolve, scope
from bilat.engine.grammar import sparql
from bilat.engine.lexer import Token, tokens

#: A sign behind a step and before an object; most texts have none, and this tells so quickly.
_STAR: Final = re.compile(
    r"\*(?:(?<=[\w>):]\*)|(?<=[\w>):]\s\*))(?<!SELECT \*)(?<!DISTINCT \*)(?=\s*[?$<\w:])"
)
_MARK: Final = re.compile(r"\?(?!\w)(?:(?<=[\w>):]\?)|(?<=[\w>):]\s\?))(?=[ \t]*[?$<\w:])")
_BEFORE: Final = frozenset("{}.")
_CONSTANTS: Final = frozenset({"iri", "pname"})
_TERMS: Final = _CONSTANTS | {"var"}
_STEPS: Final = _CONSTANTS | {"a"}
#: What may come behind a triple that has no further predicate or object.
_AFTER: Final = frozenset(
    ["}", ".", "{", "OPTIONAL", "MINUS", "GRAPH", "SERVICE", "FILTER", "BIND", "VALUES", "LATERAL"]
)


@dataclass(frozen=True, slots=True)
class _Triple:
    """A triple with a path that may have no steps.

    Args:
        subject: first token.
        object: last token.
    """

    subject: Token
    object: Token


def with_empty_paths(text: str, base: str | None, is_absent: Callable[[str], bool]) -> str:
    """Return a query in which paths from or to what is absent have their one solution.

    Args:
        text: the query.
        base: what its relative IRIs are resolved against.
        is_absent: tells whether the default graph has no subject and no object of an IRI.
    """
    if not (_STAR.search(text) or _MARK.search(text)):
        return text
    found = tokens(text, sparql().keywords)
    # The label of a blank node must not stand on both sides of VALUES.
    if any(token.kind == "blank" for token in found):
        return text
    known = scope(found, base)
    pieces, end = [], 0
    for triple in _triples(found):
        values = _values(triple, lambda token: resolve(token, *known), is_absent)
        if values is not None:
            pieces += [text[end : triple.subject.start], values]
            end = triple.object.start + len(triple.object.text)
    return "".join(pieces) + text[end:]


def _triples(found: list[Token]) -> Iterator[_Triple]:
    """Yield the triples that are plain enough."""
    inside: list[bool] = []  # For each open brace, whether it is, or is in, a GRAPH.
    for index, token in enumerate(found[:-1]):
        if token.kind == "{":
            inside.append(bool(inside and inside[-1]) or found[index - 2].kind == "GRAPH")
        elif token.kind == "}" and inside:
            inside.pop()
        if token.kind in _BEFORE and inside and not inside[-1] and found[index + 1].kind in _TERMS:
            end = _end_of_step(found, index + 2)
            if end and found[end].kind in _TERMS and found[end + 1].kind in _AFTER:
                yield _Triple(found[index + 1], found[end])


def _end_of_step(found: list[Token], start: int) -> int:
    """Return the index behind a verb that is one step with ``*`` or ``?``, 0 where it is something else."""
    start += found[start].kind == "^"
    end = start
    if found[start].kind == "(":
        depth = 1
        while depth and found[end + 1].kind not in {"{", "}", "end"}:
            end += 1
            depth += (found[end].kind == "(") - (found[end].kind == ")")
    elif found[start].kind not in _STEPS:
        return 0
    return end + 2 if found[end + 1].kind in {"*", "?"} else 0


def _values(
    triple: _Triple, name: Callable[[Token], str | None], is_absent: Callable[[str], bool]
) -> str | None:
    """Return what a triple says where its constant is absent, None where it is there, or there is none."""
    ends = (triple.subject, triple.object)
    constants = [token for token in ends if token.kind in _CONSTANTS]
    names = [name(token) for token in constants]
    if not names or names[0] is None or len({*names}) > 1 or not is_absent(names[0]):
        return None
    variables = [token.text for token in ends if token.kind == "var"]
    return f"VALUES {variables[0]} {{ {constants[0].text} }}" if variables else "VALUES () { () }"
