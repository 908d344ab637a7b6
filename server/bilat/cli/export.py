"""``bilat export``: any part of the graph in any format."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bilat.cli.options import format_option, output_option, project_option, release_option
from bilat.cli.output import write
from bilat.replica.address import Address

if TYPE_CHECKING:
    from bilat.graph.formats.export import Vocabulary

#: Graphs that an error lists; a project without passages has few.
_LISTED = 12
FORMATS = ("turtle", "jsonld", "trig", "nquads", "ntriples", "rdfxml")


@click.command("export", short_help="Write the graph, or a part of it, in any format.")
@project_option
@release_option
@format_option(FORMATS, "turtle")
@click.option("--stated", is_flag=True, help="Only what people wrote, without inferences and catalogue.")
@click.option(
    "--graph",
    "graphs",
    multiple=True,
    metavar="NAME",
    help="Only this named graph: an IRI, a prefixed name or its end (source/b/19, inferred); repeatable.",
)
@output_option
def command(
    folder: Path | None,
    place: Path | Address | None,
    form: str,
    stated: bool,
    graphs: tuple[str, ...],
    target: Path | None,
) -> None:
    """Write the graph, or some of its named graphs, as one document."""
    from bilat.cli.releases import chosen_release
    from bilat.errors import BilatError
    from bilat.graph.formats.export import ADDED, FORMS, Vocabulary
    from bilat.graph.formats.export import stated as without_added
    from bilat.graph.formats.quads import read_nquads
    from bilat.graph.releases.release import VOCABULARY

    release = chosen_release(folder, place)
    names = Vocabulary.read(release.read(VOCABULARY))
    quads = read_nquads(release.read("bilat.nq"))
    known = {quad.graph for quad in quads if quad.graph}
    if stated:
        quads = without_added(quads)
    if graphs:
        wanted = set(_found(graphs, known, names))
        if stated and (added := sorted(wanted & ADDED)):
            raise BilatError(f"--stated leaves the graph {added[0]} out.", remedy="Leave out one of the two.")
        quads = tuple(quad for quad in quads if quad.graph in wanted)
    write(FORMS[form].write(quads, names), target)


def _found(asked: Iterable[str], known: set[str], names: Vocabulary) -> Iterable[str]:
    """Yield the graph that each text names."""
    from bilat.errors import BilatError
    from bilat.graph.suggest import did_you_mean
    from bilat.vocab import BASE

    for text in asked:
        if not text.strip():
            raise BilatError(
                "--graph is empty.", remedy="Name a graph, such as inferred, or leave --graph out for all."
            )
        prefix, colon, local = text.partition(":")
        full = names.prefixes[prefix] + local if colon and prefix in names.prefixes else text
        term = f"<{full.strip('<>')}>"
        ends = {graph for graph in known if graph.endswith(f"/{text}>")}
        if term in known:
            yield term
        elif len(ends) == 1:
            yield from ends
        else:
            short = sorted(graph[1:-1].removeprefix(BASE) for graph in known)
            shown = (
                ", ".join(short) if len(short) <= _LISTED else f"{len(short):,}, which --format trig shows"
            )
            remedy = did_you_mean(text, short) or f"There are {shown}."
            raise BilatError(f"There is no graph {text}.", remedy=remedy)
