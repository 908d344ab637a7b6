"""The documents at a glance: a bar a passage, as wide as its text and as high as what it states.

Made from the stored answers ``home-strips`` and ``home-example`` of ``queries/pages/views``; what a passage
says stands on the page of its document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from bilat.web.index import Index, Row, text_of
from bilat.web.marks import Mark, mark_of

#: Between two bars, and the least width of one, in characters; the height of the highest and the lowest.
_GAP: Final = 16
_LEAST: Final = 20
_HIGHEST: Final = 0.95
_LOWEST: Final = 0.06
#: Width of the line of names below, and about how much of it a letter takes.
_LINE: Final = 960
_LETTER: Final = 6.6


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a document.

    Args:
        x: where it begins.
        label: its name, empty where it has no room.
    """

    x: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A document.

    Args:
        iri: of the document.
        title: what it is called here.
        bars: x, width, height from 0 to 1, and whether it is the example.
        width: of all bars.
        parts: its sections.
        passages: how many it has.
        statements: how many these make.
    """

    iri: str
    title: str
    bars: tuple[tuple[int, int, float, bool], ...]
    width: int
    parts: tuple[Part, ...]
    passages: int
    statements: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A statement that shows how all are marked.

    Args:
        iri: of the thing.
        label: what it is called.
        mark: of the passage.
        document: what its document is called.
        words: what people may look for.
    """

    iri: str
    label: str
    mark: Mark
    document: str
    words: str


def documents_of(index: Index) -> tuple[Document, ...]:
    """Return the documents of a release, none where nothing says where passages stand."""
    answer = index.answer("home-strips")
    rows = answer.rows if answer else ()
    example = index.answer("home-example")
    cited = {text_of(row, "passage") for row in (example.rows if example else ())}
    most = max((_number(row, "statements") for row in rows), default=0) or 1
    return tuple(
        _document(iri, list(each), cited, most)
        for iri, each in groupby(rows, key=lambda row: text_of(row, "document"))
    )


def example_of(index: Index, base: str) -> Example | None:
    """Return the statement that the home page points to, None where none is named."""
    answer = index.answer("home-example")
    for row in answer.rows if answer else ():
        mark = mark_of(text_of(row, "passage"), text_of(row, "mark"), base)
        return Example(
            iri=text_of(row, "thing"),
            label=text_of(row, "label"),
            mark=mark,
            document=text_of(row, "document"),
            words=text_of(row, "words"),
        )
    return None


def _document(iri: str, rows: list[Row], cited: set[str], most: int) -> Document:
    width = max(_number(row, "end") for row in rows) or 1
    return Document(
        iri=iri,
        title=text_of(rows[0], "title"),
        bars=tuple(_bar(row, cited, most) for row in rows),
        width=width,
        parts=tuple(_parts(rows, width)),
        passages=len(rows),
        statements=sum(_number(row, "statements") for row in rows),
    )


def _bar(row: Row, cited: set[str], most: int) -> tuple[int, int, float, bool]:
    start, end = _number(row, "start"), _number(row, "end")
    height = _LOWEST + (_HIGHEST - _LOWEST) * _number(row, "statements") / most
    return start, max(end - start - _GAP, _LEAST), height, text_of(row, "passage") in cited


def _parts(rows: list[Row], width: int) -> Iterator[Part]:
    """Yield the sections; a name is written where it ends before the next section begins."""
    starts = [
        (_number(next(each), "start") * _LINE / width, name)
        for name, each in groupby(rows, key=lambda row: text_of(row, "part"))
        if name
    ]
    ends = [x for x, _ in starts[1:]] + [float(_LINE)]
    for (x, name), end in zip(starts, ends, strict=True):
        room = int((end - x - 8) / _LETTER)
        yield Part(round(x, 1), name if len(name) <= room else _cut(name, room))


def _cut(name: str, room: int) -> str:
    """Return the first words of a name that have room, none if these would say little."""
    words = name[: room + 1].rpartition(" ")[0]
    return f"{words}\u2026" if len(words) > len(name) / 3 else ""


def _number(row: Row, name: str) -> int:
    return int(text_of(row, name) or 0)
