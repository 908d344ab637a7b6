"""Rows as CSV and JSON say the same."""

import csv
import json
from io import StringIO

from bilat.web.sheets import as_csv, as_json

COLUMNS = ("name", "many", "flag", "nothing")
ROWS = [('A "B", C', ["x", "y"], True, None)]


def test_csv_keeps_commas_and_quotes() -> None:
    """What is written is read again; several values stand apart by a semicolon."""
    assert list(csv.reader(StringIO(as_csv(COLUMNS, ROWS)))) == [
        list(COLUMNS),
        ['A "B", C', "x; y", "true", ""],
    ]


def test_csv_has_no_formulas() -> None:
    """A spreadsheet that opens the file computes nothing; negative numbers are numbers."""
    rows = [('=HYPERLINK("http://e.org")', ["-x", "y"], "@A1", "-98.82"), ("a=b", ["x", "-y"], "+1", None)]
    assert list(csv.reader(StringIO(as_csv(COLUMNS, rows))))[1:] == [
        ['\'=HYPERLINK("http://e.org")', "'-x; y", "'@A1", "-98.82"],
        ["a=b", "x; -y", "+1", ""],
    ]


def test_json_has_a_name_for_each_value() -> None:
    """Lists stay lists, what is missing is null."""
    assert json.loads(as_json(COLUMNS, ROWS)) == [
        {"name": 'A "B", C', "many": ["x", "y"], "flag": True, "nothing": None}
    ]
