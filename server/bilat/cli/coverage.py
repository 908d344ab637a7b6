"""``bilat coverage``: which passage says nothing yet, which statement has no passage."""

from __future__ import annotations

from pathlib import Path

import click

from bilat.cli.options import format_option, output_option, project_option
from bilat.cli.output import write


@click.command("coverage", short_help="Show which passages say nothing yet.")
@project_option
@format_option(("text", "json"), "text")
@output_option
def command(folder: Path | None, form: str, target: Path | None) -> None:
    """Tell how far statements cover the passages of the documents."""
    from bilat.graph.evidence.coverage import as_json, as_text, coverage
    from bilat.graph.formats.quads import quads_of
    from bilat.graph.source.load import load
    from bilat.project import Project

    cover = coverage(quads_of(load(Project.here(folder)).dataset))
    write(as_json(cover) if form == "json" else as_text(cover).encode(), target)
