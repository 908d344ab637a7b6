"""``bilat check``: everything that can be wrong with a project, without publishing anything."""

from __future__ import annotations

from pathlib import Path

import click

from bilat.cli.display import progress
from bilat.cli.options import format_option, output_option, project_option
from bilat.cli.output import colourful, write

FORMATS = ("text", "json", "html", "turtle", "jsonld", "sarif")


@click.command("check", short_help="Find all that is wrong; publish nothing.")
@project_option
@click.option(
    "--sources",
    "documents",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder of the documents; digest and position of every passage are compared with them.",
)
@format_option(FORMATS, "text")
@output_option
def command(folder: Path | None, documents: Path | None, form: str, target: Path | None) -> int:
    """Parse, lint, compare evidence, reason and validate; exit 1 when there are violations."""
    from bilat.graph.check import check
    from bilat.graph.report import render
    from bilat.project import Project

    with progress() as stages:
        checked = check(Project.at(folder), documents=documents, stages=stages)
    colour = target is None and colourful()
    write(render(checked.findings, form, checked=checked.scope, colour=colour), target)
    return 0 if checked.conforms else 1
