"""Checks of literals: what the query engine would make of them, and whether their datatypes have them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import pyoxigraph as ox
from rdflib import Literal, URIRef
from rdflib.term import Node

from bilat.graph.formats.quads import node_of
from bilat.graph.literal import value_of
from bilat.graph.report import checks
from bilat.graph.report.findings import Finding, Severity
from bilat.graph.report.places import About, about
from bilat.graph.source.load import Source
from bilat.graph.source.prefixes import compact
from bilat.graph.source.terms import new_literal
from bilat.vocab import OWL

#: Characters of a literal in a message; the finding has all of it.
_READABLE = 500
_HOLDS = ox.NamedNode("urn:bilat:holds")


def rewritten(source: Source) -> Iterator[Finding]:
    """Yield a finding for each literal that comes back from a store in another form.

    It stands for all of its datatype that a property has in a file, as a column of prices such as 12.50; one
    that keeps its text for all of its kind: thousands of labels may be tagged ``nl-BE``.
    Numbers of axioms are left alone, for OWL asks for ``xsd:nonNegativeInteger``.
    """
    changed = _changed({key_of(literal): literal for _, _, literal, _ in _statements(source)})
    kinds: dict[tuple[object, ...], list[tuple[Literal, Literal, About]]] = defaultdict(list)
    for s, p, o, g in _statements(source):
        form = changed.get(key_of(o))
        if form is not None and _valid(o) and not p.startswith(OWL):
            where = about(source, s, p, o, g)
            same = key_of(o)[1:] if str(o) == str(form) else (p, *key_of(o)[1:])
            kinds[where["place"].file if where["place"] else None, *same].append((o, form, where))
    for found in kinds.values():
        o, form, where = min(found, key=_line)
        more = f" So it does with {len(found) - 1:,} more in this file." if len(found) > 1 else ""
        yield Finding(
            severity=Severity.WARNING,
            rule=checks.LITERAL_REWRITTEN,
            message=f"The query engine turns {written(o, source)} into {written(form, source)}.{more}",
            remedy=f"Write {written(form, source)}.",
            **where,
        )


def ill_typed(source: Source) -> Iterator[Finding]:
    """Yield a finding for each statement whose literal its datatype does not have."""
    for s, p, o, g in _statements(source):
        if _valid(o):
            continue
        datatype = compact(str(o.datatype), source.prefixes)
        yield Finding(
            severity=Severity.VIOLATION,
            rule=checks.LITERAL_ILL_TYPED,
            message=f'"{_readable(o)}" is no {datatype}.',
            remedy="Correct the value, or give it the datatype that it has.",
            **about(source, s, p, o, g),
        )


def unkept(terms: Iterable[str]) -> set[str]:
    """Return the literals that a store gives back in another form; they come in canonical N-Triples."""
    nodes = {term: node_of(term) for term in terms}
    literals = {key_of(node): node for node in nodes.values() if isinstance(node, Literal) and _valid(node)}
    changed = _changed(literals)
    return {term for term, node in nodes.items() if isinstance(node, Literal) and key_of(node) in changed}


def written(literal: Literal, source: Source) -> str:
    """Return a literal as people write it, as much of it as anybody reads."""
    quoted = f'"{_readable(literal)}"'
    if literal.language:
        return f"{quoted}@{literal.language}"
    if literal.datatype is None:
        return quoted
    return f"{quoted}^^{compact(str(literal.datatype), source.prefixes)}"


def _readable(text: str) -> str:
    return text if len(text) <= _READABLE else f"{text[:_READABLE]}…"


def key_of(literal: Literal) -> tuple[str, str, str]:
    """Return the parts that make up a literal; rdflib takes en and EN for equal."""
    return str(literal), str(literal.datatype or ""), literal.language or ""


def _line(found: tuple[Literal, Literal, About]) -> tuple[int, int, str]:
    place = found[2]["place"]
    return (place.line or 0 if place else 0, place.column or 0 if place else 0, str(found[0]))


def _valid(literal: Literal) -> bool:
    return literal.datatype is None or value_of(str(literal), str(literal.datatype)).valid


def _statements(source: Source) -> Iterator[tuple[Node, URIRef, Literal, Node]]:
    for s, p, o, g in source.quads:
        if isinstance(o, Literal) and isinstance(p, URIRef) and g is not None:
            yield s, p, o, g


def _changed(literals: dict[tuple[str, str, str], Literal]) -> dict[tuple[str, str, str], Literal]:
    """Return the literals that a store changes, each with the form that it takes there."""
    named = {f"urn:bilat:{number}": literal for number, literal in enumerate(literals.values())}
    store = ox.Store()
    store.bulk_extend(
        ox.Quad(ox.NamedNode(name), _HOLDS, _engine_literal(literal)) for name, literal in named.items()
    )
    changed: dict[tuple[str, str, str], Literal] = {}
    for quad in store:
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
            before, after = named[quad.subject.value], _own_literal(quad.object)
            if key_of(before) != key_of(after):
                changed[key_of(before)] = after
    return changed


def _engine_literal(literal: Literal) -> ox.Literal:
    if literal.language:
        return ox.Literal(str(literal), language=literal.language)
    if literal.datatype is None:
        return ox.Literal(str(literal))
    return ox.Literal(str(literal), datatype=ox.NamedNode(str(literal.datatype)))


def _own_literal(literal: ox.Literal) -> Literal:
    if literal.language:
        return new_literal(literal.value, language=literal.language)
    return new_literal(literal.value, datatype=URIRef(literal.datatype.value))
