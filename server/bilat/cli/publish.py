"""``bilat publish``: a release into a store that answers for it."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bilat.cli.options import credentials_option, project_option, release_option
from bilat.replica.address import Address


class _Seconds(click.FloatRange):
    """A number of seconds, called so in errors."""

    name = "number of seconds"


@click.command("publish", short_help="Bring the graph into a store of its own.")
@project_option
@release_option
@click.option("--to", "url", required=True, metavar="URL", help="Where the store answers SPARQL queries.")
@click.option(
    "--updates",
    metavar="URL",
    help="Where it takes updates.  [default: the same; /update where the other ends in /query]",
)
@credentials_option
@click.option(
    "--seconds",
    type=_Seconds(0.001, 1e6),
    metavar="NUMBER",
    default=600.0,
    show_default="600",
    help="Longest wait for an answer of the store.",
)
@click.option("--afresh", is_flag=True, help="Send everything, also what has arrived before.")
def command(
    folder: Path | None,
    place: Path | Address | None,
    url: str,
    updates: str | None,
    credentials: str | None,
    seconds: float,
    afresh: bool,
) -> None:
    """Load a release into a SPARQL 1.1 store, for ``bilat serve --engine``; run again, it goes on."""
    from bilat.cli.releases import chosen_release
    from bilat.engine.remote.credentials import authorization
    from bilat.engine.remote.publish import Publisher
    from bilat.graph.configuration import settings_of
    from bilat.project import Project
    from bilat.settings import Settings

    settings = Settings.read() if place else settings_of(Project.here(folder))
    told = authorization(credentials or settings.engine_credentials)
    release = chosen_release(folder, place)
    publisher = Publisher(url, updates, seconds, authorization=told)
    try:
        done = publisher.publish(release.quads, release.id, release.graphs, _tell, afresh=afresh)
    finally:
        publisher.close()
    how = f"{done.sent:,} batches sent, {done.there:,} there before"
    click.echo(f"Release {release.id} is at {url}: {done.quads:,} quads ({how}).")
    if done.removed:
        click.echo(f"Removed there: {', '.join(done.removed)}.")


def _tell(arrived: int, total: int) -> None:
    """Show how far it is, at a terminal."""
    if sys.stderr.isatty():
        end = "\n" if arrived >= total else ""
        click.echo(f"\r{arrived:,} of {total:,} quads{end}", err=True, nl=False)
