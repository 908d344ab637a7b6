"""Property paths written as in SPARQL 1.1 (section 9.1), with IRIs in ``<>``: to such a text and back."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rdflib import Graph, URIRef
from rdflib.term import Node

from bilat.vocab import RDF, SH

_TOKEN = re.compile(r"<([^<>\s\"{}|^`\\]+)>|([()^/|*+?])|\s+")

_PATH_MARKS = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}


@dataclass(frozen=True, slots=True)
class Path:
    """A path of other paths.

    Args:
        kind: ``inverse``, ``sequence``, ``alternative``, ``zeroOrMore``, ``oneOrMore`` or ``zeroOrOne``.
        parts: two or more of a sequence or an alternative, else one.
    """

    kind: str
    parts: tuple[URIRef | Path, ...]


_MARKS = {"*": "zeroOrMore", "+": "oneOrMore", "?": "zeroOrOne"}


def path_text(graph: Graph, path: Node) -> str:
    """Return a path as in SPARQL 1.1 (section 9.1), a plain predicate as its bare IRI."""
    return str(path) if isinstance(path, URIRef) else _path(graph, path)


def read_path(text: str) -> URIRef | Path | None:
    """Return the path that a text stands for, a plain IRI without ``<>`` included; None when it is none."""
    if ":" in text and not any(char in text for char in ' <>()|^*"{}\\'):
        return URIRef(text)
    tokens: list[str] = []
    end = 0
    while end < len(text):
        match = _TOKEN.match(text, end)
        if match is None:
            return None
        end = match.end()
        if match[1] or match[2]:
            tokens.append(f"<{match[1]}" if match[1] else match[2])
    try:
        reader = _Reader(tokens)
        path = reader.alternative()
    except (ValueError, RecursionError):
        return None
    return path if not reader.tokens else None


class _Reader:
    """Recursive descent over tokens, which are used up from the left."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens

    def alternative(self) -> URIRef | Path:
        parts = [self._sequence()]
        while self._take("|"):
            parts.append(self._sequence())
        return parts[0] if len(parts) == 1 else Path("alternative", tuple(parts))

    def _sequence(self) -> URIRef | Path:
        parts = [self._step()]
        while self._take("/"):
            parts.append(self._step())
        return parts[0] if len(parts) == 1 else Path("sequence", tuple(parts))

    def _step(self) -> URIRef | Path:
        if self._take("^"):
            return Path("inverse", (self._step(),))
        path = self._primary()
        if self.tokens and self.tokens[0] in _MARKS:
            path = Path(_MARKS[self.tokens.pop(0)], (path,))
        return path

    def _primary(self) -> URIRef | Path:
        if self._take("("):
            path = self.alternative()
            if not self._take(")"):
                raise ValueError
            return path
        if not self.tokens or not self.tokens[0].startswith("<"):
            raise ValueError
        return URIRef(self.tokens.pop(0)[1:])

    def _take(self, mark: str) -> bool:
        if self.tokens[:1] == [mark]:
            self.tokens.pop(0)
            return True
        return False


def _path(graph: Graph, path: Node) -> str:
    """Return a path inside another, in brackets where it has parts; a list that is more is a list.

    No two marks stand side by side, which the grammar of SPARQL does not take.
    """
    if isinstance(path, URIRef):
        return f"<{path}>"
    if (path, RDF.first, None) in graph:
        return f"({'/'.join(_path(graph, part) for part in graph.items(path))})"
    inverse, either = graph.value(path, SH.inversePath), graph.value(path, SH.alternativePath)
    if inverse is not None:
        inner = _path(graph, inverse)
        return f"^({inner})" if inner.startswith("^") else f"^{inner}"
    for predicate, mark in _PATH_MARKS.items():
        repeated = graph.value(path, predicate)
        if repeated is not None:
            inner = _path(graph, repeated)
            return f"({inner}){mark}" if inner[-1] in _MARKS else f"{inner}{mark}"
    members = graph.items(either) if either is not None else ()
    return f"({'|'.join(_path(graph, part) for part in members)})"
