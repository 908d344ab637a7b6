"""Validation that remembers: after an edit only the shapes that rest on what it changed are evaluated.

One file keeps the results of each shape and the digests of what they were found in. It is good for one text
of shapes, one version of what evaluates them and one of this code: with others, and where it is damaged or
gone, all shapes are evaluated, so that it is safe to delete and never a reason for another report.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rdflib import Graph
from rdflib.term import Node

from bilat.graph.formats.quads import Quad, node_of, ntriples, term_of
from bilat.graph.queries.asker import Allowance
from bilat.graph.shacl.dependencies import Dependencies
from bilat.graph.shacl.digests import Difference, digests_of
from bilat.graph.shacl.evaluation import Evaluation, evaluate
from bilat.graph.shacl.relation import Relation, Triple
from bilat.graph.shacl.result import Result
from bilat.graph.shacl.shapes import Plan
from bilat.whole_file import write_whole

_Row = list[Any]
_PACKAGES = ("pyshacl", "rdflib", "duckdb", "pyoxigraph")


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Where the results of a validation are kept.

    Args:
        place: the file, which need not be there.
        code: digest of the code that evaluates.
        fresh: whether what is kept is passed over, and written anew.
    """

    place: Path
    code: str
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a validation found.

    Args:
        digests: of what it was found in.
        counts: focus nodes of shapes, by shape.
        rows: the results.
    """

    digests: dict[str, str]
    counts: dict[str, int]
    rows: list[_Row]

    @classmethod
    def of(cls, found: Evaluation, digests: dict[str, str]) -> _Kept:
        """Return what is kept of an evaluation."""
        counts = {term_of(shape): count for shape, count in found.focus_nodes.items()}
        return cls(digests, counts, _rows(found.results))

    def without(self, shapes: Iterable[Node]) -> _Kept:
        """Return what is kept of all other shapes."""
        names = {term_of(shape) for shape in shapes}
        counts = {shape: count for shape, count in self.counts.items() if shape not in names}
        return _Kept(self.digests, counts, [row for row in self.rows if row[0] not in names])


def evaluate_again(
    shapes: Graph,
    relation: Relation,
    memory: Memory,
    *,
    shapes_graph: Iterable[Triple] = (),
    allowance: Allowance = Allowance(),  # noqa: B008 -- it is frozen
) -> Evaluation:
    """Return what shapes find wrong with data as `evaluate` does, from what is kept where that is possible.

    Args:
        shapes: well-formed shapes whose queries can run; a copy that is added to.
        relation: the data as relations; it is added to.
        memory: what earlier results are taken from, and where these go.
        shapes_graph: what queries find in the graph ``$shapesGraph``.
        allowance: what the queries of each shape may take.

    Raises:
        RuntimeError: pyshacl cannot run a shape.
    """
    name = _name(shapes, memory.code)
    kept = None if memory.fresh else _read(memory.place, name)
    digests = digests_of(relation)
    if kept is None:
        found = evaluate(shapes, relation, shapes_graph=shapes_graph, allowance=allowance)
        if not found.given_up:
            _write(memory.place, name, _Kept.of(found, digests))
        return found
    difference = Difference(kept.digests, digests, relation)
    touched: set[Node] = set()

    def only(plan: Plan) -> Collection[Node]:
        touched.update(_touched(plan, kept, difference))
        return touched

    again = evaluate(shapes, relation, shapes_graph=shapes_graph, only=only, allowance=allowance)
    rest, new = kept.without(touched), _Kept.of(again, digests)
    if difference and not again.given_up:
        _write(memory.place, name, _Kept(digests, rest.counts | new.counts, rest.rows + new.rows))
    counts = {node_of(shape): count for shape, count in rest.counts.items()}
    return replace(
        again,
        results=_results(rest.rows) | again.results,
        focus_nodes=counts | dict(again.focus_nodes),
    )


def _touched(plan: Plan, kept: _Kept, difference: Difference) -> Iterator[Node]:
    """Yield the shapes whose results may be others now."""
    # A message shows what is said of a blank node, which no shape has to rest on.
    shown = {row[0] for row in kept.rows if "_:" in (row[3][:2], (row[4] or "")[:2])} if difference else ()
    dependencies = Dependencies(plan)
    for shape in plan.shapes:
        if shape in plan.handed or term_of(shape) in shown or difference.touches(dependencies.of(shape)):
            yield shape


def _name(shapes: Graph, code: str) -> str:
    """Return the digest of what results rest on besides the data."""
    text = ntriples(Quad(term_of(s), term_of(p), term_of(o)) for s, p, o in shapes)
    versions = " ".join((code, *(f"{package} {version(package)}" for package in _PACKAGES)))
    return sha256(versions.encode() + b"\n" + text).hexdigest()


def _read(place: Path, name: str) -> _Kept | None:
    """Return what is kept under a name, None where that is nothing or damaged."""
    try:
        head, _, body = place.read_bytes().partition(b"\n")
        if head.decode("ascii") != f"{name} {sha256(body).hexdigest()}":
            return None
        return _Kept(*json.loads(body))
    except (OSError, ValueError):
        return None


def _write(place: Path, name: str, kept: _Kept) -> None:
    """Keep results where that is possible, whole or not at all."""
    body = json.dumps([kept.digests, kept.counts, kept.rows], separators=(",", ":")).encode()
    with suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        write_whole(place, f"{name} {sha256(body).hexdigest()}\n".encode() + body)


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
