"""``bilat format``: Turtle and TriG in one canonical layout."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from bilat.cli.options import Named
from bilat.cli.output import complain, say


@click.command("format", short_help="Bring Turtle and TriG into one layout.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True), metavar="[FILE|DIR]...")
@click.option(
    "--project",
    "folder",
    type=Named(path_type=Path),
    metavar="DIR",
    help="Folder of ontology, data, shapes and queries; the one you are in when not given.",
)
@click.option(
    "--check", "only_look", is_flag=True, help="Write nothing; exit 1 when a file is out of layout."
)
def command(paths: tuple[Path, ...], folder: Path | None, only_look: bool) -> int:
    """Lay out Turtle and TriG files, keeping comments; all of the project when none is named."""
    from bilat.errors import BilatError, SourceError
    from bilat.graph.formats.format import format_file
    from bilat.project import Project

    if paths and folder:
        raise BilatError(
            "--project is given, and files too.", remedy="Leave --project out to lay out these files alone."
        )
    if paths:
        files = _asked_for(paths)
        names = {path: str(path) for path in files}
    else:
        project = Project.here(folder)
        if folder is None and not Path.cwd().is_relative_to(project.root):
            raise BilatError(
                "You are in no project.",
                remedy="Name files or folders, or the project with --project.",
            )
        files = [path for part in ("ontology", "data", "shapes") for path in project.rdf_files(part)]
        names = {path: project.name_of(path) for path in files}
    changed, refused = False, False
    for path in files:
        try:
            if not format_file(path, check=only_look):
                continue
        except SourceError as error:  # The others are laid out all the same, and told.
            complain(str(error))
            refused = True
        else:
            say(f"{names[path]} {'is out of layout' if only_look else 'was laid out'}")
            changed = True
    return 2 if refused else int(only_look and changed)


def _asked_for(paths: Iterable[Path]) -> list[Path]:
    """Return the files of some folders that have a layout, and the files that are named themselves.

    Raises:
        BilatError: a file has another ending, or a folder holds no such file: nothing would be done; or all
            belong to releases, which are no longer whole when a file changes.
    """
    from bilat.errors import BilatError
    from bilat.graph.formats.format import FORMATTED
    from bilat.graph.source.packed_files import is_packed
    from bilat.project import media_type_of, walk

    files: set[Path] = set()
    for path in paths:
        inside = walk(path) if path.is_dir() else (path,)
        found = {file for file in inside if media_type_of(file) in FORMATTED and not is_packed(file)}
        if not found:
            raise BilatError(
                f"{path} {'holds' if path.is_dir() else 'is'} no Turtle or TriG file.",
                remedy="Name files that end in .ttl or .trig, or folders that hold some.",
            )
        made = {file for file in found if _in_release(file)}
        if made == found:
            raise BilatError(
                f"{path} belongs to a release, which never changes.",
                remedy="Lay out the files that it is made from.",
            )
        files |= found - made
    return sorted(files)


def _in_release(file: Path) -> bool:
    """Return whether a file is part of a release, as far as the folders above it tell."""
    from bilat.graph.releases.release import MANIFEST

    return any(
        (folder / MANIFEST).exists() and (folder / "bilat.nq").exists() for folder in file.absolute().parents
    )
