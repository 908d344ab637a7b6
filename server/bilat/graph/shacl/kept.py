"""Validation that remembers: after a small edit only the shapes that rest on what it changed run again.

A folder keeps the file as it was, its relation and the results of each shape. It is named after the shapes
and the versions of what evaluates them, so that other shapes begin anew; so does whatever was interrupted.
"""

# ruff: noqa: S608 -- SQL is put together from our own text and numbers.

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.term import Node

from bilat.graph.quads import Quad, node_of, ntriples, term_of
from bilat.graph.shacl.changes import change_between
from bilat.graph.shacl.dependencies import Dependencies
from bilat.graph.shacl.evaluation import evaluate
from bilat.graph.shacl.reading import read_into
from bilat.graph.shacl.relation import Relation, Triple, connect
from bilat.graph.shacl.result import Result
from bilat.graph.shacl.shapes import Plan

_Row = list[Any]
_PACKAGES = ("bilat", "pyshacl", "rdflib", "duckdb", "pyoxigraph")
#: A change of more bytes than this is a new file.
_SMALL = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rechecked:
    """What came of checking again.

    Args:
        results: of all shapes.
        shapes: how many shapes ran; None when all did, because nothing was kept.
    """

    results: frozenset[Result]
    shapes: int | None


def recheck(
    data: Path, shapes: Graph, folder: Path, *, line_bytes: int, memory: str | None = None
) -> Rechecked:
    """Return what shapes find wrong with a file, as `evaluate` does.

    Args:
        data: canonical N-Triples.
        shapes: well-formed shapes whose queries can run; a copy that is added to.
        folder: where to keep things; what is kept for other shapes is removed.
        line_bytes: longest line.
        memory: most memory the database may use.
    """
    place = folder / _name(shapes)
    for other in folder.glob("*"):
        if other != place:
            shutil.rmtree(other)
    place.mkdir(parents=True, exist_ok=True)
    said = place / "results.json"
    change = change_between(place / "data.nt", data) if said.exists() else None
    if change is None or len(change.removed) + len(change.added) > _SMALL:
        return _anew(data, shapes, place, line_bytes, memory)
    kept: list[_Row] = json.loads(said.read_text("utf-8"))
    if not change.removed and not change.added:
        return Rechecked(results=_results(kept), shapes=0)
    said.unlink()
    connection = connect(place / "relation.duckdb", memory=memory)
    try:
        relation = Relation(connection, {})
        changed = _apply(relation, change.removed, change.added)
        touched: set[Node] = set()

        def only(plan: Plan) -> Collection[Node]:
            dependencies = Dependencies(plan)
            for shape in plan.shapes:
                rests = dependencies.of(shape)
                if rests is None or not rests.isdisjoint(changed):
                    touched.add(shape)
            return touched

        found = evaluate(shapes, relation, only=only).results if changed else frozenset()
    finally:
        connection.close()
    names = {term_of(shape) for shape in touched}
    rows = [row for row in kept if row[0] not in names] + _rows(found)
    shutil.copyfile(data, place / "data.nt")
    said.write_text(json.dumps(rows), "utf-8")
    return Rechecked(results=_results(rows), shapes=len(touched))


def _name(shapes: Graph) -> str:
    """Return the digest of what results rest on besides the data."""
    text = ntriples(Quad(term_of(s), term_of(p), term_of(o)) for s, p, o in shapes)
    versions = " ".join(f"{package} {version(package)}" for package in _PACKAGES)
    return sha256(versions.encode() + b"\n" + text).hexdigest()[:32]


def _anew(data: Path, shapes: Graph, place: Path, line_bytes: int, memory: str | None) -> Rechecked:
    """Evaluate all shapes, and keep what came of it."""
    for old in place.glob("*"):
        old.unlink()
    connection = connect(place / "relation.duckdb", memory=memory)
    try:
        results = evaluate(shapes, read_into(connection, data, line_bytes=line_bytes)).results
    finally:
        connection.close()
    shutil.copyfile(data, place / "data.nt")
    (place / "results.json").write_text(json.dumps(_rows(results)), "utf-8")
    return Rechecked(results=results, shapes=None)


def _apply(relation: Relation, removed: bytes, added: bytes) -> frozenset[URIRef]:
    """Change the triples of a relation; return the predicates of those that came or went."""
    counts: Counter[Triple] = Counter()
    for text, step in ((removed, -1), (added, 1)):
        for quad in ox.parse(input=text, format=ox.RdfFormat.N_TRIPLES):
            s, p, o = (node_of(str(term)) for term in quad.triple)
            counts[s, p, o] += step
    changes = {triple: step for triple, step in counts.items() if step}
    relation.learn(node for triple in changes for node in triple)
    number = relation.number
    found: set[URIRef] = set()
    for (s, p, o), step in changes.items():
        row = f"s = {number(s)} AND p = {number(p)} AND o = {number(o)}"
        before = sum(n for (n,) in relation.rows(f"SELECT n FROM triple WHERE {row}"))
        relation.execute(f"DELETE FROM triple WHERE {row}")
        if before + step > 0:
            values = f"{number(s)}, {number(p)}, {number(o)}, {before + step}"
            relation.execute(f"INSERT INTO triple (s, p, o, n) VALUES ({values})")
        if (before > 0) != (before + step > 0):
            found.add(URIRef(str(p)))
    return frozenset(found)


def _rows(results: Iterable[Result]) -> list[_Row]:
    """Return results as they are kept: terms as N-Triples, the shape first."""
    rows: list[_Row] = []
    written = cache(term_of)
    for each in results:
        parts = (each.shape, each.severity, each.component, each.focus, each.value)
        terms = [None if part is None else written(part) for part in parts]
        rows.append([*terms, each.path, sorted(map(written, each.messages))])
    return rows


def _results(rows: Iterable[_Row]) -> frozenset[Result]:
    """Return results from what is kept of them."""
    found = []
    known = cache(node_of)
    for *terms, path, messages in rows:
        shape, severity, component, focus, value = (None if t is None else known(t) for t in terms)
        found.append(
            Result(
                shape=shape,
                severity=severity,
                component=component,
                focus=focus,
                path=path,
                value=value,
                messages=frozenset(map(known, messages)),  # type: ignore[arg-type]  # they are literals
            )
        )
    return frozenset(found)
