"""What a request costs: CPU of all processes of a server, throughput and waiting, beside other servers.

All servers get the same data and run at once; each slice of time is one server's, in turn, and what is shown
is the median of the rounds. Nothing is measured that was not answered rightly first. The clients run in a
process of their own, which is not counted but takes part of the machine: throughput and waiting are those of
a machine that is shared. Connections are kept alive, and nobody asks for compression, since others have none.

    python benchmarks/endpoint.py --install            once: rdflib-endpoint and oxigraph
    python benchmarks/endpoint.py [--large] [--full] [--only bilat,oxigraph] [--json FILE]
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import click
from aims import verdicts
from cases import FIRST, Case, Cases, Truth
from data import large_release
from figures import Figure, results, say
from load import Load, Sample, measure
from peers import NAMES, Data, PeerError, Server, install, started, versions
from pyoxigraph import QueryResultsFormat, Store

from bilat.cli.releases import release_of
from bilat.project import Project

Key = tuple[str, int, str]  # case, clients, server
_ABOUT = "Processor time of a request, all processes of the server counted"

_SECONDS = 0.45
_ROUNDS = 3
_FULL_SECONDS = 2.0
_FULL_ROUNDS = 5
_LARGE_SIZE = 1_000_000
_DOWNLOAD = "bilat.nt"
_MANY_ROWS = "100,000 rows, JSON"


@click.command()
@click.option("--install", "wanted", is_flag=True, help="Install the servers that PyPI has, and end.")
@click.option("--large", is_flag=True, help="A generated graph of a million triples in place of our own.")
@click.option("--full", is_flag=True, help="Longer slices and more rounds.")
@click.option("--only", default=",".join(NAMES), help="Servers, with commas between.")
@click.option("--cases", "chosen", default="", help="Only cases whose name holds this.")
@click.option(
    "--json", "report", type=click.Path(path_type=Path), default=None, help="Where to write figures."
)
def main(wanted: bool, large: bool, full: bool, only: str, chosen: str, report: Path | None) -> None:
    """Measure and print a table."""
    if wanted:
        install()
        return
    project = Project.at()
    with tempfile.TemporaryDirectory(prefix="bilat-endpoint-") as folder, ExitStack() as stack:
        data, truth = _data(Path(folder), project, large)
        servers = _start(stack, data, only.split(","), large and not full)
        cases = [each for each in _cases(truth, servers, data, project, large) if chosen in each.name]
        rounds, seconds = (_FULL_ROUNDS, _FULL_SECONDS) if full else (_ROUNDS, _SECONDS)
        runs = dict(_measured(cases, servers, rounds, seconds))
        in_process = [_in_process(truth, data)] if large else []
    missing = [name for name in only.split(",") if name not in servers]
    figures = [*_figures(runs, missing, _LARGE_SIZE if large else None), *in_process]
    found = results("endpoint", _ABOUT, figures, packages=("httptools",), programs=versions(servers))
    if report:
        found.write(report)
    _print({key: _median(each) for key, each in runs.items()})
    print()
    for verdict in verdicts([found]):
        print(f"  {'reached' if verdict.reached else 'MISSED ':8} {verdict.aim}: {verdict.measured}")


def _data(folder: Path, project: Project, large: bool) -> tuple[Data, Truth]:
    """Return the data of all servers, and the same in this process."""
    say("preparing the data")
    release = large_release(folder / "release", _LARGE_SIZE) if large else release_of(project).root
    (folder / "data").mkdir()
    quads = folder / "data" / "bilat.nq"
    quads.write_bytes((release / "bilat.nq").read_bytes())
    truth = Truth(quads)
    merged = folder / "merged.nt"
    truth.write_merged(merged)
    for name in ("files", "scratch"):
        (folder / name).mkdir()
    data = Data(
        release=release, quads=quads, merged=merged, files=folder / "files", scratch=folder / "scratch"
    )
    for readable in (folder, data.files):
        readable.chmod(0o755)  # nginx serves as another user
    return data, truth


def _start(stack: ExitStack, data: Data, names: Iterable[str], without_slow: bool) -> dict[str, Server]:
    """Start the servers that are there, and say which are not."""
    servers = {}
    for name in names:
        if without_slow and name == "rdflib-endpoint":
            say("rdflib-endpoint: left out, since it takes minutes to load this much; --full has it")
            continue
        say(f"starting {name}")
        try:
            server = stack.enter_context(started(name, data))
        except PeerError as error:
            say(f"{name}: not measured, for {error}")
            continue
        if server is None:
            say(f"{name}: not installed, so not measured (endpoint.py --install says how to get it)")
        else:
            servers[name] = server
    return servers


def _cases(
    truth: Truth, servers: dict[str, Server], data: Data, project: Project, large: bool
) -> Iterator[Case]:
    cases = Cases(truth, servers, say, data.files)
    yield cases.look_up()
    yield cases.repeated()
    yield cases.conditional()
    yield cases.entity()
    if "bilat" in servers:
        yield cases.page()
    if large:
        yield cases.many_rows()
        return
    yield from cases.questions(project)
    if "bilat" in servers:
        yield cases.download(_DOWNLOAD)


def _measured(
    cases: list[Case], servers: dict[str, Server], rounds: int, seconds: float
) -> Iterator[tuple[Key, list[Sample]]]:
    """Yield the rounds of each case, number of clients and server."""
    number = FIRST
    for case in cases:
        for clients in case.clients:
            runs: dict[str, list[Sample]] = {name: [] for name in case.requests}
            say(f"measuring {case.name}, {clients} clients")
            for _ in range(rounds):
                for name, requests in case.requests.items():
                    server = servers[name]
                    load = Load(
                        address=server.address,
                        requests=requests,
                        status=case.status,
                        clients=clients,
                        seconds=seconds,
                        first=number,
                    )
                    runs[name].append(measure(load, server.pid))
                    number += runs[name][-1].requests + 2 * clients
            for name, samples in runs.items():
                yield (case.name, clients, name), samples


def _median(samples: list[Sample]) -> Sample:
    """Return the medians of several samples; CPU and seconds are those of one request."""
    return Sample(
        requests=sum(sample.requests for sample in samples),
        wrong=sum(sample.wrong for sample in samples),
        seconds=median(sample.seconds / sample.requests for sample in samples),
        cpu=median(sample.cpu / sample.requests for sample in samples),
        p50=median(sample.p50 for sample in samples),
        p99=median(sample.p99 for sample in samples),
    )


def _in_process(truth: Truth, data: Data) -> Figure:
    """Return the CPU time of the large result in this process.

    A store on disk is read where there is one, since servers keep so much data on disk.
    """
    folder = data.scratch / "oxigraph" / "store"
    store = Store.read_only(str(folder)) if folder.exists() else truth.store
    times = []
    for _ in range(_FULL_ROUNDS):
        began = time.process_time()
        found = store.query("SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT 100000")
        found.serialize(format=QueryResultsFormat.JSON)  # type: ignore[arg-type]
        times.append((time.process_time() - began) * 1e6)
    return Figure(
        what=_MANY_ROWS, who="in process", unit="µs", runs=tuple(times), size=_LARGE_SIZE, variant="1 client"
    )


def _figures(runs: dict[Key, list[Sample]], missing: Iterable[str], size: int | None) -> Iterator[Figure]:
    """Yield processor time and the median of waiting, of each round."""
    for (case, clients, server), samples in runs.items():
        variant = f"{clients} client{'s' * (clients > 1)}"
        cpu = tuple(sample.cpu / sample.requests * 1e6 for sample in samples)
        waits = tuple(sample.p50 * 1e3 for sample in samples)
        wrong = sum(sample.wrong for sample in samples)
        note = f"{wrong} wrong answers" if wrong else ""
        yield Figure(what=case, who=server, unit="µs", runs=cpu, size=size, variant=variant, note=note)
        yield Figure(
            what=f"{case}: wait", who=server, unit="ms", runs=waits, size=size, variant=variant, note=note
        )
    for name in missing:
        yield Figure(what="look-up, each different", who=name, unit="µs", size=size, note="not measured here")


def _print(samples: dict[Key, Sample]) -> None:
    last = None
    for (case, clients, server), sample in samples.items():
        if (case, clients) != last:
            print(f"\n{case}, {clients} client{'s' * (clients > 1)}")
            last = case, clients
        ours = samples.get((case, clients, "bilat"))
        ratio = f"bilat takes {ours.cpu / sample.cpu:.2f} times" if ours and server != "bilat" else ""
        wrong = f"  {sample.wrong} WRONG" if sample.wrong else ""
        print(
            f"  {server:16}{sample.cpu * 1e6:10,.0f} us CPU {1 / sample.seconds:9,.0f} /s"
            f"   p50 {sample.p50 * 1e3:8.2f} ms   p99 {sample.p99 * 1e3:8.2f} ms   {ratio}{wrong}"
        )


if __name__ == "__main__":
    main()
