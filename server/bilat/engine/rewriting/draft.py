"""The text of a query with some of its parts written anew, told by the tokens that they had.

Parts are put together late, so that one part may have others in it, and be there in several copies.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bilat.engine.lexer import Token


class Draft:
    """A text that is being written anew.

    Args:
        text: as it was.
        found: its tokens.
    """

    def __init__(self, text: str, found: Sequence[Token]) -> None:
        #: What variables are called, by their tokens; empty for other tokens.
        self.names = [token.text[1:] if token.kind == "var" else "" for token in found]
        self._text = text
        self._found = found
        self._before: dict[int, str] = {}
        #: By the last token of what is wrapped: its first one, and what comes after it.
        self._after: dict[int, tuple[int, str]] = {}
        #: By the first token that is replaced: the index after the last, and what makes the new text.
        self._instead: dict[int, tuple[int, Callable[[str], str]]] = {}

    def unused(self, name: str) -> str:
        """Return what no variable is called, beginning with a name."""
        while name in self.names:
            name += "_"
        return name

    def copy(self) -> Draft:
        """Return a draft that goes its own way from here."""
        other = Draft(self._text, self._found)
        other.names = self.names[:]
        other._before, other._after, other._instead = (
            dict(self._before),
            dict(self._after),
            dict(self._instead),
        )
        return other

    def insert(self, index: int, text: str) -> None:
        """Put a text before a token, and before what was put there earlier."""
        self._before[index] = text + self._before.get(index, "")

    def wrap(self, first: int, last: int, start: str, end: str) -> None:
        """Put texts around tokens and what was put around them earlier; ``last`` is the index after them."""
        self.insert(first, start)
        _, after = self._after.get(last - 1, (0, ""))
        self._after[last - 1] = (first, after + end)

    def replace(self, first: int, last: int, make: Callable[[str], str]) -> None:
        """Replace tokens, ``last`` being the index after them.

        Args:
            first: index of the first.
            last: index after the last.
            make: returns the new text, given the suffix of its blank nodes.
        """
        self._instead[first] = (last, make)

    def replace_in_sight(self, first: int, last: int, written: str) -> None:
        """Replace an expression, and leave it where the engine sees it, though it is not computed.

        Variables that no group has are refused (SPARQL 1.1, 19.8); in COALESCE the engine looks for none.
        """
        end = self._found[last - 1]
        original = self._text[self._found[first].start : end.start + len(end.text)]
        self.replace(first, last, lambda _: f"IF(true, {written}, {original})")

    def text(self) -> str:
        """Return the whole text."""
        return self._text[: self._found[0].start] + self.render(0, len(self._found))

    def render(self, first: int, last: int, suffix: str = "") -> str:
        """Return what tokens have become; a suffix gives the blank nodes of a copy names of their own."""
        pieces, index = list[str](), first
        while index < last:
            end, make = self._instead.get(index, (index + 1, None))
            if index > first:
                before = self._found[index - 1]
                pieces.append(self._text[before.start + len(before.text) : self._found[index].start])
            begun, after = self._after.get(end - 1, (first, ""))
            written = self._token(index, suffix) if make is None else make(suffix)
            pieces += (self._before.get(index, ""), written, after if begun >= first else "")
            index = end
        return "".join(pieces)

    def _token(self, index: int, suffix: str) -> str:
        token = self._found[index]
        if token.kind == "var":
            return f"{token.text[0]}{self.names[index]}"
        return f"{token.text}{suffix}" if token.kind == "blank" else token.text
