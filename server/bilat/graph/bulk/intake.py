"""Large files into the table ``line``: parsed strictly, every form as it is written.

A file of canonical N-Triples or N-Quads goes straight into the database. Any other is rewritten by pyoxigraph
first, which keeps all of it but capital letters of language tags; these are put back from the file.
"""

# ruff: noqa: S608 -- SQL is put together from our own text; paths and graphs are quoted.

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import duckdb
import pyoxigraph as ox
import zstandard

from bilat.digests import mark_of
from bilat.errors import Place, SourceError
from bilat.graph.bulk.canonical import KEPT_TAG, QUAD_LINE, TRIPLE_LINE, lines_of, quoted, terms_of
from bilat.graph.bulk.contexts import with_copies
from bilat.graph.bulk.database import Database
from bilat.graph.bulk.large_files import LargeFile
from bilat.graph.bulk.strict import absolute, is_odd_rdfxml, refuse_invalid, unmarked, written_anew
from bilat.graph.source.contents import damaged, declares_encoding, read_text
from bilat.graph.source.files import graph_of
from bilat.graph.source.lost import NO_BASE
from bilat.graph.source.packed_files import is_packed, opened
from bilat.graph.source.parse import FORMATS, JSON_LD, RDF_XML, place_of, require_shallow
from bilat.graph.source.plain_xml import as_meant, plain_rdfxml
from bilat.graph.source.statements import BY_LINE
from bilat.graph.source.syntax import translated
from bilat.graph.source.terms import DIRECTED, TRIPLE_TERM, UnsupportedTermError, of_rdf_1_2
from bilat.graph.source.turtle import NQUADS, READABLE

_TAG = re.compile(rb"""["']@([a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*)""")
#: More than the first line of a file in XML.
_HEAD = 1 << 10


def take_in(database: Database, file: LargeFile, line_bytes: int, *, own: bool = False) -> dict[str, str]:
    """Add the statements of a file to the table ``line``; return the prefixes that it declares.

    Args:
        database: where the table is.
        file: what to read.
        line_bytes: longest line; a statement that is longer is refused.
        own: whether blank nodes have names already that no other file has.

    Raises:
        SourceError: the file is not well-formed, holds what cannot be held here, or has changed.
    """
    prefixes = _taken_in(database, file, line_bytes, own)
    # It is read several times, and what is told of it has to hold for what was there at the beginning.
    if file.mark and (not file.path.exists() or mark_of(file.path) != file.mark):
        raise SourceError(
            "The file has changed while it was read.",
            remedy="Run this again when nothing writes to it.",
            place=Place(file.name),
        )
    return prefixes


def _taken_in(database: Database, file: LargeFile, line_bytes: int, own: bool) -> dict[str, str]:
    """Add the statements of a file, in the quickest way that it allows."""
    # DuckDB takes a packed file that was cut for a whole one.
    if file.media_type in BY_LINE and not is_packed(file.path):
        plain = database.called(file.path)
        line = QUAD_LINE if file.media_type == NQUADS else TRIPLE_LINE
        if _is_canonical(database, plain, line_bytes, line):
            _insert(database, file, plain, line_bytes, own)
            return {}
    rewritten = database.folder / "rewritten.nq"
    try:
        prefixes = _rewritten(file, rewritten, numbered=file.media_type not in BY_LINE)
        canonical = _is_canonical(database, rewritten, line_bytes)
        if not canonical and file.media_type in BY_LINE:
            # A label of a blank node may hold marks that the pattern of a line knows nothing of.
            _rewritten(file, rewritten, numbered=True)
            canonical = _is_canonical(database, rewritten, line_bytes)
        if not canonical:
            raise _refusal(file, rewritten, line_bytes)
        _insert(database, file, rewritten, line_bytes, own)
    finally:
        rewritten.unlink(missing_ok=True)
    return prefixes


def _is_canonical(database: Database, path: Path, line_bytes: int, line: str = QUAD_LINE) -> bool:
    """Tell whether each line of a file is canonical, as a pattern says; what DuckDB cannot read is not."""
    odd = f"SELECT 1 FROM {lines_of(path, line_bytes)} WHERE NOT regexp_full_match(line, {quoted(line)})"
    try:
        # In a transaction of its own: a file that cannot be read ends the one that it is read in.
        found = database.connection.cursor().execute(f"{odd} LIMIT 1").fetchone()
    except (duckdb.InvalidInputException, duckdb.ConversionException):
        return False
    return found is None


def _insert(database: Database, file: LargeFile, path: Path, line_bytes: int, own: bool) -> None:
    """Add the lines of a canonical file, blank nodes under names that no other file has."""
    fixed = graph_of(file.part, None)
    graph = quoted(f"<{fixed}>")
    if file.part == "data":
        graph = f"coalesce(nullif(g, ''), {graph})"
    stem = quoted("_:" if own else f"_:{stem_of(file.name)}")
    s, o, g = (
        f"CASE WHEN starts_with({column}, '_:') THEN {stem} || {column}[3:] ELSE {column} END"
        for column in ("s", "o", "g")
    )
    terms = f"SELECT s, p, o, {graph} AS g FROM ({terms_of(lines_of(path, line_bytes))})"
    database.execute(f"INSERT INTO line SELECT {s}, p, {o}, {g} FROM ({terms})")


def stem_of(name: str) -> str:
    """Return what the labels of the blank nodes of a file begin with (`bilat.graph.source.blank_nodes`)."""
    return "b" + sha256(name.encode()).hexdigest()[:12] + "x"


def _rewritten(file: LargeFile, target: Path, *, numbered: bool) -> dict[str, str]:
    """Write a file as N-Quads, its blank nodes numbered or not, or say that it is damaged."""
    try:
        return _rewrite(file, target, numbered)
    except (EOFError, OSError, zlib.error, zstandard.ZstdError) as error:
        raise damaged(file.path, file.name, error) from None


def _rewrite(file: LargeFile, target: Path, numbered: bool) -> dict[str, str]:
    """Write a file as N-Quads; return the prefixes that it declares."""
    odd = file.media_type == RDF_XML and not _is_recoded(file) and is_odd_rdfxml(file.path, file.name)
    base = NO_BASE if file.media_type == JSON_LD else None
    require_shallow(lambda: _opened(file), file.media_type, file.name)
    with written_anew(file.path, file.name) if odd else _opened(file) as source:
        parser = ox.parse(source, format=FORMATS[file.media_type], base_iri=base)
        kept = _kept_tags(file)
        try:
            with target.open("wb") as out:
                quads = _kept(parser, kept, numbered) if numbered or kept else parser
                if base:
                    quads = absolute(quads, file.path, file.name)
                ox.serialize(quads, out, format=ox.RdfFormat.N_QUADS)
        except SyntaxError as error:
            message, remedy = translated(str(error.msg))
            raise SourceError(message, remedy=remedy, place=place_of(error, file.name)) from None
        except UnsupportedTermError as what:
            raise of_rdf_1_2(str(what), Place(file.name)) from None
    if base:
        with _opened(file) as source:
            refuse_invalid(source, file.path, file.name)
    return dict(parser.prefixes)


def _opened(file: LargeFile) -> BinaryIO:
    """Return a file opened for the parser, in UTF-8, with copies in place of the contexts that it names."""
    if file.copies and file.media_type == JSON_LD:
        return io.BytesIO(with_copies(file.path, file.copies, file.name))
    if _is_recoded(file):
        return io.BytesIO(plain_rdfxml(read_text(file.path, file.name), file.name).text.encode())
    return unmarked(file.path)


def _is_recoded(file: LargeFile) -> bool:
    """Tell whether a file has to be read whole for its encoding, which the parser does not know."""
    if file.media_type != RDF_XML:
        return False
    with unmarked(file.path) as source:
        return declares_encoding(source.peek(_HEAD))


def _kept(parser: Iterator[ox.Quad], tags: dict[str, str], numbered: bool) -> Iterator[ox.Quad]:
    """Yield quads, blank nodes numbered as they come, tags with capital letters hidden in datatypes."""
    numbers: dict[str, ox.BlankNode] = {}
    for quad in map(as_meant, parser):
        s, o, g = quad.subject, quad.object, quad.graph_name
        if isinstance(o, ox.Triple) or isinstance(s, ox.Triple):
            raise UnsupportedTermError(TRIPLE_TERM)
        if isinstance(o, ox.Literal) and o.language:
            if o.direction is not None:
                raise UnsupportedTermError(DIRECTED)
            if o.language in tags:
                o = ox.Literal(o.value, datatype=ox.NamedNode(KEPT_TAG + tags[o.language]))
        if numbered:
            s, o, g = (_numbered(term, numbers) for term in (s, o, g))  # type: ignore[assignment]
        yield ox.Quad(s, quad.predicate, o, g)


def _numbered(term: object, numbers: dict[str, ox.BlankNode]) -> object:
    if not isinstance(term, ox.BlankNode):
        return term
    return numbers.setdefault(term.value, ox.BlankNode(f"n{len(numbers) + 1}"))


def _kept_tags(file: LargeFile) -> dict[str, str]:
    """Return how language tags with capital letters are written, by tag in small letters.

    Where a file writes one tag in several ways, small letters stand for all, or else the first of these.
    """
    forms: dict[str, set[str]] = {}
    if file.media_type not in READABLE:  # Their tags are small letters in small files too.
        return {}
    for tag in {found.decode() for found in _tags_in(file.path)}:
        forms.setdefault(tag.lower(), set()).add(tag)
    return {low: min(found) for low, found in forms.items() if low not in found}


def _tags_in(path: Path) -> set[bytes]:
    found: set[bytes] = set()
    rest = b""
    with opened(path) as source:
        while piece := source.read(1 << 22):
            found.update(_TAG.findall(rest + piece))
            rest = piece[-40:]
    return found


def _refusal(file: LargeFile, rewritten: Path, line_bytes: int) -> SourceError:
    """Return what is wrong with a file that pyoxigraph takes and the tables do not."""
    with rewritten.open("rb") as lines:
        for line in lines:
            if len(line) > line_bytes:
                return SourceError(
                    f"A statement has {len(line):,} bytes, more than the {line_bytes:,} of statement_bytes: "
                    f"{line[:80].decode(errors='replace')}…",
                    remedy="Keep long texts elsewhere and link to them, or raise statement_bytes.",
                    place=_place(file, line[:200]),
                )
            if b"<<(" in line:
                return of_rdf_1_2(TRIPLE_TERM, _place(file, line[:200]))
    return SourceError("The file cannot be held in tables.", place=Place(file.name))


def _place(file: LargeFile, beginning: bytes) -> Place:
    """Return the line that begins so, in a file that has a statement a line."""
    if file.media_type in BY_LINE:
        with opened(file.path) as lines:
            for number, line in enumerate(lines, 1):
                if line.startswith(beginning[:60]):
                    return Place(file.name, number)
    return Place(file.name)
