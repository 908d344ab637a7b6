"""Downloads written from the tables, piece by piece, both variants in one pass.

    merged(s, p, o, stated)      each triple once
    whole(s, p, o, g, stated)    each quad once; ``stated`` is false for what the build added
    spelt(s, p, o, g, stated, name, text)
                                 one of these with the texts of subject and object in one form: that join is
                                 made once, for a piece of the whole has terms from everywhere

What a form is made of is told in `bilat.graph.bulk.forms`. N-Quads and N-Triples come in the order of their
text, for numbers are in that order; the few statements of the catalogue, whose terms have no numbers, are
merged in. Other forms have one block a subject, nested in nothing, and the catalogue at their end.
"""

# ruff: noqa: S608 -- SQL is put together from our own text; terms are quoted.

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TextIO

from bilat.graph.bulk.database import Database
from bilat.graph.bulk.forms import ORDER, BlockForm
from bilat.graph.formats.quads import Quad

#: Statements that are written at a time: a hundred bytes each, held a few times over. With four times as many
#: a build of 300,000 took 1.6 times the memory and no less time.
_PIECE = 100_000
#: A statement with a longer value counts as several.
_VALUE_BYTES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A file to write.

    Args:
        path: where it goes.
        stated: whether it has only what people wrote.
        extra: quads that stand in no table.
    """

    path: Path
    stated: bool
    extra: tuple[Quad, ...] = ()

    @property
    def condition(self) -> str:
        """Return the condition on a row ``q`` that goes into it."""
        return "q.stated" if self.stated else "true"


def write_lines(database: Database, targets: Iterable[Target], *, graphs: bool) -> None:
    """Write N-Quads or N-Triples, sorted by code point.

    Args:
        database: where the tables are.
        targets: the files.
        graphs: whether to name graphs.
    """
    graph = "|| ' ' || g.text" if graphs else ""
    joined = "JOIN name AS g ON g.id = t.g" if graphs else ""
    database.execute(
        f"CREATE OR REPLACE TABLE spelt AS SELECT t.*, o.text {graph} || ' .' AS text "
        f"FROM {'whole' if graphs else 'merged'} AS t JOIN name AS o ON o.id = t.o {joined}"
    )
    order = f"{ORDER}, q.g" if graphs else ORDER
    pieces = list(_pieces(database, "spelt", "s"))
    for target in targets:
        rest = sorted({_line(quad, graphs=graphs) for quad in target.extra}, reverse=True)
        queries = (
            f"SELECT string_agg(s.text || ' ' || p.text || ' ' || q.text, chr(10) ORDER BY {order}), "
            f"(SELECT text FROM name WHERE id = {high}) FROM spelt AS q "
            f"JOIN name AS s ON s.id = q.s JOIN verb AS p ON p.id = q.p WHERE q.s >= {low} "
            f"AND q.s < {high} AND s.id >= {low} AND s.id < {high} AND {target.condition}"
            for low, high in pieces
        )
        with target.path.open("w", encoding="utf-8", newline="\n") as file:
            for ((text, beyond),) in database.rows_of_all(queries):
                file.write(_merged(text, rest, beyond))
            file.writelines(reversed(rest))


def _merged(text: str | None, rest: list[str], beyond: str | None) -> str:
    """Return lines with those of a stack that belong before a term, sorted; they are taken off the stack."""
    more = []
    while rest and (beyond is None or rest[-1] < beyond):
        more.append(rest.pop())
    if not more:
        return f"{text}\n" if text else ""
    lines = text.split("\n") if text else []
    return "\n".join(sorted({*lines, *(line[:-1] for line in more)})) + "\n"


def write_subjects(database: Database, targets: Iterable[Target], form: BlockForm) -> None:
    """Write a form that knows no graphs: a block a subject, in the order of subjects."""
    _spell(database, form, "merged")
    pieces = list(_pieces(database, "spelt", "s"))
    for target in targets:
        with _opened(target, form) as parts:
            conditions = (f"q.s >= {low} AND q.s < {high} AND {target.condition}" for low, high in pieces)
            for text in _texts(database, form, "spelt", conditions, graphs=False):
                parts.write(text)


def write_graphs(database: Database, targets: Iterable[Target], form: BlockForm) -> None:
    """Write a form that keeps graphs: a block a graph, in it a block a subject."""
    _spell(database, form, "whole")
    pieces = list(_pieces(database, "spelt", "g"))
    for target in targets:
        with _opened(target, form) as parts:
            for alone, run in groupby(pieces, lambda piece: piece[1] - piece[0] == 1):
                if alone:
                    for graph, _ in run:
                        _write_graph(database, target, form, graph, parts)
                    continue
                conditions = (
                    f"q.g >= {low} AND q.g < {high} AND g.id >= {low} AND g.id < {high} "
                    f"AND {target.condition}"
                    for low, high in run
                )
                for text in _texts(database, form, "spelt", conditions, graphs=True):
                    parts.write(text)


def _write_graph(database: Database, target: Target, form: BlockForm, graph: int, outer: _Parts) -> None:
    """Write one graph, which may be large."""
    database.execute(
        f"CREATE OR REPLACE TABLE one AS SELECT * FROM spelt AS q WHERE g = {graph} AND {target.condition}"
    )
    pieces = list(_pieces(database, "one", "s"))
    if pieces:
        before, after, end = form.graph
        name = database.value(f"SELECT {form.named.format('text')} FROM {form.terms} WHERE id = {graph}")
        outer.write(f"{before}{name}{after}")
        parts = _Parts(outer.file, form.between)
        conditions = (f"q.s >= {low} AND q.s < {high}" for low, high in pieces)
        for text in _texts(database, form, "one", conditions, graphs=False):
            parts.write(text)
        outer.file.write(end)
    database.execute("DROP TABLE one")


@contextmanager
def _opened(target: Target, form: BlockForm) -> Iterator[_Parts]:
    """Write a file from head to foot; its parts are written by the caller, those of no table after them."""
    with target.path.open("w", encoding="utf-8", newline="\n") as file:
        parts = _Parts(file, form.between)
        file.write(form.head)
        yield parts
        for text in form.last(target.extra):
            parts.write(text)
        file.write(form.foot)


def _texts(
    database: Database, form: BlockForm, table: str, conditions: Iterable[str], *, graphs: bool
) -> Iterator[str]:
    """Yield the text of the blocks of some rows after the other; an empty one where there are none."""
    queries = (form.rows(table, condition, graphs=graphs) for condition in conditions)
    for rows in database.rows_of_all(queries):
        yield "".join(text for (text,) in rows) + form.end(graphs=graphs) if rows else ""


class _Parts:
    """Writes parts with something between them.

    Args:
        file: where to.
        between: what stands between two parts.
    """

    def __init__(self, file: TextIO, between: str) -> None:
        self.file = file
        self._between = between
        self._first = True

    def write(self, text: str) -> None:
        """Write a part, unless it is empty."""
        if text:
            self.file.write(text if self._first else self._between + text)
            self._first = False


def _spell(database: Database, form: BlockForm, table: str) -> None:
    database.execute(
        f"CREATE OR REPLACE TABLE spelt AS SELECT t.*, {form.named.format('s.text')} AS name, "
        f"{form.object} AS text "
        f"FROM {table} AS t JOIN {form.terms} AS n ON n.id = t.o JOIN {form.terms} AS s ON s.id = t.s"
    )


def _pieces(database: Database, table: str, column: str) -> Iterator[tuple[int, int]]:
    """Yield ranges of numbers with so much text each; one that has more is a range of its own."""
    size = f"sum(1 + strlen(text) // {_VALUE_BYTES})"
    rows = database.rows(
        f"SELECT min({column}), max({column}) + 1 FROM (SELECT {column}, n, "
        f"sum(n) OVER (ORDER BY {column}) AS total FROM (SELECT {column}, {size} AS n FROM {table} "
        f"GROUP BY {column})) GROUP BY CASE WHEN n > {_PIECE} THEN -{column} ELSE total // {_PIECE} END "
        "ORDER BY 1"
    )
    yield from ((int(low), int(high)) for low, high in rows)


def _line(quad: Quad, *, graphs: bool) -> str:
    s, p, o, g = quad
    return f"{s} {p} {o} {g} .\n" if graphs and g else f"{s} {p} {o} .\n"
