"""``bilat query``: one query on the release, its result in any format."""

from __future__ import annotations

import re
import shlex
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bilat.cli.options import Named, format_option, output_option, project_option, release_option
from bilat.cli.output import remark, write
from bilat.errors import BilatError, QuerySyntaxError
from bilat.replica.address import Address

if TYPE_CHECKING:
    from bilat.engine.interface import Engine, Operation, Result
    from bilat.graph.releases.release import Release

#: Formats of rows and truth values, and those of graphs; a table of a graph is its Turtle.
_FORMATS = {
    "rows": ("table", "json", "csv", "tsv", "xml"),
    "a graph": ("table", "turtle", "ntriples", "jsonld", "rdfxml"),
}
#: Media type of each format; a table is made from JSON, and from Turtle where the result is a graph.
MEDIA_TYPES = {
    "table": "application/sparql-results+json",
    "json": "application/sparql-results+json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xml": "application/sparql-results+xml",
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
}

#: Statements of a release from which on nobody waits for names to be compared.
_MOST_HINTED = 1_000_000
_IRI = re.compile(r"<[^<>]+>")
#: Bytes of the stack; most are never touched. No brackets need as much as this for each character.
_STACK_OF_CHARACTER = 4_096
_LEAST_STACK = 1 << 26


@click.command("query", short_help="Answer a SPARQL query.")
@click.argument("file", metavar="FILE|-", type=Named(allow_dash=True))
@project_option
@release_option
@format_option(MEDIA_TYPES, "table")
@output_option
def command(
    file: str, folder: Path | None, place: Path | Address | None, form: str, target: Path | None
) -> None:
    """Run a SPARQL query from a file, or from standard input, on the whole graph."""
    from bilat.cli.releases import chosen_release, prefixes_of
    from bilat.cli.table import as_table
    from bilat.engine.interface import BOUNDLESS, Kind, Operation
    from bilat.engine.mistakes.declaring import with_declaration
    from bilat.engine.outline import outline
    from bilat.engine.oxigraph import Oxigraph

    text = _read(file)
    kind = outline(text).kind
    if kind is not None:
        _require_format("a graph" if kind is Kind.GRAPH else "rows", form)
    release = chosen_release(folder, place)
    # The engine cannot be interrupted from Python, so Ctrl-C goes straight to the process.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    media_type = MEDIA_TYPES["turtle" if form == "table" and kind is Kind.GRAPH else form]
    engine, operation = Oxigraph.load(release.quads), Operation(text=text)
    run = partial(engine.run, operation, media_type, BOUNDLESS)
    try:
        result = _with_room(run, text)
    except QuerySyntaxError as error:
        raise with_declaration(error, prefixes_of(release)) from None
    in_table = form == "table" and kind is not Kind.GRAPH
    write(as_table(result.body, prefixes_of(release)) if in_table else result.body, target)
    for hint in _hints(engine, operation, result, release):
        remark(f"hint: {hint}")


def _hints(engine: Engine, operation: Operation, result: Result, release: Release) -> Iterator[str]:
    """Yield what may be wrong with a query that found nothing, names with the prefixes of the release."""
    from bilat.cli.releases import prefixes_of
    from bilat.engine.interface import BOUNDLESS
    from bilat.graph.formats.names import Names
    from bilat.web.endpoint.hints import Hints, is_poor
    from bilat.web.things.things import Things

    if not is_poor(result) or sum(release.graphs.values()) > _MOST_HINTED:
        return
    names = Names(prefixes_of(release))
    for hint in Hints(Things(engine, BOUNDLESS, ()), release.language).of(operation, ""):
        yield _IRI.sub(lambda iri: names.term(iri[0]), hint)


def _with_room(run: Callable[[], Result], text: str) -> Result:
    """Return what a query comes to; the engine reads it by recursion, so it gets a stack for its length.

    Where there is no memory for as much, it gets what there is: a long list needs next to nothing of it.
    """
    size = max(_LEAST_STACK, len(text) * _STACK_OF_CHARACTER)
    while True:
        threading.stack_size(size)
        # A new one each time: what could not begin would wait in the old one.
        with ThreadPoolExecutor(1) as thread:
            try:
                done = thread.submit(run)
            except RuntimeError:
                if size == _LEAST_STACK:
                    raise BilatError("There is no memory to run a query.", remedy="Allow more.") from None
                size = max(_LEAST_STACK, size // 2)
            else:
                return done.result()


def _require_format(kind: str, form: str) -> None:
    """Refuse a format that cannot hold the result, before anything is built or run."""
    if form not in _FORMATS[kind]:
        raise BilatError(
            f"The result is {kind}, which cannot be written as {form}.",
            remedy=f"Choose one of {', '.join(_FORMATS[kind])}.",
        )


def _read(file: str) -> str:
    """Return the text of a query."""
    name = "Standard input" if file == "-" else file
    try:
        body = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
        return body.decode().removeprefix("\ufeff")
    except OSError as error:
        remedy = "Name a file, or - for standard input"
        remedy += f": echo {shlex.quote(file)} | bilat query -" if "{" in file else "."
        raise BilatError(f"{name} cannot be read: {error.strerror}.", remedy=remedy) from None
    except UnicodeDecodeError:
        raise BilatError(f"{name} is not UTF-8.", remedy="Save the query as UTF-8.") from None
