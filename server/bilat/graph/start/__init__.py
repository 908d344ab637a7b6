"""The files of a project to begin with; `begin` copies them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from importlib.resources import as_file, files
from pathlib import Path

from bilat.errors import ProjectError
from bilat.project import CONFIGURATION_NAME, PARTS

#: What a folder may have before there is a project in it, as one that was cloned has: it stays.
_KEPT = ("README.md", ".gitignore")


def begin(folder: Path) -> tuple[Path, ...]:
    """Write a small working project into a folder; return its files.

    A README and what git is to ignore stay where they are there.

    Args:
        folder: made where it is missing.

    Raises:
        ProjectError: a project is there, or the folder cannot be written to.
    """
    for name in (*PARTS, CONFIGURATION_NAME):
        if os.path.lexists(folder / name):
            raise ProjectError(
                f"There is {folder / name} already.",
                remedy="Name a folder without one, or a new one.",
            )
    with as_file(files(__name__)) as start:
        found = sorted(
            path
            for path in start.rglob("*")
            if path.is_file()
            and path.suffix not in (".py", ".pyc")
            and not (path.name in _KEPT and os.path.lexists(folder / path.name))
        )
        written: list[Path] = []
        try:
            for path in found:
                written.append(folder / path.relative_to(start))
                _copy(path, written[-1])
        except BaseException as error:  # Ctrl-C too.
            _take_away(written, folder)
            if not isinstance(error, OSError):
                raise
            raise ProjectError(
                f"{folder} cannot be written to: {error.strerror}.", remedy="Name another folder."
            ) from None
    return tuple(written)


def _take_away(files: Iterable[Path], folder: Path) -> None:
    """Remove files, and folders inside of ``folder`` left empty: half a project would bar the next try."""
    for file in files:
        with suppress(OSError):
            file.unlink(missing_ok=True)
            for above in file.parents:
                if above == folder:
                    break
                above.rmdir()


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(source.read_bytes())
