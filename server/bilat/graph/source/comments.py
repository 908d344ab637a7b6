"""A cursor over tokens that sorts out which comment belongs where."""

from __future__ import annotations

from bilat.graph.source.tokens import Kind, Token, tokenize
from bilat.graph.source.tree import Comments


class Cursor:
    """The tokens of a text without its comments, which are handed out on demand.

    A comment on the line of a token follows that token; one on a line of its own precedes the next token.
    Whatever the reader does not take stays pending and goes before the next part that asks, so that no
    comment is ever lost.

    Args:
        text: the whole text.
    """

    def __init__(self, text: str) -> None:
        self._tokens: list[Token] = []
        self._lead: dict[int, list[str]] = {}
        self._trail: dict[int, str] = {}
        self._on_line: set[int] = set()
        self._sort(text)
        self._index = 0
        self._pending: list[str] = []
        self._after: str | None = None
        self.token = self._tokens[0]

    @property
    def previous(self) -> Token:
        """Return the token that was read last."""
        return self._tokens[self._index - 1]

    @property
    def follows_on_line(self) -> bool:
        """Return whether the token stands on the line where the one before it ends."""
        return self._index in self._on_line

    def advance(self) -> Token:
        """Return the token and go on to the next."""
        index, token = self._index, self.token
        lead = self._lead.pop(index, None)
        if lead:
            self._flush()
            self._pending.extend(filter(None, lead))
        trail = self._trail.pop(index, None)
        if trail:
            self._flush()
            self._after = trail
        if token.kind is not Kind.END:
            self._index = index + 1
            self.token = self._tokens[index + 1]
        return token

    def take_before(self, *, blank_lines: bool = False) -> Comments:
        """Return the comments before the token, those still pending first.

        Args:
            blank_lines: whether to put an empty string where blank lines stand.
        """
        self._flush()
        lead = self._lead.pop(self._index, ())
        found = (*self._pending, *(line for line in lead if line or blank_lines))
        self._pending.clear()
        return found

    def take_after(self) -> str | None:
        """Return the comment at the end of the line of the token that was read last."""
        after, self._after = self._after, None
        return after

    def keep(self, comment: str) -> None:
        """Give back a comment that has no room where it stood."""
        self._pending.append(comment)

    def _flush(self) -> None:
        """Make a comment that nobody took pending."""
        if self._after:
            self._pending.append(self._after)
            self._after = None

    def _sort(self, text: str) -> None:
        """Part the comments from the tokens."""
        end = 0
        for token in tokenize(text):
            # A line ends at LF, at CR or at both.
            newlines = text.count("\n", end, token.offset) or text.count("\r", end, token.offset)
            index = len(self._tokens)
            if newlines == 0 and index:
                if token.kind is Kind.COMMENT and index not in self._lead:
                    self._trail[index - 1] = token.text.rstrip()
                    end = token.end
                    continue
                if token.kind is not Kind.COMMENT:
                    self._on_line.add(index)
            if newlines > 1:
                self._lead.setdefault(index, []).append("")
            if token.kind is Kind.COMMENT:
                self._lead.setdefault(index, []).append(token.text.rstrip())
            else:
                self._tokens.append(token)
            end = token.end
