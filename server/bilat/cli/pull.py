"""``bilat pull``: a release out of storage, for who serves or reads it here."""

from __future__ import annotations

from pathlib import Path

import click

from bilat.cli.options import Named
from bilat.cli.output import say
from bilat.replica.address import Address
from bilat.settings import Settings


@click.command("pull", short_help="Bring a release out of storage.")
@click.argument("url", metavar="URL")
@click.option(
    "--into",
    "place",
    type=Named(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Folder of releases, which bilat serve --release follows; one in the user's cache when not given.",
)
def command(url: str, place: Path | None) -> None:
    """Bring the release at URL, or the newest of a folder of releases there, whole; run again, it goes on.

    A digest after #, or as the last part of URL, says which release it must be.
    """
    from bilat.cli.releases import pulled

    settings = Settings.read(pull_folder=str(place) if place else None)
    release = pulled(Address.parse(url), settings)
    say(f"Release {release.id} with {sum(release.graphs.values()):,} quads:")
    say(str(release.root))
