"""Names in errors and reports are explained where their IRIs lead."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import bilat
from bilat.graph.checks import TABLE
from bilat.web.glossary import PROBLEMS

_TITLE = re.compile(r'\btitle = "([^"]+)"|\btitle="([^"]+)"')


def test_every_problem_is_explained(client: Any) -> None:
    """Each title of an error has its entry; the type of a problem leads to it."""
    root = Path(bilat.__file__).parent
    texts = [path.read_text("utf-8") for folder in ("web", "engine") for path in (root / folder).glob("*.py")]
    texts.append((root / "errors.py").read_text("utf-8"))
    titles = {one or other for text in texts for one, other in _TITLE.findall(text)}
    assert titles | {"Truncated"} == set(PROBLEMS)
    name = client.get("/nothing").json["type"].rpartition("/")[2]
    path, _, fragment = name.partition("#")
    assert f'<dt id="{fragment}">' in client.get(f"/{path}").text


def test_every_check_is_explained(client: Any) -> None:
    """Each check has its entry, saved ones too."""
    page = client.get("/checks").text
    for name in (*(check.id for check in TABLE), "circle"):
        assert f'<dt id="{name}">' in page
