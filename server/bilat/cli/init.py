"""``bilat init``: a small project to begin with."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from bilat.cli.options import Named
from bilat.cli.output import say


@click.command("init", short_help="Make a small working project to begin with.")
@click.argument("folder", metavar="DIR", type=Named(path_type=Path, file_okay=False))
def command(folder: Path) -> int:
    """Write ontology, data, shapes, a question with its answer, and a README into DIR."""
    from bilat.graph.start import begin

    for path in begin(folder):
        say(str(path))
    change = "" if folder.samefile(Path.cwd()) else f"cd {shlex.quote(str(folder))} && "
    say(f"Next: {change}bilat check")
    return 0
