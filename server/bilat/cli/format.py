"""``bilat format``: Turtle and TriG in one canonical layout."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from bilat.cli.options import project_option
from bilat.cli.output import say


@click.command("format", short_help="Bring Turtle and TriG into one layout.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True), metavar="[FILE|DIR]...")
@project_option
@click.option(
    "--check", "only_look", is_flag=True, help="Write nothing; exit 1 when a file is out of layout."
)
def command(paths: tuple[Path, ...], folder: Path | None, only_look: bool) -> int:
    """Lay out Turtle and TriG files, keeping comments; all of the project when none is named."""
    from bilat.graph.format import format_files
    from bilat.project import Project

    if paths:
        files = _asked_for(paths)
        names = {path: str(path) for path in files}
    else:
        project = Project.here(folder)
        files = [path for part in ("ontology", "data", "shapes") for path in project.rdf_files(part)]
        names = {path: project.name_of(path) for path in files}
    changed = format_files(files, check=only_look)
    for path in changed:
        say(f"{names[path]} {'is out of layout' if only_look else 'was laid out'}")
    return 1 if only_look and changed else 0


def _asked_for(paths: Iterable[Path]) -> list[Path]:
    """Return the files of some folders that have a layout, and the files that are named themselves.

    Raises:
        BilatError: a file has another ending, or a folder holds no such file: nothing would be done.
    """
    from bilat.errors import BilatError
    from bilat.graph.format import FORMATTED
    from bilat.graph.packed_files import is_packed
    from bilat.project import media_type_of

    files: set[Path] = set()
    for path in paths:
        inside = path.rglob("*") if path.is_dir() else (path,)
        found = {
            file
            for file in inside
            if media_type_of(file) in FORMATTED and not is_packed(file) and not file.is_dir()
        }
        if not found:
            raise BilatError(
                f"{path} {'holds' if path.is_dir() else 'is'} no Turtle or TriG file.",
                remedy="Name files that end in .ttl or .trig, or folders that hold some.",
            )
        files |= found
    return sorted(files)
