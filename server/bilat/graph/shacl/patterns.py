"""``sh:pattern`` in SQL where DuckDB's RE2 agrees with Python's ``re``, else by ``re`` over distinct texts.

RE2 has neither look-around nor back references, and differs over letters that are not ASCII. So an
expression is written anew for RE2 from its parts when all of them are known, and only texts in ASCII are
matched there.
"""

# ruff: noqa: S608 -- SQL is put together from our own text and numbers; patterns are quoted.

from __future__ import annotations

import re
from collections.abc import Mapping
from re import _constants as sre  # type: ignore[attr-defined]  # re has no public way to its own parser
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import duckdb
from rdflib.term import Node

from bilat.graph.shacl.patience import TooLongError, patience
from bilat.graph.shacl.relation import BLANK, Relation, text

#: Most repetitions that RE2 takes.
_MOST = 1000
_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE}
#: White space outside of brackets, or what is kept: an escape, and a bracket with its letters.
_SPACE = re.compile(r"(?P<kept>\\.|\[\^?\]?(?:\\.|[^\]\\])*)|[ \t\n\r]", re.DOTALL)
_ANCHORS = {
    sre.AT_BEGINNING: "^",
    sre.AT_BEGINNING_STRING: r"\A",
    sre.AT_END: r"(?:\n?\z)",
    sre.AT_END_STRING: r"\z",
    sre.AT_BOUNDARY: r"\b",
    sre.AT_NON_BOUNDARY: r"\B",
}
_CATEGORIES = {
    sre.CATEGORY_DIGIT: "0-9",
    sre.CATEGORY_WORD: "0-9A-Za-z_",
    sre.CATEGORY_SPACE: r"\x09-\x0d\x1c-\x20",
    sre.CATEGORY_NOT_DIGIT: r"\x00-\x2f\x3a-\x{10ffff}",
    sre.CATEGORY_NOT_WORD: r"\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x{10ffff}",
    sre.CATEGORY_NOT_SPACE: r"\x00-\x08\x0e-\x1b\x21-\x{10ffff}",
}


class SlowPatternError(Exception):
    """A pattern takes too long.

    Args:
        value: the text that it is held against.
    """

    def __init__(self, value: Node) -> None:
        super().__init__()
        self.value = value


def flags_of(letters: str) -> tuple[int, str]:
    """Return the flags that ``sh:flags`` switches on, and the letters that mean nothing here.

    pyshacl knows ``i`` and ``m`` only; SPARQL, to which SHACL refers (4.4.3), has ``s`` and ``x`` too.
    """
    flags, unknown = 0, ""
    for letter in dict.fromkeys(letters):
        flags |= _FLAGS.get(letter.lower(), 0)
        unknown += "" if letter.lower() in _FLAGS else letter
    return flags, unknown


def compact(pattern: str, flags: int) -> tuple[str, int]:
    """Return a pattern without what the flag ``x`` leaves out, and the other flags.

    That is white space outside of brackets (XPath Functions and Operators, 7.6.1.1); Python leaves out what
    follows ``#`` as well.
    """
    if not flags & re.VERBOSE:
        return pattern, flags
    return _SPACE.sub(lambda found: found["kept"] or "", pattern), flags & ~re.VERBOSE


def unmatched(relation: Relation, values: str, pattern: str, flags: int) -> str:
    """Return the SELECT of the pairs (f, v) of values that a pattern is not found in.

    Args:
        relation: where the terms are.
        values: a table of pairs (f, v).
        pattern: as Python's ``re`` reads it.
        flags: those of ``re``.

    Raises:
        SlowPatternError: matching takes too long.
    """
    pattern, flags = compact(pattern, flags)
    written = rewritten(pattern, flags)
    if written is not None and not _compiles(relation, written):
        written = None
    fits = "false"
    if written is not None:
        fits = f"(strlen(t.lexical) = length(t.lexical) AND regexp_matches(t.lexical, {text(written)}))"
    # What RE2 does not find is asked again only where it could be wrong.
    doubtful = "strlen(t.lexical) <> length(t.lexical)" if written is not None else "true"
    asked = relation.rows(
        f"SELECT DISTINCT c.v FROM {values} AS c JOIN term AS t ON t.id = c.v "
        f"WHERE t.kind <> {BLANK} AND {doubtful}"
    )
    nodes = relation.nodes(number for (number,) in asked)
    kept = relation.listed(_fitting(re.compile(pattern, flags), {n: nodes[n] for (n,) in asked}))
    return (
        f"SELECT c.f, c.v FROM {values} AS c JOIN term AS t ON t.id = c.v "
        f"WHERE (t.kind = {BLANK} OR NOT {fits}) AND c.v NOT IN ({kept})"
    )


def _fitting(pattern: re.Pattern[str], texts: Mapping[int, Node]) -> list[int]:
    """Return the numbers of the texts that a pattern is found in."""
    found = []
    with patience() as begin:
        for number, node in texts.items():
            begin()
            try:
                if pattern.search(str(node)):
                    found.append(number)
            except TooLongError:
                raise SlowPatternError(node) from None
    return found


def _compiles(relation: Relation, written: str) -> bool:
    """Tell whether RE2 takes an expression: many counts inside each other are too large for it."""
    try:
        relation.rows(f"SELECT regexp_matches('', {text(written)})::INTEGER")
    except duckdb.Error:
        return False
    return True


def rewritten(pattern: str, flags: int) -> str | None:
    """Return a pattern for RE2 that finds the same in ASCII texts, None where there is none."""
    parsed = _parser.parse(pattern, flags)
    if parsed.state.flags & ~(re.UNICODE | re.IGNORECASE | re.MULTILINE):
        return None
    if parsed.state.flags & re.MULTILINE and flags & re.MULTILINE == 0:
        return None
    written = _written(parsed, multiline=bool(flags & re.MULTILINE))
    if written is None:
        return None
    return f"(?i:{written})" if parsed.state.flags & re.IGNORECASE else written


def _written(parsed: Any, *, multiline: bool) -> str | None:
    """Return the parts of a pattern one after the other, None when one of them is unknown."""
    pieces = [_piece(op, value, multiline=multiline) for op, value in parsed]
    return None if None in pieces else "".join(piece for piece in pieces if piece is not None)


def _piece(op: Any, value: Any, *, multiline: bool) -> str | None:
    if op is sre.LITERAL:
        return _letter(value)
    if op is sre.NOT_LITERAL:
        return None if value > 127 else f"[^{_letter(value)}]"
    if op is sre.ANY:
        return r"[^\n]"
    if op is sre.IN:
        return _set(value)
    if op is sre.AT:
        return None if multiline else _ANCHORS.get(value)
    if op is sre.BRANCH:
        parts = [_written(part, multiline=multiline) for part in value[1]]
        return None if None in parts else f"(?:{'|'.join(map(str, parts))})"
    if op is sre.SUBPATTERN:
        inner = None if value[1] or value[2] else _written(value[3], multiline=multiline)
        return None if inner is None else f"(?:{inner})"
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        return _repeat(*value, multiline=multiline)
    return None


def _repeat(least: int, most: int, inner: Any, *, multiline: bool) -> str | None:
    written = _written(inner, multiline=multiline)
    endless = most == sre.MAXREPEAT
    if written is None or least > _MOST or (not endless and most > _MOST):
        return None
    return f"(?:{written}){{{least},{'' if endless else most}}}"


def _set(items: Any) -> str | None:
    pieces: list[str | None] = []
    for op, value in items:
        if op is sre.NEGATE:
            pieces.append("^")
        elif op is sre.LITERAL:
            pieces.append(_letter(value))
        elif op is sre.RANGE:
            ends = [_letter(end) for end in value]
            pieces.append(None if None in ends else "-".join(map(str, ends)))
        elif op is sre.CATEGORY:
            pieces.append(_CATEGORIES.get(value))
        else:
            return None
    return None if None in pieces else f"[{''.join(map(str, pieces))}]"


def _letter(code: int) -> str | None:
    """Return a letter in a form that means itself anywhere; letters beyond ASCII may fold otherwise."""
    return f"\\x{code:02x}" if code < 128 else None
