"""``bilat serve``: the graph on the web."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from bilat.cli.options import F, OneOf, project_option, release_option
from bilat.graph.configuration import settings_of
from bilat.graph.releases.release import CURRENT
from bilat.project import Project
from bilat.replica.address import Address
from bilat.settings import TABLE, Settings

_METAVARS = {str: "TEXT", int: "NUMBER", float: "NUMBER"}


def _settings_options(command: F) -> F:
    """Add an option for each setting; the environment stands in for what is not given."""
    for row in reversed(TABLE):
        default = "" if row.default == "" else f"default: {row.default}; "
        command = click.option(
            f"--{row.name.replace('_', '-')}",
            type=OneOf(row.choices) if row.choices else str,
            metavar=None if row.choices else _METAVARS[type(row.default)],
            help=f"{row.help}  [{default}{row.variable}]",
        )(command)
    return command


@click.command("serve", short_help="Put the graph on the web.")
@project_option
@release_option
@_settings_options
def command(folder: Path | None, place: Path | Address | None, **given: Any) -> int:
    """Serve SPARQL, linked data and downloads; builds first when the project has changed."""
    from bilat.cli.releases import chosen_release

    settings = Settings.read(**given) if place else settings_of(Project.here(folder), **given)
    release = chosen_release(folder, place, settings)
    # Only now: a setting or release that is no good needs no server.
    from bilat.web.server.serve import serve
    from bilat.web.server.served import followed

    # A folder of releases is followed: what is published there next is served next.
    if isinstance(place, Address):
        source, follows = (None, False) if place.digest else (place, True)
    else:
        source, follows = None, place is None or followed(place) or place.name == CURRENT
    served = release.root.parent if follows else release.root
    return serve(served, settings, verified=release.root, source=source)
