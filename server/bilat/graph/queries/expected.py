"""The answer that a question is expected to have, compared with the one that it has."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterable

from bilat.errors import Place, SourceError
from bilat.graph.queries.saved import SavedQuery

#: Rows that are shown of what differs, on each side.
_SHOWN = 5
_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)
_ORDERED = re.compile(r"\bORDER\s+BY\b", re.IGNORECASE)

Row = tuple[str, ...]


def difference(question: SavedQuery, answer: bytes) -> list[str]:
    """Return what is other in an answer than in the one that stands beside its question, in lines.

    Rows count in their order where the query has an ``ORDER BY``. Blank nodes are equal to each other.

    Args:
        question: a SELECT or ASK query, with its expected answer.
        answer: as CSV (SPARQL 1.1 results); for ASK ``true`` or ``false``.

    Raises:
        SourceError: the expected answer is not UTF-8.
    """
    wanted, found = _rows(_text(question)), _rows(answer.decode())
    if question.form == "ask":
        wanted, found = wanted[-1:], found[-1:]
    elif wanted[:1] != found[:1]:
        return [f"The columns are {_said(found[:1])}, and not {_said(wanted[:1])}."]
    missing, more = Counter(wanted) - Counter(found), Counter(found) - Counter(wanted)
    if missing or more:
        return [*_shown("-", missing), *_shown("+", more)]
    ordered = _ORDERED.search(_COMMENT.sub("", question.text))
    return ["The rows come in another order."] if ordered and wanted != found else []


def _text(question: SavedQuery) -> str:
    try:
        return (question.expected or b"").decode("utf-8-sig")
    except UnicodeDecodeError:
        file = f"{question.path.removesuffix('.rq')}.csv"
        raise SourceError("This is not UTF-8.", remedy="Save the file as UTF-8.", place=Place(file)) from None


def _rows(text: str) -> list[Row]:
    csv.field_size_limit(sys.maxsize)  # of the module; an answer may have a long text
    lines = csv.reader(io.StringIO(text, newline=""))
    return [tuple("_:" if cell.startswith("_:") else cell for cell in row) for row in lines]


def _said(rows: Iterable[Row]) -> str:
    return ", ".join(cell for row in rows for cell in row) or "none"


def _shown(sign: str, rows: Counter[Row]) -> list[str]:
    """Return some of the rows that one side alone has, and how many there are beside."""
    lines = [f"{sign} {', '.join(row)}" for row in rows.elements()]
    rest = len(lines) - _SHOWN
    return lines if rest <= 0 else [*lines[:_SHOWN], f"{sign} and {rest:,} more"]
