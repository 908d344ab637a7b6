"""Terms for people, as Turtle writes them: prefixed names, bare numbers, quotes only where needed.

A literal is shortened only where its lexical form stays as it is: ``1.50``, ``01`` and ``true`` are,
``"1"^^xsd:boolean`` is not. Nothing heavy is imported: a query on a finished release needs this module.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from bilat.graph.formats.quads import XSD, literal, literal_parts
from bilat.graph.source.tokens import is_plain_local

_SHORT = {
    XSD + "integer": re.compile(r"[+-]?[0-9]+"),
    XSD + "decimal": re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD + "double": re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+"),
    XSD + "boolean": re.compile(r"true|false"),
}
_PREFIX = re.compile(r"(?:[A-Za-z](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?)?")


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
                if local and is_plain_local(local):
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
