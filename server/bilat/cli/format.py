"""``bilat format``: Turtle and TriG in one canonical layout."""

from __future__ import annotations

from pathlib import Path

import click

from bilat.cli.options import project_option
from bilat.cli.output import say


@click.command("format")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True), metavar="[FILE|DIR]...")
@project_option
@click.option(
    "--check", "only_look", is_flag=True, help="Write nothing; exit 1 when a file is out of layout."
)
def command(paths: tuple[Path, ...], folder: Path | None, only_look: bool) -> int:
    """Lay out Turtle and TriG files, keeping comments; all of the project when none is named."""
    from bilat.graph.format import format_files
    from bilat.project import RDF_ENDINGS, Project

    if paths:
        found = (path for one in paths for path in (one.rglob("*") if one.is_dir() else (one,)))
        files = sorted(path for path in found if path.suffix in RDF_ENDINGS)
        names = {path: str(path) for path in files}
    else:
        project = Project.at(folder)
        files = [path for part in ("ontology", "data", "shapes") for path in project.rdf_files(part)]
        names = {path: project.name_of(path) for path in files}
    changed = format_files(files, check=only_look)
    for path in changed:
        say(f"{names[path]} {'is out of layout' if only_look else 'was laid out'}")
    return 1 if only_look and changed else 0
