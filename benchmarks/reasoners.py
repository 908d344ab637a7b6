"""Reasoners that `reason.py` compares, each a process of its own.

    python benchmarks/reasoners.py NAME DATA OUT [MEGABYTES]

Prints the seconds of each stage as JSON, those on the clock and those of the processor. ``tables`` and
``memory`` are ours, for large and small graphs; ``owlrl`` closes an rdflib graph; ``sparql`` runs the rules
as SPARQL updates on Oxigraph until nothing new comes; ``python`` runs them over dictionaries, one new triple
at a time; ``spark`` is ours on Spark SQL.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
from seminaive import SemiNaive

from bilat.graph.bulk import closure, numbering, reading
from bilat.graph.bulk.database import Database
from bilat.graph.bulk.forms import make_verbs
from bilat.graph.bulk.intake import take_in
from bilat.graph.bulk.large_files import LargeFile
from bilat.graph.bulk.writing import Target, write_lines
from bilat.graph.owl.dictionary import Triple
from bilat.graph.owl.reason import reason
from bilat.graph.owl.spark import local_session, reason_on
from bilat.graph.owl.useful import useful
from bilat.graph.progress import Stages


class Clock:
    """Takes the time of stages."""

    def __init__(self) -> None:
        self.seconds: dict[str, tuple[float, float]] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what is inside."""
        start, used = time.perf_counter(), time.process_time()
        yield
        self.seconds[name] = round(time.perf_counter() - start, 4), round(time.process_time() - used, 4)


def stated(data: Path) -> list[Triple]:
    """Return the triples of a file as terms."""
    parsed = ox.parse(path=str(data), format=ox.RdfFormat.N_TRIPLES)
    return [(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in parsed]


def write(triples: Iterable[Triple], out: Path) -> None:
    """Write triples as N-Triples."""
    with out.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{s} {p} {o} .\n" for s, p, o in triples)


def memory(data: Path, out: Path, clock: Clock, _megabytes: int) -> None:
    """Ours, for what fits in memory."""
    with clock.stage("load"):
        triples = stated(data)
    with clock.stage("reason"):
        closure = reason(triples)
    with clock.stage("write"):
        write(closure.inferred, out)


def tables(data: Path, out: Path, clock: Clock, megabytes: int) -> None:
    """Ours, as a large build does it."""
    with tempfile.TemporaryDirectory(prefix="bilat-reason-") as folder:
        with clock.stage("load"):
            database = _tables(data, Path(folder), megabytes)
        with clock.stage("reason"):
            closure.assert_all(database)
            closure.close(database)
        with clock.stage("write"):
            database.execute("CREATE OR REPLACE VIEW merged AS SELECT s, p, o, true AS stated FROM inferred")
            make_verbs(database)
            write_lines(database, [Target(path=out, stated=False)], graphs=False)
        database.remove()


def _tables(data: Path, folder: Path, megabytes: int) -> Database:
    """Return the tables of a file."""
    database = Database.at(folder, b"", megabytes=megabytes, stages=Stages())
    database.execute(reading.LINE_TABLE)
    file = LargeFile(path=data, name=data.name, part="data", media_type="application/n-triples")
    take_in(database, file, 1 << 20, own=True)
    numbering.number(database, reading.RESERVED)
    numbering.fill_literals(database)
    return database


def owlrl(data: Path, out: Path, clock: Clock, _megabytes: int) -> None:
    """Close everything with owlrl."""
    import owlrl  # Here, because who starts another pays for it too.
    import rdflib

    from bilat.graph.formats.quads import term_of

    graph = rdflib.Graph()
    with clock.stage("load"):
        graph.parse(data, format="nt")
        before = set(graph)
    with clock.stage("reason"):
        owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    with clock.stage("write"):
        new = ((term_of(s), term_of(p), term_of(o)) for s, p, o in set(graph) - before)
        write(filter(useful, new), out)


def sparql(data: Path, out: Path, clock: Clock, _megabytes: int) -> None:
    """Run the rules as updates on Oxigraph until a round adds nothing."""
    store = ox.Store()
    with clock.stage("load"):
        store.bulk_load(path=str(data), format=ox.RdfFormat.N_TRIPLES)
        before = {(q.subject, q.predicate, q.object) for q in store}
    rules = (Path(__file__).parent / "rules.rq").read_text().split("#---\n")
    prefixes, updates = rules[0], rules[1:]
    with clock.stage("reason"):
        size = -1
        while size != len(store):
            size = len(store)
            for update in updates:
                store.update(prefixes + update)
    with clock.stage("write"):
        new = {(q.subject, q.predicate, q.object) for q in store} - before
        write(filter(useful, ((str(s), str(p), str(o)) for s, p, o in new)), out)


def python(data: Path, out: Path, clock: Clock, _megabytes: int) -> None:
    """Run the rules that the ontology has axioms for over dictionaries, semi-naive."""
    with clock.stage("load"):
        triples = dict.fromkeys(stated(data))
    with clock.stage("reason"):
        found = SemiNaive(triples)
        found.run()
    with clock.stage("write"):
        write((triple for triple in found.known if triple not in triples and useful(triple)), out)


def spark(data: Path, out: Path, clock: Clock, _megabytes: int) -> None:
    """Ours, with the same rules on Spark SQL."""
    with clock.stage("load"):
        triples = stated(data)
    with tempfile.TemporaryDirectory(prefix="bilat-spark-") as folder, local_session() as session:
        with clock.stage("reason"):
            closure = reason_on(session, triples, folder)
        with clock.stage("write"):
            write(closure.inferred, out)


REASONERS: dict[str, Callable[[Path, Path, Clock, int], None]] = {
    "memory": memory,
    "tables": tables,
    "owlrl": owlrl,
    "sparql": sparql,
    "python": python,
    "spark": spark,
}

if __name__ == "__main__":
    name, data, out, *rest = sys.argv[1:]
    clock = Clock()
    REASONERS[name](Path(data), Path(out), clock, int(rest[0]) if rest else 2000)
    print(json.dumps(clock.seconds))
