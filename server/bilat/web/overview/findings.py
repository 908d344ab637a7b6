"""The findings of the last check, read from the index: numbers of all, and a few of each rule."""

# ruff: noqa: S608 -- SQL is put together from our own names of columns; what is chosen are parameters.

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

Rows = Callable[..., list[tuple[Any, ...]]]

#: The fields that findings can be narrowed by.
FIELDS: Final = ("severity", "rule", "kind", "document")
_SEVERITIES: Final = ("violation", "warning", "info")
_COLUMNS: Final = "name focus is_iri kind message remedy path passage file line document"
_SELECT: Final = (
    "SELECT coalesce(thing.label, ''), focus, is_iri, finding.kind, message, remedy, finding.path, passage, "
    "file, finding.line, document FROM finding LEFT JOIN thing ON is_iri AND thing.iri = focus"
)
_SAME: Final = "CASE WHEN min({0}) = max({0}) THEN min({0}) ELSE '' END"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding.

    Args:
        name: label of the thing that it is about; empty where that has none.
        focus: that thing: an IRI, a label of a blank node or a text; empty where it is about none.
        is_iri: whether it is an IRI.
        kind: of the thing, in words; may be empty.
        message: what is wrong.
        remedy: what to do; may be empty.
        path: of the property; may be empty.
        passage: IRI of the passage, or empty.
        file: where it stands, or empty.
        line: in that file, or None.
        document: what holds the passage, or the file.
    """

    name: str
    focus: str
    is_iri: bool
    kind: str
    message: str
    remedy: str
    path: str
    passage: str
    file: str
    line: int | None
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A rule with findings.

    Args:
        severity: ``violation``, ``warning`` or ``info``.
        rule: IRI of a shape, or name of a check.
        count: number of its findings.
        message: what is wrong, where all findings say the same; else empty.
        remedy: what to do, likewise.
    """

    severity: str
    rule: str
    count: int
    message: str
    remedy: str


class Findings:
    """The findings of a release.

    Args:
        rows: returns the rows of an SQL query of its index.
    """

    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    @cached_property
    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """Return the number of findings of each value of each field, sorted by value; empty ones left out."""
        return {field: self._counts(field) for field in FIELDS}

    def rules(self, chosen: Mapping[str, str]) -> list[Broken]:
        """Return the rules that have findings with the values that are chosen, the gravest first."""
        condition, values = _condition(chosen)
        found = self._rows(
            f"SELECT severity, rule, count(*), {_SAME.format('message')}, {_SAME.format('remedy')} "
            f"FROM finding WHERE {condition} GROUP BY severity, rule",
            *values,
        )
        rules = [
            Broken(severity=severity, rule=rule, count=count, message=message, remedy=remedy)
            for severity, rule, count, message, remedy in found
        ]
        return sorted(rules, key=lambda each: (_SEVERITIES.index(each.severity), each.rule))

    def of(self, rule: Broken, chosen: Mapping[str, str], most: int) -> list[Finding]:
        """Return the first findings of a rule with the values that are chosen."""
        condition, values = _condition({**chosen, "severity": rule.severity, "rule": rule.rule})
        found = self._rows(f"{_SELECT} WHERE {condition} ORDER BY finding.id LIMIT ?", *values, most)
        return [Finding(**dict(zip(_COLUMNS.split(), row, strict=True))) for row in found]

    def _counts(self, field: str) -> dict[str, int]:
        return dict(
            self._rows(
                f"SELECT {field}, count(*) FROM finding WHERE {field} <> '' GROUP BY {field} ORDER BY {field}"
            )
        )


def _condition(chosen: Mapping[str, str]) -> tuple[str, list[str]]:
    """Return an SQL condition, and its values."""
    fields = [field for field in FIELDS if chosen.get(field)]
    return " AND ".join(["true", *(f"finding.{field} = ?" for field in fields)]), [chosen[f] for f in fields]
