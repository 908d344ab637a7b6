"""The triples of a query one by one, each with its path as a tree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import Final

from bilat.engine.lexer import END, Token
from bilat.engine.rewriting.draft import Draft
from bilat.engine.rewriting.pattern import Element
from bilat.vocab import RDF

_NAMES: Final = ("iri", "pname", "integer", "number", "signed", "TRUE", "FALSE")
#: Letters of all triples of an element: each has its subject and its path by itself.
_LONGEST: Final = 1 << 18


@dataclass(frozen=True, slots=True)
class Path:
    """A path or a part of one.

    Args:
        kind: ``|``, ``/``, ``^``, or the sign of what is repeated; ``!`` of names, some of them inverse;
            empty for a name or variable.
        parts: in their order.
        name: as written, where it is one.
        several: it may lead from one node to another in several ways, each a solution.
    """

    kind: str
    parts: tuple[Path, ...] = ()
    name: str = ""
    several: bool = False

    @property
    def text(self) -> str:
        """All of it, in brackets where other parts may follow."""
        if not self.kind:
            return self.name
        texts = [part.text for part in self.parts]
        if self.kind in {"|", "/"}:
            return f"({self.kind.join(texts)})"
        if self.kind == "!":
            return f"!({'|'.join(texts)})"
        inner = f"({texts[0]})" if self.parts[0].kind else texts[0]
        return f"^{inner}" if self.kind == "^" else f"{inner}{self.kind}"

    @property
    def empty(self) -> int:
        """How many solutions take no step, from or to a constant that the graph does not have."""
        if self.kind in {"*", "?"}:
            return 1
        if self.kind in {"", "!"}:
            return 0
        found = [part.empty for part in self.parts]
        if self.kind == "+":
            return min(found[0], 1)
        return sum(found) if self.kind == "|" else prod(found)


@dataclass(frozen=True, slots=True)
class PathTriple:
    """A triple.

    Args:
        subject: as written, or a variable for a blank node.
        path: or the variable between them.
        object: as the subject.
    """

    subject: str
    path: Path
    object: str

    @property
    def text(self) -> str:
        """All of it, without a full stop."""
        return f"{self.subject} {self.path.text} {self.object}"


class _NotPlainError(Exception):
    """There are reifiers, or more triples than can be written one by one, or it is not finished."""


def path_triples(
    draft: Draft, found: list[Token], element: Element, node: Callable[[str], str] | None = None
) -> list[PathTriple]:
    """Return the triples of an element; none if it has reifiers, or nodes for which there is no variable.

    Args:
        draft: of the query.
        found: its tokens.
        element: some triples.
        node: returns the variable for a blank node, given its label, or nothing where it has none.
    """
    try:
        return _Reader(draft, found, element, node).triples()
    except _NotPlainError:
        return []


class _Reader:
    """Reads triples from tokens, on and on."""

    def __init__(
        self, draft: Draft, found: list[Token], element: Element, node: Callable[[str], str] | None
    ) -> None:
        self._draft = draft
        self._found = found
        self._kinds = [*(token.kind for token in found[: element.last]), END]
        self._next = element.first
        self._variable = node
        self._triples = list[PathTriple]()
        self._written = 0

    def triples(self) -> list[PathTriple]:
        while self._kinds[self._next] != END:
            bracketed = self._kinds[self._next] in {"[", "("}
            subject = self._term()
            if not (bracketed and self._kinds[self._next] in {".", END}):
                self._properties(subject)
            if not self._takes(".") and self._kinds[self._next] != END:
                raise _NotPlainError
        return self._triples

    def _properties(self, subject: str) -> None:
        while True:
            start = self._next
            verb = Path("", name=self._text(start)) if self._takes("var") else self._path()
            while True:
                self._add(subject, verb, self._term())
                if not self._takes(","):
                    break
            more = False
            while self._takes(";"):
                more = True
            if not more or self._kinds[self._next] in {".", "]", END}:
                return

    def _add(self, subject: str, verb: Path, node: str) -> None:
        triple = PathTriple(subject, verb, node)
        self._written += len(triple.text)
        if self._written > _LONGEST:
            raise _NotPlainError
        self._triples.append(triple)

    def _path(self) -> Path:
        parts = self._parts("|", self._sequence)
        return parts[0] if len(parts) == 1 else Path("|", parts, several=True)

    def _sequence(self) -> Path:
        parts = self._parts("/", self._inverse)
        if len(parts) == 1:
            return parts[0]
        return Path("/", parts, several=any(part.several for part in parts))

    def _parts(self, sign: str, read: Callable[[], Path]) -> tuple[Path, ...]:
        parts = [read()]
        while self._takes(sign):
            parts.append(read())
        return tuple(parts)

    def _inverse(self) -> Path:
        if not self._takes("^"):
            return self._repeated()
        part = self._repeated()
        return Path("^", (part,), several=part.several)

    def _repeated(self) -> Path:
        part = self._step()
        sign = self._kinds[self._next]
        return Path(sign, (part,)) if self._takes("*", "?", "+") else part

    def _step(self) -> Path:
        if self._takes("("):
            part = self._path()
            self._expect(")")
            return part
        if not self._takes("!"):
            return self._name()
        names = tuple[Path, ...]()
        if self._takes("("):
            names = self._parts("|", self._direction)
            self._expect(")")
        elif not self._takes("nil"):  # One alone: what follows a bar is none of it.
            names = (self._direction(),)
        return Path("!", names, several=len({each.kind for each in names}) > 1)

    def _direction(self) -> Path:
        """Read a name after ``!``."""
        return Path("^", (self._name(),)) if self._takes("^") else self._name()

    def _name(self) -> Path:
        start = self._next
        self._expect("iri", "pname", "a")
        return Path("", name=self._text(start))

    def _term(self) -> str:
        """Read a variable, a name, a literal or a blank node, and the triples in its brackets."""
        start = self._next
        if self._takes("string"):
            if self._takes("^^"):
                self._expect("iri", "pname")
            else:
                self._takes("lang")
        elif self._takes("blank"):
            return self._node(self._found[start].text[2:])
        elif self._takes("anon"):
            return self._node()
        elif self._takes("nil"):
            return f"<{RDF}nil>"
        elif self._takes("["):
            node = self._node()
            self._properties(node)
            self._expect("]")
            return node
        elif self._takes("("):
            return self._list()
        else:
            self._expect("var", *_NAMES)
        return self._text(start)

    def _list(self) -> str:
        """Read a list from its first item."""
        first = node = self._node()
        while True:
            self._add(node, Path("", name=f"<{RDF}first>"), self._term())
            rest = f"<{RDF}nil>" if (closed := self._takes(")")) else self._node()
            self._add(node, Path("", name=f"<{RDF}rest>"), rest)
            if closed:
                return first
            node = rest

    def _node(self, label: str = "") -> str:
        if self._variable is None:
            raise _NotPlainError
        return self._variable(label)

    def _text(self, start: int) -> str:
        return self._draft.render(start, self._next)

    def _takes(self, *kinds: str) -> bool:
        """Go on if the next token is of one of some kinds; tell whether it was."""
        taken = self._kinds[self._next] in kinds
        self._next += taken
        return taken

    def _expect(self, *kinds: str) -> None:
        if not self._takes(*kinds):
            raise _NotPlainError
