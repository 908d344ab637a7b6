"""``bilat serve``: the graph on the web."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from bilat.cli.options import F, project_option
from bilat.settings import TABLE, Settings


def _settings_options(command: F) -> F:
    """Add an option for each setting; the environment stands in for what is not given."""
    for row in reversed(TABLE):
        command = click.option(
            f"--{row.name.replace('_', '-')}",
            type=str,
            metavar=type(row.default).__name__.upper(),
            help=f"{row.help}  [default: {row.default}; {row.variable}]",
        )(command)
    return command


@click.command("serve")
@project_option
@click.option(
    "--release",
    "place",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Serve this release, or the current one of this folder of releases, without a look at the project.",
)
@_settings_options
def command(folder: Path | None, place: Path | None, **given: Any) -> int | None:
    """Serve SPARQL, linked data and downloads; builds first when the project has changed."""
    from bilat.cli.releases import release_at, release_of
    from bilat.project import Project

    settings = Settings.read(**given)
    release = release_at(place) if place else release_of(Project.at(folder))
    return _server()(release.root, settings)


def _server() -> Callable[[Path, Settings], int | None]:
    """Return what listens, loaded when there is something to serve."""
    from bilat.web.server import serve

    listen: Callable[[Path, Settings], int | None] = serve
    return listen
