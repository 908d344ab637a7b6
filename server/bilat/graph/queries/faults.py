"""What is wrong with the saved queries of a project before any of them runs: header, ids and text.

The words for mistakes in the text are those of the endpoint (`bilat.engine.mistakes.syntax`), so that a query
is told the same wherever it stands. Nothing of it reaches data or network: the store it is tried on is empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph

from bilat.engine.mistakes.syntax import explain, no_function
from bilat.engine.outline import admit
from bilat.engine.rewriting import forbidden
from bilat.errors import Place, QueryRefused, QuerySyntaxError, SourceError
from bilat.graph.queries.depth import DEEPEST, nests_too_deep
from bilat.graph.queries.saved import SavedCheck, SavedQuery, refuse_twins, saved_check, saved_query
from bilat.graph.source.contents import read_text
from bilat.project import Project

if TYPE_CHECKING:
    from bilat.graph.report.findings import Finding  # The server reads queries, and needs no rdflib for it.

_FUNCTION = re.compile(r"custom function (<[^>]*>)")
_POSITION = re.compile(r"Line \d+, column \d+: ")
_UNDECLARED = re.compile(r'The prefix "([^"]*):" is not declared\.')


def query_faults(project: Project) -> Iterator[SourceError]:
    """Yield an error for each query that cannot be read, described or parsed, at most one a file."""
    faulty: set[Path] = set()
    for path in project.query_files():
        try:
            require_query(read_text(path, project.name_of(path)), project.name_of(path))
        except SourceError as error:
            faulty.add(path)
            yield error
    for kind, read in (("competency", saved_query), ("checks", saved_check)):
        yield from _headers(project, kind, read, faulty)


def with_declarations(findings: Iterable[Finding], prefixes: Mapping[str, str]) -> Iterator[Finding]:
    """Yield findings about saved queries, with the line that one lacks where the project has its prefix.

    Args:
        findings: about files that cannot be read.
        prefixes: namespace IRI of each prefix of the project.
    """
    for finding in findings:
        lacks = _UNDECLARED.search(finding.message)
        if lacks and lacks[1] in prefixes:
            line = f"PREFIX {lacks[1]}: <{prefixes[lacks[1]]}>"
            yield replace(finding, remedy=f"Add this line below the header: {line}")
        else:
            yield finding


def require_query(text: str, file: str) -> None:
    """Check that a text is a query that may run.

    Raises:
        SourceError: it is not; with line and column where the mistake is one of syntax.
    """
    if nests_too_deep(text):
        raise SourceError(
            f"The query nests more than {DEEPEST} deep.",
            remedy="Write it with fewer brackets in each other.",
            place=Place(file),
        )
    try:
        admit(text)
        forbidden.check(text)
        pyoxigraph.Store().query(text)
    except QueryRefused:
        raise SourceError(
            "This is an update, or asks another endpoint (SERVICE).",
            remedy="A saved query asks the graph of its project and changes nothing: rewrite it so.",
            place=Place(file),
        ) from None
    except QuerySyntaxError as told:
        raise _in_file(told, file) from None
    except SyntaxError as error:
        raise _in_file(explain(text, str(error)), file) from None
    except RuntimeError as error:
        function = _FUNCTION.search(str(error))
        if function:
            raise _in_file(no_function(text, function[1]), file) from None
    except (OSError, ValueError):
        return  # A mistake that only data brings out.


def _in_file(told: QuerySyntaxError, file: str) -> SourceError:
    """Return an error of a query as one of its file."""
    message = _POSITION.sub("", told.message, count=1)
    remedy = told.remedy and told.remedy.replace(" line at the top: ", " line below the header: ")
    return SourceError(message, remedy=remedy, place=Place(file, told.line, told.column))


def _headers(
    project: Project,
    kind: str,
    read: Callable[[Project, Path], SavedQuery | SavedCheck],
    faulty: set[Path],
) -> Iterator[SourceError]:
    """Yield an error for each header, and for each id that is used twice."""
    ids: dict[str, str] = {}
    for path in project.query_files(kind):
        try:
            saved = read(project, path)
            refuse_twins({**ids, saved.path: saved.id})
            ids[saved.path] = saved.id
        except SourceError as error:
            if path not in faulty:
                yield error
