"""How long validation takes beside pyshacl, Jena and pyrudof, each as a process of its own, with its results.

All read the same N-Triples, data of `generate.py` with seeded mistakes and the ontology, and the same shapes,
those of the repository, without their queries; pyshacl alone gets them with these too. Each is timed from
start to end of its process: reading, validating, writing its report. Results are compared by focus node,
value, component and shape. Ours is the validator alone, over tables as large builds have them: `bilat check`
lints and reasons too, and takes longer.

    python benchmarks/validate.py [--full] [--sizes 3000,30000] [--only pyshacl,jena,rudof] [--json FILE]

Jena is Debian's ``libapache-jena-java``; ``--rudof`` names a Python that has pyrudof, which is not installed
here because it needs other versions of what we use.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import pyoxigraph as ox
from figures import OURS, ROOT, Figure, results, say, tell
from process import Usage, run
from rdflib import Graph

from bilat.vocab import SH

JARS = Path("/usr/share/java")
#: Jena looks for messages of its own copy of Xerces where Debian's package does not have them.
MESSAGES = "org/apache/jena/ext/xerces"
#: Of the packages that say where messages go only one may be there.
_LOGGERS = (
    *("slf4j-log4j", "slf4j-simple", "slf4j-jcl", "slf4j-jdk14", "slf4j-migrator"),
    *("log4j", "jcl-over", "jul-to", "maven"),
)
_ABOUT = (
    "Validation with the shapes of the repository, each as a process of its own; ours is the validator "
    "without the rest of bilat check"
)
_MOST_SECONDS = 1_800
#: What Python and Java say when a program of theirs is not there.
_NOT_INSTALLED = ("ModuleNotFoundError: No module named 'pyrudof'", "Could not find or load main class")
PEERS = ("pyshacl", "jena", "rudof")
#: Triples, whether with the queries in shapes, and who finishes that in reasonable time.
BOUNDED = {
    (3_000, False): PEERS,
    (3_000, True): ("pyshacl",),
    (30_000, False): PEERS,
    (300_000, False): ("jena",),
}
FULL = {
    (3_000, False): PEERS,
    (3_000, True): ("pyshacl",),
    (30_000, False): PEERS,
    (30_000, True): ("pyshacl",),
    (300_000, False): ("jena", "rudof"),
    (3_000_000, False): ("jena",),
}
Key = tuple[str, ...]

_VALIDATE = """
import sys
import tempfile
from pathlib import Path
from pyoxigraph import parse
from rdflib import Graph
from bilat.graph.bulk import closure, numbering, reading
from bilat.graph.bulk.database import Database
from bilat.graph.bulk.intake import take_in
from bilat.graph.bulk.large_files import LargeFile
from bilat.graph.bulk.shapes import relation
from bilat.graph.progress import Stages
from bilat.graph.formats.quads import node_of
from bilat.graph.shacl.evaluation import evaluate
from bilat.graph.shacl.sparql_constraints import runnable
data, shapes, out = sys.argv[1:]
graph = Graph()
for quad in parse(path=shapes):
    graph.add(tuple(node_of(str(term)) for term in quad.triple))
ready, _ = runnable(graph)
with tempfile.TemporaryDirectory(prefix="bilat-validate-") as folder:
    database = Database.at(Path(folder), b"", megabytes=1000, stages=Stages())
    database.execute(reading.LINE_TABLE)
    file = LargeFile(path=Path(data), name=data, part="data", media_type="application/n-triples")
    take_in(database, file, 1 << 20, own=True)
    numbering.number(database, reading.RESERVED)
    numbering.fill_literals(database)
    closure.assert_all(database)
    found = evaluate(ready, relation(database))
with open(out, "w") as report:
    for each in found.results:
        parts = (each.focus, each.value, each.component, each.shape)
        print(*("" if part is None else part.n3() for part in parts), sep="\\t", file=report)
"""
PYSHACL = """
import sys
import pyshacl
from rdflib import Graph
data, shapes, out = sys.argv[1:]
_, report, _ = pyshacl.validate(Graph().parse(data), shacl_graph=Graph().parse(shapes), inplace=True)
report.serialize(out, "turtle")
"""
RUDOF = """
import sys
from pyrudof import RDFFormat, ResultShaclValidationFormat, Rudof, RudofConfig, ShaclFormat
data, shapes, out = sys.argv[1:]
rudof = Rudof(RudofConfig())
rudof.read_data(data, RDFFormat.NTriples)
rudof.read_shacl(shapes, ShaclFormat.Turtle)
rudof.validate_shacl()
with open(out, "w") as report:
    report.write(rudof.serialize_shacl_validation_results(ResultShaclValidationFormat.Turtle))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of one validator: what it took, and its results, each by its parts."""

    usage: Usage
    keys: frozenset[Key]


def measured(command: list[str], out: Path, read: Callable[[Path], Iterator[Key]]) -> Run:
    """Run a command; return what it took and what it found.

    Raises:
        FileNotFoundError: there is no such program.
        ChildProcessError: it failed; the text is what it said last.
    """
    errors = out.with_suffix(".log")
    out.unlink(missing_ok=True)
    usage = run(command, out=out if command[0] == "java" else None, errors=errors, limit=_MOST_SECONDS)
    if usage.stopped:
        raise ChildProcessError(f"stopped after {_MOST_SECONDS} s")
    if usage.status and not (out.exists() and out.stat().st_size):
        said = errors.read_text("utf-8", "replace").strip() or f"exit status {usage.status}"
        missing = any(sign in said for sign in _NOT_INSTALLED)
        raise ChildProcessError("not installed" if missing else said.splitlines()[-1])
    return Run(usage=usage, keys=frozenset(read(out)))


def lines(out: Path) -> Iterator[Key]:
    """Yield the results of a report that is a table."""
    for line in out.read_text().splitlines():
        yield tuple(line.split("\t"))


def turtle(out: Path) -> Iterator[Key]:
    """Yield the results of a report that is RDF."""
    graph = Graph().parse(out, format="turtle")
    for result in graph.objects(None, SH.result):
        terms = (SH.focusNode, SH.value, SH.sourceConstraintComponent, SH.sourceShape)
        parts = (graph.value(result, term) for term in terms)
        yield tuple("" if part is None else part.n3() for part in parts)  # type: ignore[attr-defined]


def commands(data: Path, shapes: Path, folder: Path, rudof: str) -> dict[str, tuple[list[str], Callable]]:
    """Return what runs each validator, and what reads its report."""
    files = [str(data), str(shapes), str(folder / "report")]
    jars = (jar for jar in sorted(JARS.glob("*.jar")) if not jar.name.startswith(_LOGGERS))
    path = ":".join(map(str, (_messages(folder), *jars)))
    java = ["java", "-cp", path, "shacl.shacl", "validate", "--shapes", files[1], "--data", files[0]]
    return {
        "bilat": ([sys.executable, "-c", _VALIDATE, *files], lines),
        "pyshacl": ([sys.executable, "-c", PYSHACL, *files], turtle),
        "jena": (java, turtle),
        "rudof": ([rudof, "-c", RUDOF, *files], turtle),
    }


def _messages(folder: Path) -> Path:
    """Put the messages of Jena's Xerces where it looks for them."""
    jar = JARS / "jena-core.jar"
    if jar.exists():
        shutil.unpack_archive(jar, folder / "core", "zip")
        shutil.copytree(folder / "core" / MESSAGES, folder / "xerces")
        shutil.rmtree(folder / "core")
    return folder


def make_data(place: Path, triples: int) -> None:
    """Write generated data and the ontology as N-Triples."""
    generated = place.with_suffix(".nq")
    generator = [sys.executable, str(ROOT / "benchmarks" / "generate.py")]
    options = ["--triples", str(triples), "--mistakes", "0.02", "--out", str(generated)]
    subprocess.run([*generator, *options], check=True)
    with place.open("wb") as out, generated.open("rb") as quads:
        # Each triple of the generator is in one graph, whose name is the last word of its line.
        out.writelines(line.rsplit(b" ", 2)[0] + b" .\n" for line in quads)
        for file in sorted((ROOT / "ontology").glob("*.ttl")):
            found = (quad.triple for quad in ox.parse(path=str(file)))
            ox.serialize(found, out, format=ox.RdfFormat.N_TRIPLES)
    generated.unlink()


def make_shapes(place: Path, *, queries: bool) -> None:
    """Write the shapes of the repository, with their queries or without."""
    graph = Graph()
    for file in sorted((ROOT / "shapes").glob("*.ttl")):
        graph.parse(file)
    for shape, constraint in list(graph.subject_objects(SH.sparql)):
        if not queries:
            graph.remove((shape, SH.sparql, constraint))
            graph.remove((constraint, None, None))
    graph.serialize(place, "turtle")


@click.command(help=__doc__.splitlines()[0] if __doc__ else None)
@click.option("--full", is_flag=True, help="Larger graphs, and peers for as long as they take.")
@click.option("--sizes", default="", help="Only these numbers of triples, with commas between.")
@click.option("--only", default=",".join(PEERS), show_default=True, help="Peers, with commas between.")
@click.option("--repeats", default=1, show_default=True)
@click.option("--rudof", default="python3", show_default=True, help="A Python that has pyrudof.")
@click.option("--json", "json_file", type=click.Path(path_type=Path))
def main(full: bool, sizes: str, only: str, repeats: int, rudof: str, json_file: Path | None) -> None:
    """Run all in turn, size by size, and print medians."""
    figures: list[Figure] = []
    for (triples, queries), peers in (FULL if full else BOUNDED).items():
        if not sizes or str(triples) in sizes.split(","):
            names = (OURS, *(name for name in peers if name in only.split(",")))
            figures += _compared(names, triples, queries, repeats, rudof)
        if json_file is not None:
            versions = _versions(figures)
            results("validate", _ABOUT, figures, packages=("pyshacl",), programs=versions).write(json_file)
    tell(figures)


def _compared(
    names: Iterable[str], triples: int, queries: bool, repeats: int, rudof: str
) -> Iterator[Figure]:
    """Yield what each takes for the same data and shapes."""
    runs: dict[str, list[Run]] = {name: [] for name in names}
    notes: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="bilat-validate-") as temporary:
        folder = Path(temporary)
        data, shapes = folder / "data.nt", folder / "shapes.ttl"
        make_data(data, triples)
        make_shapes(shapes, queries=queries)
        for_each = commands(data, shapes, folder, rudof)
        for number in range(repeats):
            for name in [each for each in runs if each not in notes]:
                say(f"{triples:,}, run {number + 1} of {repeats}: {name}")
                try:
                    runs[name].append(measured(for_each[name][0], folder / "report", for_each[name][1]))
                except FileNotFoundError as error:
                    notes[name] = f"not installed ({error.filename})"
                except ChildProcessError as error:
                    notes[name] = str(error)
                if name in notes:
                    say(f"{name}: not measured, for {notes[name]}")
    if OURS in notes:
        raise SystemExit(f"{OURS}: {notes[OURS]}")
    yield from _figures(runs, notes, triples, "with queries" if queries else "")


def _figures(
    runs: dict[str, list[Run]], notes: dict[str, str], triples: int, variant: str
) -> Iterator[Figure]:
    """Yield what each took, and how its results differ from ours."""
    for name, found in runs.items():
        about: Any = {"who": name, "size": triples, "variant": variant, "note": notes.get(name, "")}
        usages = [each.usage for each in found]
        yield Figure(what="processor", unit="s", runs=tuple(each.processor for each in usages), **about)
        if found:
            yield Figure(what="time", unit="s", runs=tuple(each.seconds for each in usages), **about)
            yield Figure(what="memory", unit="MB", runs=tuple(each.megabytes for each in usages), **about)
            yield Figure(what="results", unit="results", runs=(len(found[0].keys),), **about)
            differing = len(found[0].keys ^ runs[OURS][0].keys)
            yield Figure(what="results that differ", unit="results", runs=(differing,), **about)


def _versions(figures: Iterable[Figure]) -> dict[str, str]:
    """Return the version of Jena, which no package of Python knows."""
    jars = sorted(JARS.glob("jena-core-*.jar")) if any(figure.who == "jena" for figure in figures) else []
    return {"jena": jars[-1].stem.rpartition("-")[2]} if jars else {}


if __name__ == "__main__":
    main()
