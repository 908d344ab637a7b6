"""Regular expressions that mean the same in every Python that is promised."""

from __future__ import annotations

import re
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1] / "server/bilat"
#: A group with a possessive quantifier, as it stands in a pattern.
POSSESSIVE = re.compile(r"\(\?[:P].*?[^\\\[]\)[*+?]\+")


def test_no_group_is_possessive() -> None:
    """Python before 3.11.5 gives up too early on `(?:ab|c)*+`; it reads `(?>(?:ab|c)*)` right."""
    files = list(PACKAGE.rglob("*.py"))
    assert files
    lines = ((path, line) for path in files for line in path.read_text("utf-8").splitlines())
    assert [(path.name, line) for path, line in lines if POSSESSIVE.search(line)] == []
    assert POSSESSIVE.search(r"(?:a|b)*+")
