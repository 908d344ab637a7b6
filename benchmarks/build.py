"""How long a build takes, stage by stage, beside the plain way: rdflib, owlrl over everything, pyshacl.

All read the same files in the same run, in turn. The plain pipeline parses with rdflib, closes data and
ontology with owlrl, holds them against the shapes with pyshacl and writes the closure as Turtle, JSON-LD and
N-Triples. Ours is what `bilat build` does, with its lint, saved checks, catalogue, reports and all downloads.
Besides, our reasoner alone gets the very triples that owlrl got, and must infer the same; and ``bilat serve``
on a copy of the built project is timed from its start, as a process, to its first answer.

    python benchmarks/build.py [--project DIR] [--repeats 3] [--json FILE]
"""

from __future__ import annotations

import gc
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import click
import owlrl
import pyshacl
import rdflib
from figures import OURS, Figure, results, say, tell

from bilat.graph.build import build
from bilat.graph.formats.quads import term_of
from bilat.graph.owl.reason import reason
from bilat.graph.owl.useful import useful
from bilat.graph.progress import Stages, Timing
from bilat.project import PARTS, Project

Seconds = dict[str, float]
Triples = set[tuple[str, str, str]]
PLAIN, ALONE = "plain", "reasoning alone"
_ABOUT = "A build beside reading with rdflib, owlrl over everything, pyshacl, and writing with rdflib"
_QUESTION = "/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D"
_START_SECONDS = 60


def our_pipeline(project: Project, out: Path) -> Seconds:
    """Run a whole build into an empty place; return the time of each stage."""
    gc.collect()  # Here and below: nobody pays for what another has left behind.
    stages = Stages()
    built = build(project, out, stages)
    if built.release is None:
        raise SystemExit("The project does not conform; there is nothing to compare.")
    return _seconds(stages.timings)


def plain_pipeline(project: Project, out: Path) -> tuple[Seconds, Triples, Triples]:
    """Run the plain pipeline; return the time of each stage, the stated triples and all that follow."""
    gc.collect()
    stages = Stages()
    with stages.stage("reading"):
        dataset, shapes, stated, closed = rdflib.Dataset(), rdflib.Graph(), rdflib.Graph(), rdflib.Graph()
        for path in (*project.rdf_files("ontology"), *project.rdf_files("data")):
            dataset.parse(path)
        for path in project.rdf_files("shapes"):
            shapes.parse(path)
        for s, p, o, _ in dataset.quads():
            stated.add((s, p, o))
            closed.add((s, p, o))
    with stages.stage("reasoning"):
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closed)
    with stages.stage("validating"):
        pyshacl.validate(stated, shacl_graph=shapes, do_owl_imports=False, js=False, inplace=True)
    with stages.stage("exporting"):
        for form, ending in (("turtle", "ttl"), ("json-ld", "jsonld"), ("nt", "nt")):
            closed.serialize(out / f"plain.{ending}", format=form, encoding="utf-8")
    return _seconds(stages.timings), _texts(stated), _texts(closed)


def our_reasoner(stated: Triples, closed: Triples) -> tuple[float, int]:
    """Return how long our reasoner takes alone and how many triples it infers, those of owlrl or it fails."""
    gc.collect()
    start = time.perf_counter()
    closure = reason(stated)
    seconds = time.perf_counter() - start
    wanted = {triple for triple in closed - stated if useful(triple)}
    if set(closure.inferred) != wanted:
        raise SystemExit(f"Inferred {len(closure.inferred)} triples, owlrl {len(wanted)}: not the same.")
    return seconds, len(wanted)


def first_answer(folder: Path) -> float:
    """Return the seconds from the start of ``bilat serve`` on a built project to its first answer."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    bilat = Path(sys.executable).with_name("bilat")
    command = [str(bilat), "serve", "--project", str(folder), "--port", str(port)]
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.perf_counter() - start < _START_SECONDS and process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}{_QUESTION}", timeout=5) as answer:
                    if b"true" in answer.read():
                        return time.perf_counter() - start
            except HTTPError as error:
                raise SystemExit(f"The server answered {error.code}.") from error
            except OSError:
                time.sleep(0.005)
        raise SystemExit("The server did not answer.")
    finally:
        process.terminate()
        process.wait(timeout=20)


def copied(project: Project, folder: Path) -> Path:
    """Copy a project, so that nothing is written where it lies."""
    for part in PARTS:
        if (project.root / part).is_dir():
            shutil.copytree(project.root / part, folder / part)
    return folder


@click.command()
@click.option("--project", "folder", type=click.Path(path_type=Path), default=None, help="Project to build.")
@click.option("--repeats", default=3, show_default=True, help="Runs of each.")
@click.option("--json", "report", type=click.Path(path_type=Path), default=None, help="File for the figures.")
def main(folder: Path | None, repeats: int, report: Path | None) -> None:
    """Measure builds in turn and print medians and ratios."""
    runs: dict[str, list[Seconds]] = {OURS: [], PLAIN: []}
    reasoner: list[float] = []
    with tempfile.TemporaryDirectory(prefix="bilat-bench-") as place:
        project = Project.at(copied(Project.at(folder), Path(place) / "project"))
        for number in range(repeats):
            say(f"run {number + 1} of {repeats}")
            runs[OURS].append(our_pipeline(project, Path(place) / f"release-{number}"))
            seconds, stated, closed = plain_pipeline(project, Path(place))
            runs[PLAIN].append(seconds)
            alone, inferred = our_reasoner(stated, closed)
            reasoner.append(alone)
        build(project)
        starts = [first_answer(project.root) for _ in range(repeats)]
    figures = [
        *_stages(runs),
        Figure(what=ALONE, who=OURS, unit="s", runs=tuple(reasoner)),
        Figure(what=ALONE, who="owlrl", unit="s", runs=tuple(run["reasoning"] for run in runs[PLAIN])),
        Figure(what="first answer after bilat serve", who=OURS, unit="s", runs=tuple(starts)),
        Figure(what="stated", who=OURS, unit="triples", runs=(len(stated),)),
        Figure(what="inferred, the same by both", who=OURS, unit="triples", runs=(inferred,)),
    ]
    if report:
        results("build", _ABOUT, figures, packages=("owlrl", "pyshacl")).write(report)
    tell(figures)


def _stages(runs: dict[str, list[Seconds]]) -> Iterator[Figure]:
    """Yield the time of whole builds and of each stage."""
    for who, each in runs.items():
        yield Figure(what="whole build", who=who, unit="s", runs=tuple(sum(run.values()) for run in each))
    for who, each in runs.items():
        for stage in each[0]:
            yield Figure(what=stage, who=who, unit="s", runs=tuple(run[stage] for run in each))


def _seconds(timings: tuple[Timing, ...]) -> Seconds:
    return {timing.stage: timing.seconds for timing in timings}


def _texts(graph: rdflib.Graph) -> Triples:
    return {(term_of(s), term_of(p), term_of(o)) for s, p, o in graph}


if __name__ == "__main__":
    main()
