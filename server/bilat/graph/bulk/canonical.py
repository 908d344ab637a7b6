"""Canonical N-Quads as DuckDB reads them: what a line may be, how it falls into terms, how SQL names these.

The grammar is regular, so one expression tells whether a line is canonical (RDF Dataset Canonicalization,
appendix A; N-Quads, section 4). Whether an IRI is one beyond that is asked of pyoxigraph, once for each IRI
that is not plain.
"""

# ruff: noqa: S608 -- SQL is put together from our own text; paths are quoted.

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from bilat.vocab import XSD

_IRI: Final = r"""<[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\]*>"""
_BLANK: Final = r"_:[\pL\pN_](?:[\pL\pN_.-]*[\pL\pN_-])?"
_TEXT: Final = r'"(?:[^\x00-\x1F\x7F"\\]|\\[btnfr"\\]|\\u00(?:0[0-7BEF]|1[0-9A-F]|7F)|\\uFFF[EF])*"'
_TAG: Final = r"@[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*"
_LITERAL: Final = rf"{_TEXT}(?:{_TAG}|\^\^{_IRI})?"
_TRIPLE: Final = rf"(?:{_IRI}|{_BLANK}) {_IRI} (?:{_IRI}|{_BLANK}|{_LITERAL})"
#: Whole lines of N-Triples and of N-Quads.
TRIPLE_LINE: Final = rf"{_TRIPLE} \."
QUAD_LINE: Final = rf"{_TRIPLE}(?: (?:{_IRI}|{_BLANK}))? \."
#: The parts of a line that is canonical, which a simpler expression finds in half the time.
_PARTS: Final = (
    r'^(<[^>]*>|_:[^ ]+) (<[^>]*>) (".*"(?:@[^ ]+|\^\^<[^>]*>)?|<[^>]*>|_:[^ ]+)(?: (<[^>]*>|_:[^ ]+))? \.$'
)
_CHARACTERS: Final = r"(?:[A-Za-z0-9._~!$&'(*+),;=:@/-]|%[0-9A-Fa-f]{2})*"
#: IRIs about which no parser can have a doubt.
PLAIN_IRI: Final = (
    rf"<(?:https?://[A-Za-z0-9.-]+(?:/{_CHARACTERS})?|urn:[A-Za-z0-9-]+:{_CHARACTERS})"
    rf"(?:\?{_CHARACTERS})?(?:#{_CHARACTERS})?>"
)
#: The datatype at the end of a literal that has one.
DATATYPE: Final = r'"\^\^(<[^>]*>)$'
_STRING: Final = f"^^<{XSD + 'string'}>"
#: How a language tag with capital letters passes pyoxigraph: as a datatype.
KEPT_TAG: Final = "urn:x-bilat:language:"
_KEPT: Final = rf"\^\^<{KEPT_TAG}([A-Za-z0-9-]+)>$"
#: What stands between columns of a file that has one column: characters that no line of RDF has in a row.
_NOTHING: Final = "\x01\x02\x03\x04"


def quoted(text: str | Path) -> str:
    """Return text as SQL writes it."""
    return "'" + str(text).replace("'", "''") + "'"


def listed(texts: Iterable[str]) -> str:
    """Return texts as SQL lists them, sorted."""
    return ", ".join(map(quoted, sorted(texts)))


def id_of(term: str) -> str:
    """Return SQL for the number of a term in the table ``name``."""
    return f"(SELECT id FROM name WHERE text = {quoted(term)})"


def ids_of(terms: Iterable[str]) -> str:
    """Return SQL for the numbers of terms in the table ``name``."""
    return f"(SELECT id FROM name WHERE text IN ({listed(terms)}))"


def end_of(literal: str) -> str:
    """Return SQL for the place of the mark at the end of the text of a literal, which is the last in it.

    DuckDB's ``reverse`` is no help: a character that joins the next, as U+06DD does, stays in front of it.
    """
    tail = f"length(regexp_extract({literal}, '[^\"]*$'))"
    return f"(length({literal}) - CASE WHEN ends_with({literal}, '\"') THEN 0 ELSE {tail} END)"


def lines_of(path: Path, line_bytes: int) -> str:
    """Return the table of the lines of a file.

    Args:
        path: the file; its name is taken for a pattern where it has marks of one.
        line_bytes: longest line.
    """
    return (
        f"read_csv({quoted(path)}, columns = {{'line': 'VARCHAR'}}, delim = '{_NOTHING}', quote = '', "
        "escape = '', header = false, auto_detect = false, new_line = '\\n', strict_mode = false, "
        f"compression = 'none', max_line_size = {line_bytes}, buffer_size = {4 * line_bytes})"
    )


def terms_of(lines: str) -> str:
    """Return the SELECT of the terms s, p, o, g of a table of lines; g is empty outside any graph."""
    plain = f"CASE WHEN ends_with(t.o, {quoted(_STRING)}) THEN t.o[:-{len(_STRING) + 1}] ELSE t.o END"
    tagged = f"regexp_replace({plain}, {quoted(_KEPT)}, '@\\1')"
    kept = f"CASE WHEN contains(t.o, {quoted(KEPT_TAG)}) THEN {tagged} ELSE {plain} END"
    kept = f"CASE WHEN contains(t.o, '\\uFFF') THEN {_unescaped(kept)} ELSE {kept} END"
    return (
        f"SELECT t.s AS s, t.p AS p, {kept} AS o, t.g AS g FROM (SELECT regexp_extract(line, "
        f"{quoted(_PARTS)}, ['s', 'p', 'o', 'g']) AS t FROM {lines})"
    )


def _unescaped(term: str) -> str:
    """Return SQL for a term with U+FFFE and U+FFFF as they are, which alone may be written in two ways.

    A canonical text has no U+0001, which stands for two backslashes.
    """
    found = f"replace({term}, '\\\\', chr(1))"
    for code in (0xFFFE, 0xFFFF):
        found = f"replace({found}, '\\u{code:04X}', chr({code}))"
    return f"replace({found}, chr(1), '\\\\')"
