"""Rows for spreadsheets and programs: CSV as RFC 4180 has it, and JSON with the same names."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import Final

from bilat.web.negotiate import Form

CSV: Final = Form("text/csv", ("csv",))
JSON: Final = Form("application/json", ("json",))
SVG: Final = Form("image/svg+xml", ("svg",))
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
    objects = [dict(zip(columns, row, strict=True)) for row in rows]
    return json.dumps(objects, ensure_ascii=False, indent=1) + "\n"


def _plain(value: Value) -> str | int:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int):
        return value
    return "" if value is None else "; ".join(value)
