"""A small project, and what runs commands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from commands import SMALL, Run

from bilat.cli import run


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the small project that was built."""
    folder = tmp_path_factory.mktemp("cli") / "project"
    shutil.copytree(SMALL, folder)
    assert run(["build", "--project", str(folder)]) == 0
    return folder


@pytest.fixture
def call(capfd: pytest.CaptureFixture[str]) -> Run:
    """Return what runs a command and gives exit status, output and errors."""

    def call(*arguments: object) -> tuple[int, str, str]:
        status = run([str(argument) for argument in arguments])
        return (status, *capfd.readouterr())

    return call
