"""``bilat build``: the whole pipeline, from files to a published release."""

from __future__ import annotations

from pathlib import Path

import click

from bilat.cli.display import progress
from bilat.cli.options import Named, project_option
from bilat.cli.output import colourful, say, write

_UNPUBLISHED = (
    'Nothing was published. Mend the violations, or put publish = "readable" under [settings] of bilat.toml '
    "to publish in spite of them: their report goes with the release."
)
_UNREAD = "Nothing was published: what cannot be read has to be mended first."


@click.command("build", short_help="Run the whole pipeline and publish a release.")
@project_option
@click.option(
    "--out",
    type=Named(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder of releases; release/ in the project, or the user's cache for an installed project.",
)
@click.option("--timings", is_flag=True, help="Show how long each stage took.")
def command(folder: Path | None, out: Path | None, timings: bool) -> int:
    """Check, reason and publish a release; exit 1 with the findings when there are violations."""
    from bilat.engine.disk import on_disk, ready
    from bilat.graph.build import build
    from bilat.graph.configuration import settings_of
    from bilat.graph.report.render import render
    from bilat.project import Project

    project = Project.here(folder)
    settings = settings_of(project)
    with progress() as stages:
        built = build(project, out, stages)
        if built.release and on_disk(built.release.quads, settings):
            with stages.stage("storing"):
                ready(built.release.quads)
    if built.findings:
        write(render(built.findings, "text", checked=built.scope, colour=colourful()))
    if timings:
        for timing in stages.timings:
            click.echo(f"{timing.seconds:8.3f} s  {timing.stage}", err=True)
    if built.release is None:
        click.echo(_UNPUBLISHED if built.scope.files else _UNREAD, err=True)
        return 1
    quads = sum(built.release.graphs.values())
    graphs = len(built.release.graphs)
    say(f"Release {built.release.id} with {quads:,} quads in {graphs} graph{'' if graphs == 1 else 's'}:")
    say(str(built.release.root))
    return 0
