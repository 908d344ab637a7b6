"""Fixtures that all tests share: bilat's own graph, built once."""

from __future__ import annotations

import importlib
import os
import pkgutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import bilat
from bilat.graph.build import build
from bilat.graph.releases.release import Release
from bilat.project import Project

ROOT = Path(__file__).resolve().parents[1]

# A test says what is true on a machine that does other work, too: how fast it is, benchmarks say. A failure
# tells of a change and not of luck: cases are the same in every run, and new ones are looked for on purpose,
# with `pytest --hypothesis-profile explore`.
_settings = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("bilat", _settings, derandomize=True, database=None)
settings.register_profile("explore", _settings, max_examples=2_000)
settings.load_profile("bilat")
# Hypothesis takes some values from the modules that are loaded: were these not all, the cases of a test would
# depend on which ran before.
for _module in pkgutil.walk_packages(bilat.__path__, "bilat."):
    importlib.import_module(_module.name)


def _beside(variable: str, name: str) -> Path:
    """Return a folder of inputs, or skip the test with the reason."""
    folder = Path(os.environ.get(variable, ROOT.parent / "shared" / name))
    if not folder.is_dir():
        pytest.skip(f"no folder {folder}; name one with {variable}")
    return folder


@pytest.fixture(scope="session")
def documents() -> Path:
    """Return the folder of the two source documents."""
    return _beside("SOURCES_DIR", "sources")


@pytest.fixture(scope="session")
def w3c_tests() -> Path:
    """Return the folder of the W3C test suites."""
    return _beside("W3C_TESTS", "w3c")


@pytest.fixture(scope="session")
def own_project() -> Project:
    """Return bilat's own graph as a project."""
    return Project.at(ROOT)


@pytest.fixture(scope="session")
def own_release(own_project: Project, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """Return a release of bilat's own graph."""
    built = build(own_project, tmp_path_factory.mktemp("release"))
    assert built.release is not None, "\n".join(str(finding) for finding in built.findings)
    return built.release


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Return what mounts a disk of a size such as ``200k``; skip where that is not permitted."""
    disks: list[Path] = []

    def mount(size: str) -> Path:
        folder = tmp_path / f"disk{len(disks)}"
        folder.mkdir()
        command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"no disk can be mounted: {done.stderr.strip()}")
        disks.append(folder)
        return folder

    yield mount
    for folder in disks:
        subprocess.run(["umount", "--lazy", folder], check=True)
