"""The files of a project to begin with; `begin` copies them."""

from __future__ import annotations

import os
from importlib.resources import as_file, files
from pathlib import Path

from bilat.errors import ProjectError
from bilat.project import CONFIGURATION_NAME, PARTS


def begin(folder: Path) -> tuple[Path, ...]:
    """Write a small working project into a folder; return its files.

    Args:
        folder: made where it is missing.

    Raises:
        ProjectError: a project is there, or the folder cannot be written to.
    """
    for name in (*PARTS, CONFIGURATION_NAME, "README.md"):
        if os.path.lexists(folder / name):
            raise ProjectError(
                f"There is {folder / name} already.", remedy="Name a folder that is empty or yet to be made."
            )
    with as_file(files(__name__)) as start:
        found = sorted(
            path for path in start.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")
        )
        try:
            return tuple(_copy(path, folder / path.relative_to(start)) for path in found)
        except OSError as error:
            raise ProjectError(f"{folder} cannot be written to: {error.strerror}.") from None


def _copy(source: Path, target: Path) -> Path:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())
    return target
