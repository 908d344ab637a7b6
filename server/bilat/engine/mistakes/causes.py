"""What may have gone wrong in a query: one function for each likely cause, tried in turn."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import pairwise
from typing import Final

from bilat.engine.lexer import AGGREGATES, END, FUNCTIONS, OPEN_IRI, OPEN_STRING, STRAY, Token
from bilat.engine.mistakes.grammar import Departure
from bilat.engine.mistakes.habits import habit_of
from bilat.engine.mistakes.wording import found_words, list_words
from bilat.vocab import BILAT, WELL_KNOWN

#: What an IRI has only as an escape with a percent sign.
_NO_SIGN_OF_IRIS: Final = re.compile(r"[\"{}|^`]|\\(?![uU])")
_PREFIXES: Final = {"bilat": str(BILAT), **WELL_KNOWN}
#: How advice begins that a line alone follows.
ADD_LINE: Final = "Add this line at the top: "
_CURLY: Final = frozenset("\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb")
_OF_HTML: Final = {"amp": "&", "apos": "'", "gt": ">", "lt": "<", "nbsp": " ", "quot": '"'}
_CLOSES: Final = {")": "(", "]": "[", "}": "{", ")>>": "<<(", ">>": "<<", "|}": "{|"}
#: What a triple can start with, and what can end one: between the two a full stop is missing.
_STARTS: Final = frozenset({"var", "iri", "pname", "blank", "anon"})


@dataclass(frozen=True, slots=True)
class Cause:
    """A likely cause of a mistake.

    Args:
        start: offset in the query.
        message: one sentence.
        remedy: what to write.
    """

    start: int
    message: str
    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A query as far as it can be read: its tokens, and where they leave the grammar.

    Args:
        tokens: one of kind ``end`` last.
        departure: None when the grammar has nothing against the query.
    """

    tokens: list[Token]
    departure: Departure | None

    @property
    def at(self) -> Token:
        """Return the token that does not fit, or the end."""
        return self.tokens[self.departure.index if self.departure else -1]

    @property
    def expected(self) -> frozenset[str]:
        """Return the kinds of token that would have fitted."""
        return self.departure.expected if self.departure else frozenset()


def _unfinished(reading: Reading) -> Cause | None:
    """Look for a string or IRI without an end, and for signs that mean nothing."""
    for token, after in pairwise([*reading.tokens, Token(END, "", 0)]):
        if token.start > reading.at.start:
            return None
        if token.kind == OPEN_STRING:
            return Cause(
                token.start, "This string is not closed.", "Close it on the same line, or use three quotes."
            )
        if token.kind == OPEN_IRI and after.text == ">" and (sign := _NO_SIGN_OF_IRIS.search(token.text)):
            return Cause(
                token.start + sign.start(),
                f"An IRI cannot hold {sign[0]} as it is.",
                f"Write %{ord(sign[0]):02X}.",
            )
        if token.kind == OPEN_IRI:
            return Cause(token.start, "This IRI is not closed.", "Write > at its end, and no spaces in it.")
        if token.kind == STRAY:
            return _stray(token, after)
    return None


def _stray(token: Token, after: Token) -> Cause:
    """Say what a sign may have been meant for that means nothing."""
    what, sign = found_words(token), token.text
    if sign in _CURLY:
        return Cause(token.start, f"{what} is no quotation mark of SPARQL.", "Write \" or '.")
    if sign == "\\":
        return Cause(token.start, "Escapes stand in IRIs and strings only.", "Write the character itself.")
    if sign == "&" and after.start == token.start + 1 and (meant := _OF_HTML.get(after.text)):
        return Cause(
            token.start, f'"&{after.text};" is how HTML writes "{meant}".', f'Write "{meant}" itself.'
        )
    if unicodedata.category(sign) in {"Zs", "Cf"}:
        name = f"{unicodedata.name(sign).lower()} (U+{ord(sign):04X})"
        return Cause(
            token.start, f"There is a sign that cannot be seen: {name}.", "Put a plain space in its place."
        )
    return Cause(token.start, f"{what} means nothing here.", "Take it out.")


def _bare_iri(reading: Reading) -> Cause | None:
    """Look for an address without its brackets."""
    for token, *signs in zip(reading.tokens, reading.tokens[1:], reading.tokens[2:], strict=False):
        if token.start > reading.at.start:
            return None
        end = token.start + len(token.text)
        if token.text.lower() in {"http:", "https:"} and [(each.text, each.start) for each in signs] == [
            ("/", end),
            ("/", end + 1),
        ]:
            return Cause(token.start, "An IRI stands in angle brackets.", "Write < before it and > after it.")
    return None


def _comment(reading: Reading) -> Cause | None:
    """Look for a comment in the way of another language."""
    at = reading.at
    after = reading.tokens[reading.departure.index + 1 :][:1] if reading.departure else []
    if any(each.start == at.start + 1 and f"{at.text}{each.text}" in {"//", "--", "/*"} for each in after):
        return Cause(at.start, "A comment begins with #.", "Write # before each line of it.")
    return None


def _unfit_prefix(reading: Reading) -> Cause | None:
    """Look for a prefix that is declared without its colon, or with more after it."""
    for before, token in pairwise(reading.tokens):
        if before.kind == "PREFIX" and token.text[:1].isalpha() and not token.text.endswith(":"):
            name = token.text.split(":", 1)[0]
            return Cause(token.start, "A prefix is declared with a colon at its end.", f"Write {name}:")
    return None


def _undeclared(reading: Reading) -> Cause | None:
    """Look for a prefix that is used and not declared."""
    declared: dict[str, int] = {}
    for before, token in zip([Token(END, "", 0), *reading.tokens], reading.tokens, strict=False):
        if token.start > reading.at.start or token.kind != "pname":
            continue
        prefix = token.text.split(":", 1)[0]
        if before.kind == "PREFIX":
            declared[prefix] = token.start
        elif prefix not in declared:
            return Cause(
                token.start, f'The prefix "{prefix}:" is not declared.', _declare(prefix, [*declared])
            )
    return None


def _declare(prefix: str, declared: list[str]) -> str:
    """Return what to write for an undeclared prefix."""
    near = _nearest(prefix, declared)
    if near:
        return f'Did you mean "{near}:"?'
    known = prefix if prefix in _PREFIXES else _nearest(prefix, _PREFIXES)
    if known is None:
        return f"Add a line at the top: PREFIX {prefix}: <the namespace>"
    add = f"PREFIX {known}: <{_PREFIXES[known]}>"
    return f"{ADD_LINE}{add}" if known == prefix else f'Did you mean "{known}:"? Add: {add}'


def _nearest(word: str, choices: Iterable[str]) -> str | None:
    """Return the choice that a word was probably meant to be: the same letters, or nearly."""
    known = list(choices)
    swapped = (choice for choice in known if sorted(choice) == sorted(word))
    return next(swapped, None) or next(iter(get_close_matches(word, known, 1)), None)


def _habit(reading: Reading) -> Cause | None:
    """Look for what other languages write."""
    if not reading.departure:
        return None
    at, index = reading.at, reading.departure.index
    before = reading.tokens[index - 1] if index else Token(END, "", 0)
    habit = habit_of(at, before, reading.expected)
    if habit is None:
        return None
    message, remedy = (
        text.format(at.text, before=before.text.upper()) for text in (habit.message, habit.remedy)
    )
    return Cause(at.start, message, remedy)


def _misspelt(reading: Reading) -> Cause | None:
    """Look for a word that is nearly one of those expected here."""
    at = reading.at
    if at.kind != "word":
        return None
    words = {word for word in reading.expected if word.isalpha() and word.isupper()}
    words |= FUNCTIONS if "function" in reading.expected else set()
    words |= AGGREGATES if "aggregate" in reading.expected else set()
    near = _nearest(at.text.upper(), sorted(words))
    if not near:
        return None
    return Cause(at.start, f'"{at.text}" is no keyword of SPARQL.', f"Did you mean {near}?")


def _no_variable(reading: Reading) -> Cause | None:
    """Look for a word where only variables and what is in brackets would fit."""
    at = reading.at
    if (
        at.kind != "word"
        or "var" not in reading.expected
        or not {"string", "iri"}.isdisjoint(reading.expected)
    ):
        return None
    return Cause(at.start, f'"{at.text}" is no variable.', f"Did you mean ?{at.text}?")


def _unclosed(reading: Reading) -> Cause | None:
    """Look for a bracket without a partner, when the query ends too early or goes on too long."""
    opened: list[Token] = []
    for token in reading.tokens[: reading.departure.index if reading.departure else -1]:
        if token.kind in _CLOSES.values():
            opened.append(token)
        elif token.kind in _CLOSES and opened:
            opened.pop()
    at = reading.at
    if not reading.departure:
        return None
    if at.kind in _CLOSES and not opened:
        return Cause(
            at.start, f'This "{at.text}" closes nothing.', f'Take it out, or add the "{_CLOSES[at.kind]}".'
        )
    wrong_partner = at.kind in _CLOSES and opened and _CLOSES[at.kind] != opened[-1].kind
    if opened and (at.kind == END or wrong_partner):
        sign = next(close for close, start in _CLOSES.items() if start == opened[-1].kind)
        what = "the query ends" if at.kind == END else f'there is "{at.text}"'
        if sign in reading.expected:
            return Cause(
                at.start, f'A "{sign}" is missing: {what} inside a "{opened[-1].text}".', f'Add "{sign}".'
            )
    return None


def _no_stop(reading: Reading) -> Cause | None:
    """Look for two triples with nothing between them."""
    at = reading.at
    if at.kind in _STARTS and "." in reading.expected and ";" in reading.expected:
        return Cause(
            at.start,
            f"A full stop is missing before {found_words(at)}.",
            'Write "." between two triples, ";" to go on with the same subject, "," with the same property.',
        )
    return None


def _other(reading: Reading) -> Cause | None:
    """Say what was found and what was expected."""
    if not reading.departure:
        return None
    at = reading.at
    found = "The query ends too early" if at.kind == END else f"{found_words(at)} does not fit here"
    return Cause(at.start, f"{found}; expected {list_words(reading.expected)}.")


CAUSES: Final[tuple[Callable[[Reading], Cause | None], ...]] = (
    _unfinished,
    _bare_iri,
    _comment,
    _unfit_prefix,
    _undeclared,
    _habit,
    _misspelt,
    _no_variable,
    _unclosed,
    _no_stop,
    _other,
)
