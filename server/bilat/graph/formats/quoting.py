"""How terms are written in the canonical layout: quotes, and prefixed names where a prefix fits."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bilat.graph.source.tokens import Kind, is_plain_local
from bilat.graph.source.tree import Directive, Term
from bilat.vocab import RDF

_UNSAFE = re.compile(r'[\x00-\x1f"\\\x7f-\x9f\u2028\u2029]')
_SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
#: A single quote needs no escape between double quotes.
_UNQUOTED = {"\\'": "'"}
_UNIT = re.compile(r"\\.|[^\\]", re.DOTALL)


class Spelling:
    """Writes terms with the prefixes of one document.

    Args:
        directives: the prefixes in force; empty to write every IRI as the author did.
    """

    def __init__(self, directives: Iterable[Directive]) -> None:
        prefixes = {d.name: d.iri.text[1:-1] for d in directives if d.name is not None}
        # The longest namespace first; of two prefixes for one namespace the first in the alphabet.
        self._namespaces = sorted(
            ((iri, name) for name, iri in prefixes.items() if ":" in iri and "\\" not in iri),
            key=lambda pair: (-len(pair[0]), pair[1]),
        )
        self._types = {f"<{RDF.type}>"} | {
            f"{name}:type" for name, iri in prefixes.items() if iri == str(RDF)
        }

    def verb(self, term: Term) -> str:
        """Return a predicate; rdf:type is ``a``."""
        return "a" if term.text in self._types else self.term(term)

    def term(self, term: Term) -> str:
        """Return a term; numbers, booleans, blank nodes and prefixed names stay as written."""
        match term.kind:
            case Kind.IRI:
                return self._iri(term.text)
            case Kind.STRING:
                return double_quoted(term.text) + self._suffix(term)
            case _:
                return term.text

    def _suffix(self, term: Term) -> str:
        if term.language is not None:
            return f"@{term.language}"
        return "" if term.datatype is None else f"^^{self.term(term.datatype)}"

    def _iri(self, text: str) -> str:
        for namespace, name in self._namespaces:
            local = text[1 + len(namespace) : -1]
            if local and text.startswith(namespace, 1) and is_plain_local(local):
                return f"{name}:{local}"
        return text


def double_quoted(token: str) -> str:
    r"""Return quoted text in double quotes: three around text of several lines, else one.

    Escapes stay as the author chose them, so that a visible ``\u00a0`` stays visible.
    """
    long = token.startswith(('"""', "'''"))
    width = 3 if long else 1
    body = token[width:-width]
    several_lines = long and ("\n" in body or "\r" in body)
    if several_lines and token[0] == '"':
        return token
    units = [_UNQUOTED.get(unit, unit) for unit in _UNIT.findall(body)]
    if several_lines:
        return f'"""{"".join(_guarded(units))}"""'
    return '"' + "".join('\\"' if unit == '"' else unit for unit in units) + '"'


def _guarded(units: list[str]) -> Iterable[str]:
    """Yield units with a quote escaped where three would meet, or one the closing quotes."""
    run = 0
    for index, unit in enumerate(units):
        run = run + 1 if unit == '"' else 0
        if unit == '"' and (run == 3 or index == len(units) - 1):
            run = 0
            yield '\\"'
        else:
            yield unit


def quoted(text: str) -> str:
    """Return text as a short string of Turtle, with what may not stand there escaped."""
    return '"' + _UNSAFE.sub(lambda match: _escape(match[0]), text) + '"'


def _escape(char: str) -> str:
    return _SHORT.get(char, f"\\u{ord(char):04X}")
