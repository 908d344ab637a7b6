"""One way to write each value, so that a literal can be compared by what it means.

SPARQL computes with values and does not say how a result is written: 2, 2.0 and 2.00 are one decimal. What
has no value of its datatype stays as it is.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final

import pyoxigraph as ox

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_EXACT: Final = frozenset(
    {"integer", "decimal", "nonNegativeInteger", "negativeInteger", "int", "long", "short", "byte"}
)
_INEXACT: Final = frozenset({"double", "float"})
_TIMES: Final = frozenset({"dateTime", "date", "time"})
_BOOLEANS: Final = {"1": "true", "0": "false"}
_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


def by_value(literal: ox.Literal) -> ox.Literal:
    """Return the literal that is written in the one way for its value."""
    kind = literal.datatype.value.removeprefix(XSD)
    written = _written(literal.value, kind)
    return literal if written is None else ox.Literal(written, datatype=literal.datatype)


def _written(text: str, kind: str) -> str | None:
    if kind == "boolean":
        return _BOOLEANS.get(text, text)
    if kind in _TIMES:
        return text.replace("+00:00", "Z").replace("-00:00", "Z")
    if kind in _EXACT | _INEXACT and _NUMBER.fullmatch(text):
        return _number(text, inexact=kind in _INEXACT)
    return None


def _number(text: str, *, inexact: bool) -> str | None:
    try:
        value = Decimal(repr(float(text)) if inexact else text)
        return f"{value.normalize():f}" if value else "0"
    except InvalidOperation:
        return None
