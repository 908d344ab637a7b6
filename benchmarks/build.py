"""How long a build takes, stage by stage, beside the plain way: rdflib, owlrl over everything, pyshacl.

Both read the same files in the same run, in turn. The plain pipeline parses with rdflib, closes data and
ontology with owlrl, validates the source graph with pyshacl and writes Turtle, JSON-LD and N-Quads; ours does
what `bilat build` does. Prints medians and ratios; ``--json FILE`` writes the figures.

    python benchmarks/build.py [--project DIR] [--repeats 3] [--json FILE]
"""

from __future__ import annotations

import json
import os
import platform
import signal
import subprocess
import sys

sys.path.pop(0)  # The folder of this file has an http.py, and the standard library means its own.

import tempfile
import time
import urllib.request
from importlib.metadata import version
from pathlib import Path
from statistics import median

import click
import owlrl
import pyshacl
import rdflib

from bilat.graph.build import build
from bilat.graph.load import load
from bilat.graph.progress import Stages
from bilat.graph.quads import term_of
from bilat.graph.reason import reason
from bilat.graph.useful import useful
from bilat.project import Project

Seconds = dict[str, float]
Triple = tuple[str, str, str]


def plain_pipeline(project: Project, out: Path) -> tuple[Seconds, set[Triple]]:
    """Run the plain pipeline; return the time of each stage and the useful inferred triples."""
    stages = Stages()
    with stages.stage("reading"):
        data, shapes = rdflib.Dataset(default_union=True), rdflib.Graph()
        for part in ("ontology", "data"):
            for path in project.rdf_files(part):
                data.parse(path)
        for path in project.rdf_files("shapes"):
            shapes.parse(path)
        union = rdflib.Graph()
        for triple in data.triples((None, None, None)):
            union.add(triple)
    with stages.stage("reasoning"):
        closed = rdflib.Graph()
        for triple in union:
            closed.add(triple)
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closed)
    with stages.stage("validating"):
        pyshacl.validate(union, shacl_graph=shapes, do_owl_imports=False, js=False, advanced=True)
    with stages.stage("exporting"):
        for form, ending in (("turtle", "ttl"), ("json-ld", "jsonld"), ("nt", "nt")):
            closed.serialize(out / f"plain.{ending}", format=form)
    inferred = {(term_of(s), term_of(p), term_of(o)) for s, p, o in closed}
    known = {(term_of(s), term_of(p), term_of(o)) for s, p, o in union}
    return _seconds(stages), {triple for triple in inferred - known if useful(triple)}


def our_pipeline(project: Project, out: Path) -> Seconds:
    """Run a whole build into an empty place; return the time of each stage."""
    built = build(project, out)
    if built.release is None:
        raise SystemExit("The project does not conform; there is nothing to compare.")
    return {timing.stage: timing.seconds for timing in built.timings}


def our_inferences(project: Project) -> set[Triple]:
    """Return what our reasoner infers from the same triples as the plain pipeline."""
    source = load(project)
    stated = {
        (term_of(s), term_of(p), term_of(o))
        for s, p, o, graph in source.dataset.quads((None, None, None, None))
        if not str(graph).endswith("graph/shapes")
    }
    ontology = {(term_of(s), term_of(p), term_of(o)) for s, p, o in source.ontology}
    return set(reason(stated, ontology).inferred)


def first_answer(project: Project) -> float:
    """Return the seconds from `bilat serve` on a built project to its first answer."""
    port = 8765
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "bilat", "serve", "--project", str(project.root), "--port", str(port)],
        stdout=subprocess.DEVNULL,
        env={**os.environ, "NO_COLOR": "1"},
    )
    try:
        url = f"http://127.0.0.1:{port}/sparql?query=ASK%7B%3Fs%20%3Fp%20%3Fo%7D"
        while time.perf_counter() - start < 60:
            try:
                with urllib.request.urlopen(url, timeout=5) as answer:
                    answer.read()
                return time.perf_counter() - start
            except OSError:
                time.sleep(0.01)
        raise SystemExit("The server did not answer within a minute.")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def _seconds(stages: Stages) -> Seconds:
    return {timing.stage: timing.seconds for timing in stages.timings}


def _medians(runs: list[Seconds]) -> Seconds:
    return {stage: median(run[stage] for run in runs) for stage in runs[0]}


@click.command()
@click.option("--project", "folder", type=click.Path(path_type=Path), default=None, help="Project to build.")
@click.option("--repeats", default=3, show_default=True, help="Runs of each pipeline.")
@click.option("--json", "report", type=click.Path(path_type=Path), default=None, help="Where to write figures.")
def main(folder: Path | None, repeats: int, report: Path | None) -> None:
    """Measure builds in turn and print medians and ratios."""
    project = Project.at(folder)
    plain_runs, our_runs, starts = [], [], []
    plain_inferred: set[Triple] = set()
    for number in range(repeats):
        print(f"run {number + 1} of {repeats}", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as out:
            our_runs.append(our_pipeline(project, Path(out) / "release"))
            seconds, plain_inferred = plain_pipeline(project, Path(out))
            plain_runs.append(seconds)
    build(project)
    starts = [first_answer(project) for _ in range(repeats)]
    ours, plain = _medians(our_runs), _medians(plain_runs)
    same = our_inferences(project) == plain_inferred
    figures = {
        "versions": {name: version(name) for name in ("bilat", "rdflib", "owlrl", "pyshacl", "duckdb", "pyoxigraph")},
        "machine": {"cores": os.cpu_count(), "python": platform.python_version()},
        "repeats": repeats,
        "ours": ours,
        "plain": plain,
        "same_inferences": same,
        "inferred": len(plain_inferred),
        "reasoning_ratio": plain["reasoning"] / ours["reasoning"],
        "build_ratio": sum(plain.values()) / sum(ours.values()),
        "first_answer_seconds": median(starts),
    }
    if report:
        report.write_text(json.dumps(figures, indent=2) + "\n")
    for name, stages in (("ours", ours), ("plain", plain)):
        print(f"{name:8}" + "  ".join(f"{stage} {value:.2f} s" for stage, value in stages.items()))
        print(f"{'':8}whole {sum(stages.values()):.2f} s")
    print(f"reasoning: {figures['reasoning_ratio']:.0f} times as fast as owlrl, {len(plain_inferred)} inferred triples, same set: {same}")
    print(f"whole build: {figures['build_ratio']:.1f} times as fast as the plain pipeline")
    print(f"first answer of a built project: {figures['first_answer_seconds']:.2f} s after `bilat serve`")
    if not same:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
