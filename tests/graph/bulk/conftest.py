"""A generated project, built in the large way although it is small."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bilat.graph.build import Built, build
from bilat.project import Project

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))
import generate

sys.path.pop(0)
ROOT = Path(__file__).parents[3]

Make = Callable[..., Path]


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Return what makes a project of generated data and our ontology."""

    def made(quads: int = 12_000, mistakes: float = 0.0) -> Path:
        folder = tmp_path_factory.mktemp("project")
        shutil.copytree(ROOT / "ontology", folder / "ontology")
        (folder / "data").mkdir()
        with (folder / "data/generated.nq").open("w", encoding="utf-8", newline="\n") as file:
            generate.write(file, quads, 1, mistakes)
        return folder

    return made


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], Built]:
    """Return what builds a project in the large way, whatever its size."""
    monkeypatch.setenv("BILAT_STREAMING_BYTES", "0")
    monkeypatch.setenv("BILAT_BUILD_MEGABYTES", "256")
    return lambda folder: build(Project.at(folder))
