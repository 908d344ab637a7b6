"""The files that people write stand in one layout, so that a change shows what changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bilat.graph.formats.format import format_file
from bilat.project import Project

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("part", ["ontology", "data", "shapes"])
def test_files_are_laid_out(part: str) -> None:
    """`bilat format` would change none of them."""
    files = Project.at(ROOT).rdf_files(part)
    assert files
    assert not [path for path in files if format_file(path, check=True)]
