"""Names in errors and reports are explained where their IRIs lead."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any, TypeGuard

import bilat
from bilat.graph.queries.saved import saved_checks
from bilat.graph.report.checks import TABLE
from bilat.project import Project
from bilat.web.overview.glossary import PROBLEMS

#: How the names of classes of errors end.
_RAISED = ("Error", "Refused", "Failed", "Overloaded", "TooLarge", "NotAcceptable")
#: What no code of ours raises by name: the mark of a cut answer, and what the framework says of ranges.
_OTHERS = {"Truncated", "Requested range not satisfiable"}


def titles_of_errors() -> Iterator[str]:
    """Yield each title that an error is raised with, or that its class gives it."""
    root = Path(bilat.__file__).parent
    for path in (*(root / "web").rglob("*.py"), *(root / "engine").rglob("*.py"), root / "errors.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(_RAISED):
                yield from (each.value.value for each in node.keywords if is_title(each.arg, each.value))
            elif path.name == "errors.py" and isinstance(node, ast.Assign | ast.AnnAssign):
                target = node.targets[0] if isinstance(node, ast.Assign) else node.target
                if node.value is not None and is_title(ast.unparse(target), node.value):
                    yield node.value.value


def is_title(name: str | None, value: ast.expr) -> TypeGuard[ast.Constant]:
    return name == "title" and isinstance(value, ast.Constant) and isinstance(value.value, str)


def test_every_problem_is_explained(client: Any) -> None:
    """Each title of an error has its entry; the type of a problem leads to it."""
    assert set(titles_of_errors()) | _OTHERS == set(PROBLEMS)
    name = client.get("/nothing").json["type"].rpartition("/")[2]
    path, _, fragment = name.partition("#")
    assert f'<dt id="{fragment}">' in client.get(f"/{path}").text


def test_every_check_is_explained(client: Any) -> None:
    """Each check has its entry, saved ones too."""
    page = unescape(client.get("/checks").text)
    for check in TABLE:
        assert f'<dt id="{check.id}">' in page
        assert check.help in page
    saved = next(check for check in saved_checks(Project.at()) if check.id == "circle")
    assert '<dt id="circle">' in page
    assert saved.remedy
    assert saved.remedy in page
