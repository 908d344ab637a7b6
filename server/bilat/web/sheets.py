"""Rows for spreadsheets and programs: CSV as RFC 4180 has it, and JSON with the same names."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final

#: How formulas of spreadsheets begin.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
Value = str | int | bool | None | Sequence[str]


def as_csv(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """Return rows with a header; several values of a cell stand apart by a semicolon."""
    sheet = StringIO()
    writer = csv.writer(sheet)
    writer.writerow(columns)
    writer.writerows([_plain(value) for value in row] for row in rows)
    return sheet.getvalue()


def as_json(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> str:
    """Return rows as a list of objects."""
    return json_of([dict(zip(columns, row, strict=True)) for row in rows])


def json_of(value: object) -> str:
    """Return a value as JSON that people can read, too."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _plain(value: Value) -> str | int:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return value
    return _harmless("" if value is None else value if isinstance(value, str) else "; ".join(value))


def _harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; numbers stay what they are."""
    number = text.lstrip("+-").replace(".", "").isdigit()
    return f"'{text}" if text[:1] in _FORMULA and not number else text
