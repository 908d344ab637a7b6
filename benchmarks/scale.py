"""How building and asking grow with the graph, beside Oxigraph's server and Virtuoso on the same quads.

Graphs are those of `generate.py`, with the ontology and the shapes of the repository. Ours is built by
``bilat build``: stages, the whole process, its processor time and its most memory. Then each server gets what
the release says, inferences included, and is asked, in turn: look-ups of single things, and a mix
of questions over the whole graph. A server whose answers differ from those of the first is left out of
that case. ``--full`` goes on to ten million triples; that takes an hour and 40 GB of disk.

    python benchmarks/scale.py [--full] [--sizes 3000,30000] [--only bilat,oxigraph,virtuoso] [--json FILE]
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click
from cases import FIRST, NUMBER, Answer, Requests, ask, query
from figures import OURS, ROOT, Figure, results, say, tell
from load import Load, family, measure
from peers import Data, PeerError, Server, started, versions
from process import run

from bilat.graph.releases.release import Release, open_release
from bilat.vocab import BASE

SIZES = (3_000, 30_000, 300_000)
FULL = (*SIZES, 3_000_000, 10_000_000)
SERVERS = (OURS, "oxigraph", "virtuoso")
_ABOUT = "Building and asking graphs of growing size"
_ROUNDS, _SECONDS, _THINGS = 3, 0.6, 20
#: Seconds in which an answer has to come before its server takes part.
_FIRST_ANSWER = 120.0
_PREFIXES = f"PREFIX b: <{BASE}def#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
_MIX = (
    # Virtuoso has classes of its own.
    "SELECT ?class (COUNT(DISTINCT ?thing) AS ?n) { ?thing a ?class "
    f"FILTER (STRSTARTS(STR(?class), '{BASE}')) }} GROUP BY ?class",
    "SELECT ?topic (COUNT(DISTINCT ?thing) AS ?n) { ?thing a b:Dialogue ; b:topic ?topic } GROUP BY ?topic",
    "SELECT ?country (COUNT(DISTINCT ?project) AS ?n) { ?project b:supports ?dialogue . "
    "?dialogue b:hasParticipation ?part . ?part b:actor ?country . ?country a b:Country } GROUP BY ?country",
    "SELECT ?year (COUNT(DISTINCT ?project) AS ?n) { ?project a b:Project ; b:date ?year } GROUP BY ?year",
    "SELECT (COUNT(DISTINCT ?body) AS ?n) { ?body a b:PublicBody FILTER NOT EXISTS { ?body b:partOf ?o } }",
)


@click.command(help=__doc__.splitlines()[0] if __doc__ else None)
@click.option("--full", is_flag=True, help="Up to ten million triples.")
@click.option("--sizes", default="", help="Only these numbers of triples, with commas between.")
@click.option("--only", default=",".join(SERVERS), show_default=True, help="Servers, with commas between.")
@click.option("--rounds", default=_ROUNDS, show_default=True, help="Slices of time for each server and case.")
@click.option("--json", "report", type=click.Path(path_type=Path), help="File for the figures.")
def main(full: bool, sizes: str, only: str, rounds: int, report: Path | None) -> None:
    """Build, serve and ask each size in turn."""
    wanted = [int(size) for size in sizes.split(",") if size] or (FULL if full else SIZES)
    figures: list[Figure] = []
    for size in wanted:
        with tempfile.TemporaryDirectory(prefix="bilat-scale-") as folder:
            figures += _built(Path(folder), size)
            release = open_release(Path(folder) / "project" / "release" / "current")
            figures += _asked(Path(folder), release, size, only.split(","), rounds)
        if report:  # what is there already is of use if a larger size comes to nothing
            results("scale", _ABOUT, figures, programs=versions(only.split(","))).write(report)
    tell(figures)


def _built(folder: Path, size: int) -> Iterator[Figure]:
    """Yield what it takes to build a generated project; its release lies beside it afterwards."""
    say(f"{size:,}: generating and building")
    project, log = folder / "project", folder / "log"
    generate = [sys.executable, ROOT / "benchmarks" / "generate.py"]
    run([*generate, "--triples", str(size), "--project", project])
    build = [sys.executable, "-P", "-m", "bilat", "build", "--timings", "--project", project]
    usage = run(
        build, out=folder / "findings", errors=log, environment={"XDG_CACHE_HOME": str(folder / "cache")}
    )
    said = log.read_text("utf-8", "replace")
    if usage.status:
        raise SystemExit(f"bilat build failed with {usage.status}: {said[-2000:]}")
    ours: Any = {"who": OURS, "size": size}
    yield Figure(what="build", unit="s", runs=(usage.seconds,), **ours)
    yield Figure(what="build, processor", unit="s", runs=(usage.processor,), **ours)
    yield Figure(what="build, memory", unit="MB", runs=(usage.megabytes,), **ours)
    for seconds, stage in re.findall(r"^ *([\d.]+) s  (.+)$", said, re.MULTILINE):
        yield Figure(what=f"stage: {stage}", unit="s", runs=(float(seconds),), **ours)


def _asked(folder: Path, release: Release, size: int, names: list[str], rounds: int) -> Iterator[Figure]:
    """Yield what servers take for the quads of a release."""
    for name in ("files", "scratch"):
        (folder / name).mkdir()
    data = Data(
        release=release.root,
        quads=release.root / "bilat.nq",
        merged=release.root / "downloads" / "bilat.nt",
        files=folder / "files",
        scratch=folder / "scratch",
    )
    servers: dict[str, Server] = {}
    with ExitStack() as stack:
        for name in names:
            about: Any = {"who": name, "size": size}
            say(f"{size:,}: starting {name}")
            try:
                server = stack.enter_context(started(name, data))
            except PeerError as error:
                yield Figure(what="load and start", unit="s", note=str(error), **about)
                continue
            if server is None:
                yield Figure(what="load and start", unit="s", note="not installed", **about)
                continue
            servers[name] = server
            yield Figure(what="load and start", unit="s", runs=(server.seconds,), **about)
        for what, texts in _cases(size).items():
            yield from _measured(what, texts, servers, size, rounds)
        for name, server in servers.items():
            yield Figure(what="memory of the server", who=name, size=size, unit="MB", runs=(_memory(server),))


def _cases(size: int) -> dict[str, list[str]]:
    """Return what is asked, with texts that differ each time they are sent."""
    chapters = max(1, size // 60)
    things = [f"{BASE}id/dialogue-{number}" for number in range(0, chapters, max(1, chapters // _THINGS))]
    return {
        "look-up": [f"SELECT ?p ?o {{ <{thing}> ?p ?o }} LIMIT 1{NUMBER}" for thing in things],
        "questions over the whole graph": [f"{_PREFIXES}{text} #{NUMBER}" for text in _MIX],
    }


def _measured(
    what: str, texts: list[str], servers: dict[str, Server], size: int, rounds: int
) -> Iterator[Figure]:
    """Yield processor time and the median wait of a request, of each server that answers as the first."""
    right: list[Any] | None = None
    requests: dict[str, Requests] = {}
    for name, server in servers.items():
        sent = tuple(query(server, text) for text in texts)
        try:
            found = [_rows(ask(server, each, FIRST - 1, _FIRST_ANSWER)) for each in sent]
        except (OSError, ValueError, KeyError) as error:
            yield Figure(what=what, who=name, unit="ms", size=size, note=f"no answer: {str(error)[:60]}")
            continue
        right = found if right is None else right
        if found == right:
            requests[name] = sent
        else:
            yield Figure(what=what, who=name, unit="ms", size=size, note="another answer")
    waits: dict[str, list[float]] = {name: [] for name in requests}
    cpu: dict[str, list[float]] = {name: [] for name in requests}
    number = FIRST
    for turn in range(rounds):
        for name, sent in requests.items():
            say(f"{size:,}: {what}, round {turn + 1} of {rounds}: {name}")
            server = servers[name]
            load = Load(
                address=server.address, requests=sent, status=200, clients=1, seconds=_SECONDS, first=number
            )
            sample = measure(load, server.pid)
            number += sample.requests + len(sent)
            waits[name].append(sample.seconds / sample.requests * 1e3)
            cpu[name].append(sample.cpu / sample.requests * 1e3)
    for name in requests:
        yield Figure(what=what, who=name, unit="ms", size=size, runs=tuple(waits[name]))
        yield Figure(what=f"{what}, processor", who=name, unit="ms", size=size, runs=tuple(cpu[name]))


def _rows(answer: Answer) -> frozenset[tuple[tuple[str, str], ...]]:
    """Return the rows of an answer by their values, whatever the datatypes: engines count in several."""
    bindings = json.loads(answer.body)["results"]["bindings"]
    return frozenset(tuple(sorted((name, term["value"]) for name, term in row.items())) for row in bindings)


def _memory(server: Server) -> float:
    """Return the megabytes that a server has, pages that its processes share counted once."""
    kilobytes = 0
    for each in family(server.pid):
        text = Path(f"/proc/{each}/smaps_rollup").read_text("ascii")
        kilobytes += int(text.partition("\nPss:")[2].split()[0])
    return kilobytes / 1024


if __name__ == "__main__":
    main()
