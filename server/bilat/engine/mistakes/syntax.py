"""Mistakes in a query, told to people: where, what was found, what was expected, what to do."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from bilat.engine.lexer import tokens
from bilat.engine.mistakes.causes import CAUSES, Cause, Reading
from bilat.engine.mistakes.grammar import sparql
from bilat.engine.mistakes.grouping import misplaced
from bilat.engine.mistakes.meanings import meaning, relative
from bilat.engine.prologue import resolve, scope
from bilat.errors import QuerySyntaxError

_ENGINE_PLACE = re.compile(r"error at (\d+):(\d+)")
#: Code points of a line that are shown around a mistake.
_WIDEST: Final = 100


def explain(text: str, engine_message: str, base: str | None = None) -> QuerySyntaxError:
    """Return the error for a query that the engine calls wrong, with the likeliest cause of its mistake.

    Args:
        text: the query.
        engine_message: what the engine said; it matters only when grammar has nothing against the query.
        base: IRI that relative IRIs are resolved against, None where there is none beside the query.
    """
    found = _ENGINE_PLACE.search(engine_message)
    start = _offset(text, int(found[1]), int(found[2])) if found else 0
    if (told := mistake(text)) is not None:
        return told
    read = tokens(text, sparql().keywords)
    cause = None if base else relative(read)
    return _error(text, cause or meaning(read, engine_message, start))


def told_of(engine_message: str, sent: str, text: str) -> str | None:
    """Return what an engine said of a query that was sent in other words, with the place in the query itself.

    None where it told no place, or one before words that were sent otherwise than they were written.
    """
    found = _ENGINE_PLACE.search(engine_message)
    if found is None:
        return None
    rest = sent[_offset(sent, int(found[1]), int(found[2])) :]
    if not text.endswith(rest):
        return None
    line, column = place(text, len(text) - len(rest))
    return _ENGINE_PLACE.sub(f"error at {line}:{column}", engine_message)


def mistake(text: str) -> QuerySyntaxError | None:
    """Return what the grammar has against a query, without running it; None when it has nothing."""
    found = tokens(text, sparql().keywords)
    reading = Reading(found, sparql().departure(found))
    cause = next((cause for look in CAUSES if (cause := look(reading))), None) or misplaced(found)
    return None if cause is None else _error(text, cause)


def no_function(text: str, iri: str) -> QuerySyntaxError:
    """Return the error for a query that calls a function which is not there.

    Args:
        text: the query.
        iri: of the function, in angle brackets.
    """
    found = tokens(text, sparql().keywords)
    known = scope(found, None)
    calls = (token for token, after in pairwise(found) if after.kind in {"(", "nil"})
    call = next((token for token in calls if f"<{resolve(token, *known)}>" == iri), found[0])
    what = f"{iri} here, which {call.text} stands for" if call.kind == "pname" else f"{iri} here"
    return at(text, call.start, f"there is no function {what}.", "Use the functions of SPARQL.")


def at(text: str, start: int, message: str, remedy: str | None) -> QuerySyntaxError:
    """Return an error with its place, an offset in the text of a query, told in words."""
    line, column = place(text, start)
    return QuerySyntaxError(
        f"Line {line}, column {column}: {message[0].upper()}{message[1:]}",
        line=line,
        column=column,
        detail=caret(text, start),
        remedy=remedy,
    )


def _error(text: str, cause: Cause) -> QuerySyntaxError:
    return at(text, cause.start, cause.message, cause.remedy)


def place(text: str, start: int) -> tuple[int, int]:
    """Return the 1-based line and column of an offset."""
    before = text[:start]
    return before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1


def caret(text: str, start: int) -> str:
    """Return the line of an offset with a caret under it; a long line is cut around the place."""
    first = text.rfind("\n", 0, start) + 1
    line = text[first:].split("\n", 1)[0].rstrip("\r")
    offset = start - first
    cut = max(0, offset - _WIDEST // 2) if len(line) > _WIDEST else 0
    shown = "".join(sign if sign.isprintable() or sign == "\t" else "�" for sign in line[cut : cut + _WIDEST])
    under = "".join("\t" if sign == "\t" else " " for sign in shown[: offset - cut])
    return f"{shown}\n{under}^"


def _offset(text: str, line: int, column: int) -> int:
    lines = text.split("\n")
    before = sum(len(each) + 1 for each in lines[: line - 1])
    return min(len(text), before + column - 1)
