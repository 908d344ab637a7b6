"""Turtle and TriG for people: sorted, prefixed, nested, one statement a line.

A literal is shortened only where its lexical form stays as it is: ``1.50``, ``01`` and ``true`` are,
``"1"^^xsd:boolean`` is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from bilat.graph.nesting import TYPE, Nesting, nestings
from bilat.graph.quads import XSD, Quad, literal, literal_parts

_SHORT = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}
#: A part of what Turtle allows, so that no local name ever needs an escape.
_LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_PREFIX = re.compile(r"(?:[A-Za-z](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?)?")
_INDENT = "    "
#: An object list stays on one line up to here.
_WIDTH = 100


def turtle(quads: Iterable[Quad], prefixes: Mapping[str, str]) -> bytes:
    """Return Turtle of the union of all graphs."""
    names = Names(prefixes)
    nesting = nestings(Quad(s, p, o) for s, p, o, _ in quads).get("")
    blocks = list(_blocks(nesting, names, "")) if nesting else []
    return _document(names, blocks)


def trig(quads: Iterable[Quad], prefixes: Mapping[str, str]) -> bytes:
    """Return TriG: the default graph, then each named graph."""
    names = Names(prefixes)
    blocks: list[str] = []
    for graph, nesting in nestings(quads).items():
        if not graph:
            blocks += _blocks(nesting, names, "")
            continue
        inner = "\n".join(_blocks(nesting, names, _INDENT))
        blocks.append(f"{names.term(graph)} {{\n{inner}}}\n")
    return _document(names, blocks)


class Names:
    """Writes terms, and remembers which prefixes that took.

    Args:
        prefixes: namespace IRI of each prefix; a prefix that Turtle cannot write is passed over.
    """

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        usable = ((iri, prefix) for prefix, iri in prefixes.items() if iri and _PREFIX.fullmatch(prefix))
        self._prefixes = sorted(usable, key=lambda pair: (-len(pair[0]), pair))
        self._used: dict[str, str] = {}
        self.term = lru_cache(maxsize=None)(self._term)

    @property
    def used(self) -> list[tuple[str, str]]:
        """Return the prefixes that were needed, with their namespaces, sorted."""
        return sorted(self._used.items())

    def _term(self, term: str) -> str:
        """Return a term as Turtle writes it, as short as it can be without a change."""
        if term[0] == "<":
            return self._iri(term)
        return term if term[0] == "_" else self._literal(term)

    def _iri(self, term: str) -> str:
        """Return a prefixed name for an IRI in angle brackets, or the IRI."""
        for namespace, prefix in self._prefixes:
            if term.startswith(namespace, 1):
                local = term[1 + len(namespace) : -1]
                if local == "" or _LOCAL.fullmatch(local):
                    self._used[prefix] = namespace
                    return f"{prefix}:{local}"
        return term

    def _literal(self, term: str) -> str:
        """Return a literal: bare, in quotes, or in long quotes where it has several lines."""
        text, datatype, language = literal_parts(term)
        shape = _SHORT.get(datatype)
        if shape and shape.fullmatch(text):
            return text
        quoted = _long(text) if "\n" in text else term[: _end_of_text(term)]
        if language:
            return f"{quoted}@{language}"
        return quoted if datatype == XSD + "string" else f"{quoted}^^{self.term(f'<{datatype}>')}"


def _end_of_text(term: str) -> int:
    """Return where the quoted part of a literal ends."""
    return term.rindex('"') + 1


def _long(text: str) -> str:
    """Return text in three quotes, line feeds as they are."""
    quoted = "\n".join(literal(line)[1:-1] for line in text.split("\n"))
    return f'"""{quoted}"""'


def _document(names: Names, blocks: list[str]) -> bytes:
    """Return prefixes and blocks, an empty line between all blocks."""
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in names.used)
    return "\n".join([head, *blocks] if head else blocks).encode()


def _blocks(nesting: Nesting, names: Names, indent: str) -> Iterator[str]:
    """Yield a block of text for each subject of a graph, in the order of what is written."""
    written = ((names.term(node) if node not in nesting.nameless else "[]", node) for node in nesting.roots)
    for name, node in sorted(written):
        lines = _lines(nesting, node, names, indent + _INDENT)
        first, *others = lines
        body = "".join(f"\n{indent}{_INDENT}{line} ;" for line in others)
        yield f"{indent}{name} {first} ;{body}\n{indent}.\n"


def _lines(nesting: Nesting, node: str, names: Names, indent: str) -> list[str]:
    """Return one text for each predicate of a node, its class first."""
    written = []
    for predicate, objects in nesting.properties[node].items():
        name = "a" if predicate == TYPE else names.term(predicate)
        terms = [_object(nesting, term, names, indent + _INDENT) for term in objects]
        written.append((predicate != TYPE, name, f"{name}{_joined(terms, name, indent)}"))
    return [text for _, _, text in sorted(written)]


def _joined(terms: list[str], name: str, indent: str) -> str:
    """Return objects on one line, or each on its own where that would be long."""
    line = ", ".join(terms)
    if len(terms) == 1 or ("\n" not in line and len(indent) + len(name) + len(line) <= _WIDTH):
        return f" {line}"
    return "".join(f"\n{indent}{_INDENT}{term}," for term in terms).removesuffix(",")


def _object(nesting: Nesting, term: str, names: Names, indent: str) -> str:
    """Return an object: a term, a list, or a blank node with all that is said of it."""
    if term not in nesting.nested:
        return names.term(term)
    if term in nesting.lists:
        items = [_object(nesting, item, names, indent) for item in nesting.lists[term]]
        line = f"( {' '.join(items)} )"
        if "\n" not in line and len(indent) + len(line) <= _WIDTH:
            return line
        return f"(\n{indent}" + f"\n{indent}".join(items) + f"\n{indent.removesuffix(_INDENT)})"
    if term not in nesting.properties:
        return "[]"
    lines = _lines(nesting, term, names, indent)
    if len(lines) == 1 and "\n" not in lines[0]:
        return f"[ {lines[0]} ]"
    return "[\n" + "".join(f"{indent}{line} ;\n" for line in lines) + indent.removesuffix(_INDENT) + "]"
