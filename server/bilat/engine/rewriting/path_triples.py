"""The triples of a query one by one, with how many solutions the path of each has that take no step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from bilat.engine.lexer import END, Token
from bilat.engine.rewriting.draft import Draft
from bilat.engine.rewriting.pattern import Element

_NAMES: Final = ("iri", "pname", "integer", "number", "signed", "TRUE", "FALSE")


@dataclass(frozen=True, slots=True)
class PathTriple:
    """A triple.

    Args:
        subject: as written.
        object: as written.
        text: all of it, without a full stop.
        empty: how many solutions take no step, from or to a constant that the graph does not have.
    """

    subject: str
    object: str
    text: str
    empty: int


#: Letters of all triples of an element: each has its subject and its path by itself.
_LONGEST: Final = 1 << 18


class _NotPlainError(Exception):
    """There is more than subjects, verbs and objects, or more of them than can be written one by one."""


def path_triples(draft: Draft, found: list[Token], element: Element) -> list[PathTriple]:
    """Return the triples of an element; none if any has brackets or annotations, or is not finished."""
    try:
        return list(_Reader(draft, found, element).triples())
    except _NotPlainError:
        return []


class _Reader:
    """Reads triples from tokens, on and on."""

    def __init__(self, draft: Draft, found: list[Token], element: Element) -> None:
        self._draft = draft
        self._kinds = [*(token.kind for token in found[: element.last]), END]
        self._next = element.first
        self._written = 0

    def triples(self) -> Iterator[PathTriple]:
        while self._kinds[self._next] != END:
            yield from self._properties(self._term())
            if not self._takes(".") and self._kinds[self._next] != END:
                raise _NotPlainError

    def _properties(self, subject: str) -> Iterator[PathTriple]:
        while True:
            start = self._next
            empty = self._verb()
            verb = self._draft.render(start, self._next)
            while True:
                node = self._term()
                text = f"{subject} {verb} {node}"
                self._written += len(text)
                if self._written > _LONGEST:
                    raise _NotPlainError
                yield PathTriple(subject, node, text, empty)
                if not self._takes(","):
                    break
            more = False
            while self._takes(";"):
                more = True
            if not more or self._kinds[self._next] in {".", END}:
                return

    def _verb(self) -> int:
        """Read a verb; return how many solutions take no step."""
        return 0 if self._takes("var") else self._path()

    def _path(self) -> int:
        empty = self._sequence()
        while self._takes("|"):
            empty += self._sequence()
        return empty

    def _sequence(self) -> int:
        empty = self._step()
        while self._takes("/"):
            empty *= self._step()
        return empty

    def _step(self) -> int:
        self._takes("^")
        empty = 0
        if self._takes("("):
            empty = self._path()
            self._expect(")")
        elif self._takes("!"):
            if self._takes("("):
                self._path()
                self._expect(")")
            elif not self._takes("nil"):  # One alone: what follows a bar is none of it.
                self._takes("^")
                self._expect("iri", "pname", "a")
        else:
            self._expect("iri", "pname", "a")
        if self._takes("*", "?"):
            return 1
        return min(empty, 1) if self._takes("+") else empty

    def _term(self) -> str:
        """Read a variable, a name or a literal."""
        start = self._next
        if self._takes("string"):
            if self._takes("^^"):
                self._expect("iri", "pname")
            else:
                self._takes("lang")
        else:
            self._expect("var", *_NAMES)
        return self._draft.render(start, self._next)

    def _takes(self, *kinds: str) -> bool:
        """Go on if the next token is of one of some kinds; tell whether it was."""
        taken = self._kinds[self._next] in kinds
        self._next += taken
        return taken

    def _expect(self, *kinds: str) -> None:
        if not self._takes(*kinds):
            raise _NotPlainError
