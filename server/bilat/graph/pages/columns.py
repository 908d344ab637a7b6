"""Which columns the queries of pages have to have, and what must stand in them, by their folder and name.

What a page cannot do without is asked for when a project is checked, and row by row when it is built, so that
no page fails over it later. `docs/data-authors.md` tells what the columns are for.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

import pyoxigraph

from bilat.errors import Place, SourceError
from bilat.graph.suggest import nearest

Row = Mapping[str, pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Literal]
_NUMBER: Final = re.compile(r"[+-]?([0-9]{1,15}([.][0-9]*)?|[.][0-9]+)")
_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,15}")
#: What the id of a query of names may be: kinds of names, the surest first.
ROLES: Final = ("label", "alternative", "identifier", "definition", "context")
#: What ``form`` in the header of a facet may be.
FORMS: Final = ("choice", "sign", "range")
#: What the id of a facet may not be: addresses of lists say something else by it.
TAKEN: Final = ("format", "order", "page")


@dataclass(frozen=True, slots=True)
class Columns:
    """What the rows of a query need.

    Args:
        needed: columns that each row has a value in.
        numbers: columns whose values are numbers, where there are any.
        whole: those of them without a fraction.
    """

    needed: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()


_FOLDERS: Final = {
    "beside": Columns(("thing", "other")),
    "facets": Columns(("thing", "value")),
    "index/lines": Columns(("thing",)),
    "index/marks": Columns(("thing", "passage")),
    "index/names": Columns(("thing", "name")),
    "index/sections": Columns(("thing",)),
}
_VIEWS: Final = {
    "gaps": Columns(("gap", "label")),
    "guide-picture": Columns(("from", "link", "to", "fromLabel")),
    "home-example": Columns(("thing", "label", "passage")),
    "home-questions": Columns(("question", "label")),
    "home-strips": Columns(("document", "passage", "start", "end"), whole=("start", "end", "statements")),
    "map": Columns(("place",), numbers=("lon", "lat"), whole=("statements",)),
    "map-things": Columns(("place", "thing")),
    "network": Columns(("from", "to", "relation")),
    "network-things": Columns(("thing", "label"), whole=("column",)),
    "timeline": Columns(("thing",)),
    "timeline-lengths": Columns(("thing", "years"), numbers=("years",)),
    "timeline-orders": Columns(("before", "thing")),
    "timeline-partners": Columns(("thing", "partner", "label")),
    "timeline-undated": Columns(("thing",)),
}


def columns_of(folder: str, name: str) -> Columns:
    """Return what a query needs.

    Args:
        folder: below ``queries/pages``.
        name: the id of the query.
    """
    if folder == "views":
        return _VIEWS.get(name, Columns())
    return _FOLDERS.get(folder.replace("/generic/", "/"), Columns())


def require_columns(text: str, folder: str, name: str, path: str) -> None:
    """Check that a SELECT query has the columns that its pages need.

    Raises:
        SourceError: one is missing.
    """
    needed = columns_of(folder, name).needed
    answer = pyoxigraph.Store().query(text) if needed else None
    if not isinstance(answer, pyoxigraph.QuerySolutions):
        return
    there = [variable.value for variable in answer.variables]
    missing = [column for column in needed if column not in there]
    if missing:
        raise SourceError(
            f"The query has no column {_written(missing)}.",
            remedy=_renamed(missing[0], there) or f"Pages need {_written(needed)} of it.",
            place=Place(path),
        )


def _renamed(missing: str, there: Collection[str]) -> str | None:
    """Return what to do about a column that has nearly the name of one that is missing."""
    found = nearest(missing, there)
    return None if found is None else f"Call ?{found} ?{missing}."


def require_values(row: Row, number: int, folder: str, name: str, path: str) -> None:
    """Check what stands in a row.

    Args:
        row: without what is unbound.
        number: from 1.
        folder: of the query, below ``queries/pages``.
        name: the id of the query.
        path: its file.

    Raises:
        SourceError: a value is missing, or is no number.
    """
    columns = columns_of(folder, name)
    for column in columns.needed:
        if column not in row:
            raise SourceError(
                f"Row {number:,} of the answer has no ?{column}.",
                remedy="Have the query pass over such rows: leave out OPTIONAL, or ask BOUND in a FILTER.",
                place=Place(path),
            )
    for column, shape in (
        *((column, _NUMBER) for column in columns.numbers),
        *((column, _WHOLE) for column in columns.whole),
    ):
        if column in row and not shape.fullmatch(row[column].value):
            what = "whole number" if shape is _WHOLE else "decimal number"
            raise SourceError(
                f"Row {number:,} of the answer has {row[column].value[:60]!r} as ?{column}.",
                remedy=f"A page needs a {what} there, written with digits.",
                place=Place(path),
            )


def _written(columns: Collection[str]) -> str:
    return " and ".join(f"?{column}" for column in columns)
