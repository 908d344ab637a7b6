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
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import quote, urlencode

import click
from figures import OURS, Figure, results, say, tell
from load import family
from peers import Data, started

from bilat.graph.releases.release import Release, current

ROOT = Path(__file__).resolve().parents[1]
_UNITS = {"k": 1_000, "m": 1_000_000}
_ABOUT = "A large graph built and served, beside a small one and Oxigraph's server"
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
    figures: list[Figure] = []
    with ExitStack() as stack:
        place = folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bilat-large-")))
        projects = {_number(each): _project(place, each) for each in (small, size)}
        for triples, project in projects.items():
            figures += _built(project, triples)
        servers = {each: stack.enter_context(_serving(project)) for each, project in projects.items()}
        figures += [_ours("start", "s", triples, at.seconds) for triples, at in servers.items()]
        figures += _compared(servers)
        if peer:
            figures += _peer(servers[_number(size)], _number(size), place)
    tell(figures)
    if report:
        results("large", _ABOUT, figures).write(report)


def _ours(what: str, unit: str, triples: int, value: float) -> Figure:
    return Figure(what=what, who=OURS, unit=unit, size=triples, runs=(value,))


def _number(size: str) -> int:
    return int(float(size[:-1]) * _UNITS[size[-1].lower()]) if size[-1].lower() in _UNITS else int(size)


def _project(place: Path, size: str) -> Path:
    """Return the project of a size, generated where it is not there."""
    folder = place / size
    if not (folder / "data").is_dir():
        say(f"generating {size}")
        command = [sys.executable, ROOT / "benchmarks/generate.py", "--triples", str(_number(size))]
        subprocess.run([*command, "--project", folder], check=True)
    return folder


def _built(project: Path, triples: int) -> list[Figure]:
    """Return what each stage of a build takes; nothing where the release is there."""
    if (project / "release/current").exists():
        return []
    say(f"building {project.name}")
    command = [sys.executable, "-c", _BUILD, str(project)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        stages = []
        for line in process.stdout or ():
            stages.append(json.loads(line))
            say("  {stage}: {seconds:.1f} s, {peak_megabytes:.0f} MB".format(**stages[-1]))
    if process.returncode:
        raise SystemExit(process.returncode)
    return [
        *(_ours(f"building: {each['stage']}", "s", triples, each["seconds"]) for each in stages),
        _ours("building", "s", triples, sum(each["seconds"] for each in stages)),
        _ours("processor time of building", "s", triples, sum(each["cpu_seconds"] for each in stages)),
        _ours("memory of building", "MB", triples, max(each["peak_megabytes"] for each in stages)),
    ]


@contextmanager
def _serving(project: Path) -> Iterator[Served]:
    """Serve a project that is built, and end the server."""
    release = current(project / "release")
    if release is None:
        raise SystemExit("There is no release.")
    command = [sys.executable, "-m", "bilat", "serve", "--release", str(project / "release"), "--port", "0"]
    # What the small one makes ahead would hide what its pages cost.
    settings = {"BILAT_QUERY_SECONDS": str(_QUERY_SECONDS), "BILAT_AHEAD_BYTES": "0"}
    environment = {**os.environ, **settings}
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


def _compared(servers: dict[int, Served]) -> list[Figure]:
    """Return what is asked at both sizes in turn, heavy queries at the larger one, and memory."""
    kinds: dict[str, Callable[[Served, int], str]] = {
        "look-up": lambda at, n: "/sparql?" + urlencode({"query": _LOOKUP.format(at.thing(n))}),
        "page": lambda at, n: _page(at, at.thing(_ASKED + n)),
        "search": lambda at, n: "/search?" + urlencode({"q": at.words[n % len(at.words)]}),
    }
    figures = []
    for kind, path in kinds.items():
        taken: dict[int, list[float]] = {triples: [] for triples in servers}
        for number in range(_ASKED):
            for triples, at in servers.items():
                taken[triples].append(_timed(at.port, path(at, number)))
        figures += [_ours(kind, "ms", triples, 1000 * median(each)) for triples, each in taken.items()]
    triples = max(servers)
    figures += [
        _heavy(OURS, triples, servers[triples].port, "/sparql", name, text) for name, text in _HEAVY.items()
    ]
    return figures + [
        _ours("memory of the server", "MB", triples, _megabytes(at.pid)) for triples, at in servers.items()
    ]


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


def _get(port: int, path: str) -> bytes:
    """Return a body, or end everything: nothing is measured that is not answered rightly."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path, headers={"Accept": "*/*"})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"{path}: {answer.status} {body[:200]!r}")
    return body


def _heavy(who: str, triples: int, port: int, endpoint: str, name: str, text: str) -> Figure:
    """Return how long a query that goes through everything took, and how it ended."""
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60.0)
    try:
        connection.request("GET", f"{endpoint}?{urlencode({'query': text})}", headers={"Accept": "text/csv"})
        answer = connection.getresponse()
        answer.read()
        note = "" if answer.status == 200 else f"refused with status {answer.status}"
    except TimeoutError:
        note = "given up by the client"
    finally:
        connection.close()
    seconds = time.perf_counter() - start
    return Figure(what=f"heavy: {name}", who=who, unit="s", size=triples, runs=(seconds,), note=note)


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


def _peer(large: Served, triples: int, place: Path) -> list[Figure]:
    """Return look-ups in turn, ours and of Oxigraph's server on the same data, and its heavy queries."""
    say("loading Oxigraph's server")
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
                note = "not installed"
                return [Figure(what="look-up in turn", who="oxigraph", unit="ms", size=triples, note=note)]
            port = server.address[1]
            taken: dict[str, list[float]] = {OURS: [], "oxigraph": []}
            for number in range(2 * _ASKED, 3 * _ASKED):
                path = urlencode({"query": _LOOKUP.format(large.thing(number))})
                taken[OURS].append(_timed(large.port, f"/sparql?{path}"))
                taken["oxigraph"].append(_timed(port, f"/query?{path}"))
            figures = [
                Figure(what="look-up in turn", who=who, unit="ms", size=triples, runs=(1000 * median(each),))
                for who, each in taken.items()
            ]
            figures += [
                _heavy("oxigraph", triples, port, "/query", name, text) for name, text in _HEAVY.items()
            ]
            memory = _megabytes(server.pid)
            what = "memory of the server"
            return [*figures, Figure(what=what, who="oxigraph", unit="MB", size=triples, runs=(memory,))]


if __name__ == "__main__":
    main()
