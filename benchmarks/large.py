"""A large graph built and served on this machine, beside a small one and Oxigraph's server, in one run.

A project is generated at each size and built by a process of its own: seconds, CPU seconds and the most
memory of each stage. Then a server is started on what is built, as anybody would, and asked the same kinds
of things at both sizes in turn: look-ups by SPARQL, pages of things, searches, each different; and queries
that go through everything, which must be answered or given up in time. Memory is that of all processes of
the server, shared pages counted once.

    python benchmarks/large.py [--size 1m] [--small 30k] [--folder DIR] [--no-peer] [--json FILE]

``--folder`` keeps projects and releases, so that a second run measures serving alone. A build
needs some twenty times the size of its input there.
"""

from __future__ import annotations

import http.client
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import quote, urlencode

import click
from load import family
from peers import Data, started

from bilat.graph.release import Release, current

ROOT = Path(__file__).resolve().parents[1]
_UNITS = {"k": 1_000, "m": 1_000_000}
_ASKED = 60
#: Lines that are looked at to find so many things.
_DRAWN = 20_000
_QUERY_SECONDS = 10.0
#: Through everything: what a limit has to bound.
_HEAVY = {
    "count": "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
    "classes": "SELECT ?c (COUNT(?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c ORDER BY DESC(?n) LIMIT 20",
    "pairs": "SELECT (COUNT(*) AS ?n) WHERE { ?a ?p ?b . ?b ?q ?c . ?c ?r ?d }",
    "sorted": "SELECT ?s ?o WHERE { ?s ?p ?o } ORDER BY ?o LIMIT 10",
}
_LOOKUP = "SELECT ?p ?o WHERE {{ <{}> ?p ?o }}"
#: Builds a project and says what each stage took, a line of JSON a stage.
_BUILD = """
import json, sys, time
from contextlib import contextmanager
from pathlib import Path
from bilat.graph.build import build
from bilat.graph.progress import Stages
from bilat.project import Project

class Told(Stages):
    @contextmanager
    def stage(self, name):
        Path("/proc/self/clear_refs").write_text("5")  # The high water mark begins anew.
        wall, cpu = time.perf_counter(), time.process_time()
        with super().stage(name):
            yield
        status = Path("/proc/self/status").read_text()
        peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
        print(json.dumps({"stage": name, "seconds": time.perf_counter() - wall,
            "cpu_seconds": time.process_time() - cpu, "peak_megabytes": peak}), flush=True)

built = build(Project.at(Path(sys.argv[1])), None, Told())
if built.release is None:
    sys.exit(str(built.findings[:3]))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A release that is served.

    Args:
        release: what.
        port: where.
        things: IRIs that have pages.
        words: labels to search for.
        seconds: from the start of the process to the first answer.
        pid: of the first process.
    """

    release: Release
    port: int
    things: tuple[str, ...]
    words: tuple[str, ...]
    seconds: float
    pid: int

    def thing(self, number: int) -> str:
        """Return one of the things; a graph of few has each several times."""
        return self.things[number % len(self.things)]


@click.command()
@click.option("--size", default="1m", show_default=True, help="Triples of the large graph: 300k, 1m, 10m.")
@click.option("--small", default="30k", show_default=True, help="Triples of the small one.")
@click.option("--folder", type=click.Path(path_type=Path), default=None, help="Where projects are kept.")
@click.option("--peer/--no-peer", default=True, help="Whether Oxigraph's server is measured too.")
@click.option("--json", "report", type=click.Path(path_type=Path), default=None, help="File for the figures.")
def main(size: str, small: str, folder: Path | None, peer: bool, report: Path | None) -> None:
    """Build, serve and measure."""
    with ExitStack() as stack:
        place = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bilat-large-")))
        figures: dict[str, Any] = {
            "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
            "versions": {name: version(name) for name in ("bilat", "duckdb", "pyoxigraph")},
            "triples": {"large": _number(size), "small": _number(small)},
        }
        projects = {"small": _project(place, small), "large": _project(place, size)}
        figures["build"] = {name: _built(project) for name, project in projects.items()}
        servers = {name: stack.enter_context(_serving(project)) for name, project in projects.items()}
        figures["start_seconds"] = {name: served.seconds for name, served in servers.items()}
        figures |= _compared(servers)
        if peer:
            figures["oxigraph"] = _peer(servers["large"], place)
    if report:
        report.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    _print(figures)


def _number(size: str) -> int:
    return int(float(size[:-1]) * _UNITS[size[-1].lower()]) if size[-1].lower() in _UNITS else int(size)


def _project(place: Path, size: str) -> Path:
    """Return the project of a size, generated where it is not there."""
    folder = place / size
    if not (folder / "data").is_dir():
        _say(f"generating {size}")
        command = [sys.executable, ROOT / "benchmarks/generate.py", "--triples", str(_number(size))]
        subprocess.run([*command, "--project", folder], check=True)
    return folder


def _built(project: Path) -> list[dict[str, Any]]:
    """Return what each stage of a build takes; nothing where the release is there."""
    if (project / "release/current").exists():
        return []
    _say(f"building {project.name}")
    command = [sys.executable, "-c", _BUILD, str(project)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        stages = []
        for line in process.stdout or ():
            stages.append(json.loads(line))
            _say("  {stage}: {seconds:.1f} s, {peak_megabytes:.0f} MB".format(**stages[-1]))
    if process.returncode:
        raise SystemExit(process.returncode)
    return stages


@contextmanager
def _serving(project: Path) -> Iterator[Served]:
    """Serve a project that is built, and end the server."""
    release = current(project / "release")
    if release is None:
        raise SystemExit("There is no release.")
    command = [sys.executable, "-m", "bilat", "serve", "--release", str(project / "release"), "--port", "0"]
    environment = {**os.environ, "BILAT_QUERY_SECONDS": str(_QUERY_SECONDS)}
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            port = _port(process)
            _get(port, "/sparql?" + urlencode({"query": "ASK { ?s ?p ?o }"}))
            seconds = time.perf_counter() - start
            things, words = _picked(release)
            yield Served(
                release=release, port=port, things=things, words=words, seconds=seconds, pid=process.pid
            )
        finally:
            process.terminate()
            process.wait(timeout=60)


def _port(process: subprocess.Popen[str]) -> int:
    for line in process.stdout or ():
        if "://" in line:
            return int(line.rpartition(":")[2].strip(" /\n"))
    raise SystemExit("The server did not start.")


def _picked(release: Release) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return things that have pages and labels of things, from all over the release."""
    chance = random.Random(1)  # noqa: S311 -- nothing secret is made here
    things: dict[str, None] = {}
    words: dict[str, None] = {}
    size = release.quads.stat().st_size
    with release.quads.open("rb") as file:
        for _ in range(_DRAWN):
            file.seek(chance.randrange(size))
            file.readline()
            line = file.readline().decode()
            if line.startswith(f"<{release.base}id/"):
                things[line[1 : line.index(">")]] = None
                if "#label> " in line:
                    words[line.split('"')[1]] = None
    return tuple(things), tuple(words)


def _compared(servers: dict[str, Served]) -> dict[str, Any]:
    """Return medians in milliseconds at both sizes, their ratios, heavy queries, and memory."""
    kinds: dict[str, Callable[[Served, int], str]] = {
        "look-up": lambda at, n: "/sparql?" + urlencode({"query": _LOOKUP.format(at.thing(n))}),
        "page": lambda at, n: _page(at, at.thing(_ASKED + n)),
        "search": lambda at, n: "/search?" + urlencode({"q": at.words[n % len(at.words)]}),
    }
    times: dict[str, dict[str, float]] = {}
    for kind, path in kinds.items():
        taken: dict[str, list[float]] = {name: [] for name in servers}
        for number in range(_ASKED):
            for name, at in servers.items():
                taken[name].append(_timed(at.port, path(at, number)))
        times[kind] = {name: 1000 * median(each) for name, each in taken.items()}
        times[kind]["ratio"] = times[kind]["large"] / times[kind]["small"]
    large = servers["large"]
    heavy = {name: _heavy(large.port, "/sparql", text) for name, text in _HEAVY.items()}
    return {
        "milliseconds": times,
        "heavy": heavy,
        "megabytes": {name: _megabytes(at.pid) for name, at in servers.items()},
    }


def _page(at: Served, iri: str) -> str:
    """Return where the page of a thing is, which its own address leads to."""
    connection = http.client.HTTPConnection("127.0.0.1", at.port, timeout=60)
    connection.request("GET", "/" + quote(iri.removeprefix(at.release.base)), headers={"Accept": "text/html"})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.headers.get("Location") or "/" + quote(iri.removeprefix(at.release.base))


def _timed(port: int, path: str) -> float:
    start = time.perf_counter()
    _get(port, path)
    return time.perf_counter() - start


def _get(port: int, path: str, accept: str = "*/*") -> bytes:
    """Return a body, or end everything: nothing is measured that is not answered rightly."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path, headers={"Accept": accept})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status} {body[:200]!r}")
    return body


def _heavy(port: int, endpoint: str, text: str, seconds: float = 60.0) -> dict[str, Any]:
    """Return status and seconds of a query that goes through everything."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        connection.request("GET", f"{endpoint}?{urlencode({'query': text})}", headers={"Accept": "text/csv"})
        answer = connection.getresponse()
        answer.read()
        status: int | str = answer.status
    except TimeoutError:
        status = "given up by the client"
    finally:
        connection.close()
    return {"status": status, "seconds": time.perf_counter() - start}


def _megabytes(pid: int) -> float:
    """Return the memory of all processes of a server, shared pages counted once, in MB."""
    total = 0
    for each in family(pid):
        try:
            text = Path(f"/proc/{each}/smaps_rollup").read_text("ascii")
        except OSError:
            continue
        total += int(text.split("\nPss:")[1].split()[0])
    return total / 1024


def _peer(large: Served, place: Path) -> dict[str, Any] | None:
    """Return the same look-ups and heavy queries from Oxigraph's server on the same data."""
    _say("loading Oxigraph's server")
    with tempfile.TemporaryDirectory(prefix="peer-", dir=place) as folder:
        scratch = Path(folder)
        data = Data(
            release=large.release.root,
            quads=large.release.quads,
            merged=large.release.root / "downloads/bilat.nt",
            files=scratch,
            scratch=scratch,
        )
        with started("oxigraph", data) as server:
            if server is None:
                return None
            port, pairs = server.address[1], []
            for number in range(2 * _ASKED, 3 * _ASKED):
                path = urlencode({"query": _LOOKUP.format(large.thing(number))})
                pairs.append((_timed(large.port, f"/sparql?{path}"), _timed(port, f"/query?{path}")))
            ours, theirs = (median(each) for each in zip(*pairs, strict=True))
            return {
                "look-up milliseconds": {"bilat": 1000 * ours, "oxigraph": 1000 * theirs},
                "look-up ratio": ours / theirs,
                "heavy": {name: _heavy(port, "/query", text) for name, text in _HEAVY.items()},
                "megabytes": _megabytes(server.pid),
            }


def _print(figures: dict[str, Any]) -> None:
    for name, stages in figures["build"].items():
        if stages:
            seconds, cpu = (sum(stage[key] for stage in stages) for key in ("seconds", "cpu_seconds"))
            peak = max(stage["peak_megabytes"] for stage in stages)
            click.echo(f"build {name}: {seconds:.0f} s, {cpu:.0f} s of CPU, {peak:.0f} MB at most")
    for name, seconds in figures["start_seconds"].items():
        click.echo(f"start {name}: {seconds:.2f} s, {figures['megabytes'][name]:.0f} MB in the end")
    for kind, each in figures["milliseconds"].items():
        click.echo(f"{kind}: {each['small']:.1f} and {each['large']:.1f} ms, ratio {each['ratio']:.2f}")
    peer = figures.get("oxigraph") or {"heavy": {}}
    for name, each in figures["heavy"].items():
        other = peer["heavy"].get(name)
        beside = f"; oxigraph {other['status']} after {other['seconds']:.1f} s" if other else ""
        click.echo(f"{name}: {each['status']} after {each['seconds']:.1f} s{beside}")
    if "look-up ratio" in peer:
        click.echo(f"look-up: {peer['look-up ratio']:.2f} times the time of Oxigraph's server")


def _say(text: str) -> None:
    click.echo(text, err=True)


if __name__ == "__main__":
    main()
