"""Turtle and TriG for people: sorted, prefixed, nested, in the layout of `bilat.graph.formats.layout`.

How a single term is written is told in `bilat.graph.formats.names`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bilat.graph.formats.layout import WIDTH
from bilat.graph.formats.names import Names
from bilat.graph.formats.nesting import TYPE, Nesting, merged, nestings
from bilat.graph.formats.quads import Quad

_STEP = "  "


def turtle(quads: Iterable[Quad], prefixes: Mapping[str, str]) -> bytes:
    """Return Turtle of the union of all graphs."""
    names = Names(prefixes)
    nesting = nestings(merged(quads)).get("")
    return _document(names, _blocks(nesting, names, "") if nesting else [])


def trig(quads: Iterable[Quad], prefixes: Mapping[str, str]) -> bytes:
    """Return TriG: the default graph, then each named graph."""
    names = Names(prefixes)
    blocks: list[list[str]] = []
    for graph, nesting in nestings(quads).items():
        if graph:
            inner = _separated(_blocks(nesting, names, _STEP))
            blocks.append([f"{names.term(graph)} {{", inner.removesuffix("\n"), "}"])
        else:
            blocks += _blocks(nesting, names, "")
    return _document(names, blocks)


def _document(names: Names, blocks: list[list[str]]) -> bytes:
    """Return prefixes and blocks, an empty line between all blocks."""
    head = [f"@prefix {prefix}: <{iri}> ." for prefix, iri in names.used]
    return _separated([head, *blocks] if head else blocks).encode()


def _separated(blocks: Iterable[list[str]]) -> str:
    """Return blocks of lines with an empty line between them."""
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks)


def _blocks(nesting: Nesting, names: Names, indent: str) -> list[list[str]]:
    """Return the lines of each subject of a graph, in the order of what is written."""
    written = ((names.term(node) if node not in nesting.nameless else "[]", node) for node in nesting.roots)
    return [
        [indent + name, *_pairs(nesting, node, names, indent + _STEP), f"{indent}."]
        for name, node in sorted(written)
    ]


def _pairs(nesting: Nesting, node: str, names: Names, indent: str) -> list[str]:
    """Return the lines of all that is said of a node, its class first."""
    written = sorted(
        (predicate != TYPE, _verb(predicate, names), objects)
        for predicate, objects in nesting.properties[node].items()
    )
    return [line for _, verb, objects in written for line in _pair(nesting, verb, objects, names, indent)]


def _pair(nesting: Nesting, verb: str, objects: list[str], names: Names, indent: str) -> list[str]:
    """Return one predicate and its objects, on one line where they fit."""
    together = [_inline(nesting, term, names) for term in objects]
    if None not in together:
        line = f"{indent}{verb} {', '.join(filter(None, together))} ;"
        if "\n" not in line and len(line) <= WIDTH:
            return [line]
    if len(objects) == 1:
        first, *others = _object(nesting, objects[0], names, indent)
        return _ended([f"{indent}{verb} {first}", *others], " ;")
    lines = [f"{indent}{verb}"]
    for place, term in enumerate(objects, 1):
        first, *others = _object(nesting, term, names, indent + _STEP)
        lines += _ended([indent + _STEP + first, *others], "," if place < len(objects) else " ;")
    return lines


def _object(nesting: Nesting, term: str, names: Names, indent: str) -> list[str]:
    """Return the lines of an object: a term, a list, or a blank node with all that is said of it."""
    line = _inline(nesting, term, names)
    if line is not None and (term not in nesting.nested or len(indent) + len(line) <= WIDTH):
        return [line]
    if term not in nesting.lists:
        return ["[", *_pairs(nesting, term, names, indent + _STEP), f"{indent}]"]
    lines = ["("]
    for item in nesting.lists[term]:
        first, *others = _object(nesting, item, names, indent + _STEP)
        lines += [indent + _STEP + first, *others]
    return [*lines, f"{indent})"]


def _inline(nesting: Nesting, term: str, names: Names) -> str | None:
    """Return an object on one line, or None for a blank node of which more than one thing is said."""
    if term not in nesting.nested:
        return names.term(term)
    if term in nesting.lists:
        items = [_inline(nesting, item, names) for item in nesting.lists[term]]
        return _on_one_line("( ", items, " ", " )")
    if term not in nesting.properties:
        return "[]"
    ((predicate, objects), *more) = nesting.properties[term].items()
    if more:
        return None
    return _on_one_line(
        f"[ {_verb(predicate, names)} ", [_inline(nesting, o, names) for o in objects], ", ", " ]"
    )


def _on_one_line(start: str, parts: list[str | None], mark: str, end: str) -> str | None:
    """Return parts joined, or None where one of them needs more lines."""
    fitting = [part for part in parts if part is not None and "\n" not in part]
    return start + mark.join(fitting) + end if len(fitting) == len(parts) else None


def _verb(predicate: str, names: Names) -> str:
    """Return a predicate; rdf:type is ``a``."""
    return "a" if predicate == TYPE else names.term(predicate)


def _ended(lines: list[str], mark: str) -> list[str]:
    """Return lines with a mark at the end."""
    return [*lines[:-1], lines[-1] + mark]
