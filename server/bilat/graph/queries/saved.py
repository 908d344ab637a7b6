"""Queries that are kept in files, each with a header of comments that says what it is.

    # id: countries-with-a-5g-declaration
    # question: Which countries have a joint declaration on 5G with the EU side?
    # theme: instruments
    # keywords: 5G, joint declaration, Japan
    # includes: declarations of any side of the EU; planned ones are left out

A saved question needs all five keys. A check, whose rows are findings, has ``id``, ``message`` and, where
they apply, ``remedy`` and ``severity``. Nothing is run here.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bilat.errors import Place, SourceError
from bilat.graph.queries.headers import read_header
from bilat.graph.report.checks import BY_ID
from bilat.graph.source.contents import read_bytes, read_text
from bilat.project import Project

_PROLOGUE = re.compile(
    r"(?:\s|#[^\n]*(?:\n|$)|PREFIX\s+[^\s:]*:\s*<[^>]*>|BASE\s+<[^>]*>)*(SELECT|ASK|CONSTRUCT|DESCRIBE)\b",
    re.IGNORECASE,
)
QUESTION_KEYS = ("id", "question", "theme", "keywords", "includes")
CHECK_KEYS = ("id", "message", "remedy", "severity")
_SEVERITIES = ("violation", "warning", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedQuery:
    """A question and the query that answers it.

    Args:
        id: its name in addresses, lower case with hyphens, unique in the project.
        question: in words, for people.
        theme: which questions it stands among.
        keywords: words that people may look for.
        includes: what a count or list takes in and leaves out.
        form: ``select``, ``ask``, ``construct`` or ``describe``.
        text: the whole file, header included.
        path: the file, relative to the project.
        expected: the expected answer as CSV (SPARQL 1.1 results), or None where none is kept.
    """

    id: str
    question: str
    theme: str
    keywords: tuple[str, ...]
    includes: str
    form: str
    text: str
    path: str
    expected: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedCheck:
    """A query that must return nothing; each row it returns is a finding.

    The variables ``?focus``, ``?path``, ``?value``, ``?passage`` and ``?message`` fill the finding.

    Args:
        id: the rule that findings name.
        message: what a row means, in one sentence.
        remedy: what to do about it, or None.
        severity: ``violation``, ``warning`` or ``info``.
        text: the whole file.
        path: the file, relative to the project.
    """

    id: str
    message: str
    remedy: str | None
    severity: str
    text: str
    path: str


def saved_queries(project: Project) -> tuple[SavedQuery, ...]:
    """Return the competency questions of a project, sorted by file.

    Raises:
        SourceError: a header lacks a key, has one twice or one that is unknown, or an id is used twice.
    """
    queries = tuple(saved_query(project, path) for path in project.query_files("competency"))
    refuse_twins({query.path: query.id for query in queries})
    return queries


def saved_checks(project: Project) -> tuple[SavedCheck, ...]:
    """Return the checks of a project, sorted by file.

    Raises:
        SourceError: as for `saved_queries`, or a severity is unknown.
    """
    checks = tuple(saved_check(project, path) for path in project.query_files("checks"))
    refuse_twins({check.path: check.id for check in checks})
    return checks


def form_of(text: str) -> str | None:
    """Return the form of a query in lower case, or None for a text that begins like none."""
    match = _PROLOGUE.match(text)
    return match[1].lower() if match else None


def saved_query(project: Project, path: Path) -> SavedQuery:
    """Return the question in a file.

    Raises:
        SourceError: as for `saved_queries`.
    """
    name = project.name_of(path)
    text = read_text(path, name)
    header = read_header(text, name, QUESTION_KEYS, QUESTION_KEYS)
    answer = path.with_suffix(".csv")
    return SavedQuery(
        id=header["id"],
        question=header["question"],
        theme=header["theme"],
        keywords=tuple(word.strip() for word in header["keywords"].split(",") if word.strip()),
        includes=header["includes"],
        form=_form(text, name),
        text=text,
        path=name,
        expected=read_bytes(answer, project.name_of(answer)) if os.path.lexists(answer) else None,
    )


def saved_check(project: Project, path: Path) -> SavedCheck:
    """Return the check in a file.

    Raises:
        SourceError: as for `saved_checks`.
    """
    name = project.name_of(path)
    text = read_text(path, name)
    header = read_header(text, name, CHECK_KEYS, ("id", "message"))
    if header["id"] in BY_ID:
        raise SourceError(
            f"The id {header['id']!r} is that of a check of bilat itself.",
            remedy="Choose another.",
            place=Place(name, 1),
        )
    severity = header.get("severity", "violation")
    if severity not in _SEVERITIES:
        line = next(number for number, line in enumerate(text.splitlines(), 1) if "severity" in line)
        raise SourceError(
            f"The severity is {severity!r}.",
            remedy=f"It is one of {', '.join(_SEVERITIES)}.",
            place=Place(name, line),
        )
    if _form(text, name) != "select":
        raise SourceError("A check is a SELECT query.", place=Place(name))
    return SavedCheck(
        id=header["id"],
        message=header["message"],
        remedy=header.get("remedy"),
        severity=severity,
        text=text,
        path=name,
    )


def _form(text: str, name: str) -> str:
    """Return the form of the query in a file."""
    form = form_of(text)
    if form is None:
        raise SourceError(
            "This is no SELECT, ASK, CONSTRUCT or DESCRIBE query.",
            remedy="Only prefixes and comments may stand before one of these words.",
            place=Place(name),
        )
    return form


def refuse_twins(ids: Mapping[str, str]) -> None:
    """Check that no two files have the same id.

    Args:
        ids: the id of each file.

    Raises:
        SourceError: two have; the later one is named.
    """
    first: dict[str, str] = {}
    for path, id_ in ids.items():
        if id_ in first:
            raise SourceError(
                f"The id {id_!r} is also that of {first[id_]}.", remedy="Rename one.", place=Place(path, 1)
            )
        first[id_] = path
