"""The results of shapes that an edit can change, found again from what lies around it."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from pyshacl.errors import ValidationWarning
from rdflib.term import Node

from bilat.errors import BilatError
from bilat.graph.bulk.again.amended import Amended, AnewError
from bilat.graph.bulk.again.surroundings import Surroundings
from bilat.graph.bulk.basis import Basis
from bilat.graph.formats.quads import node_of, term_of
from bilat.graph.owl.dictionary import Triple
from bilat.graph.queries.asker import Allowance
from bilat.graph.report.findings import Finding
from bilat.graph.shacl.evaluation import Evaluation, evaluate
from bilat.graph.shacl.findings import findings_of
from bilat.graph.shacl.relation import relation_of
from bilat.graph.shacl.walks import Walk


@dataclass(slots=True)
class Shapes:
    """The shapes of a project, held against what an edit can change.

    Args:
        basis: what the last check has left.
        graph: the graph with the edit.
        allowance: what the queries of each shape may take.
    """

    basis: Basis
    graph: Amended
    allowance: Allowance

    def results(self) -> tuple[dict[Node, frozenset[str]], list[Finding], dict[str, int]]:
        """Return the nodes of shapes that are told anew, what is wrong with them, and their new numbers."""
        self._require_near()
        around = Surroundings(self.graph)
        touched = {
            shape: nodes
            for shape, reach in self.basis.reach.items()
            if (nodes := around.touched(reach.walks or ()))
        }
        if not touched:
            return {}, [], {}
        nodes = frozenset().union(*touched.values())
        walks = frozenset().union(*(self.basis.reach[shape].walks or () for shape in touched))
        now = self._evaluated(around.around(nodes, walks), touched)
        results = [
            result
            for result in now.results
            if result.shape in touched
            and result.focus is not None
            and term_of(result.focus) in touched[result.shape]
        ]
        counts = dict(self._counts(around))
        source = self.basis.source
        return touched, list(findings_of(results, source, source.shapes)), counts

    def _require_near(self) -> None:
        """Check that the edit is nothing to shapes that may look anywhere."""
        predicates = {triple[1] for triple in (*self.graph.removed, *self.graph.added)}
        for reach in self.basis.reach.values():
            if reach.walks is None and (
                reach.predicates is None or not predicates.isdisjoint(map(term_of, reach.predicates))
            ):
                raise AnewError("A shape may look at any statement.")

    def _evaluated(self, triples: Iterable[Triple], wanted: Collection[Node]) -> Evaluation:
        """Return what some shapes find in a part of the graph."""
        triples = tuple(triples)
        _require_one_tag(triples)
        nodes = ((node_of(s), node_of(p), node_of(o)) for s, p, o in triples)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ValidationWarning)
                found = evaluate(
                    self.basis.shapes, relation_of(nodes), only=lambda _: wanted, allowance=self.allowance
                )
        except (BilatError, RuntimeError) as error:
            raise AnewError(str(error)) from None
        if found.given_up:
            raise AnewError("A shape was given up.")
        return found

    def _counts(self, around: Surroundings) -> Iterator[tuple[str, int]]:
        """Yield how many focus nodes shapes have now that have not as many as before."""
        known: dict[tuple[Walk, str, bool], bool] = {}

        def begins(node: str, walk: Walk, *, before: bool) -> bool:
            key = (walk, node, before)
            if key not in known:
                known[key] = around.begins(node, walk, before=before)
            return known[key]

        for shape, reach in self.basis.reach.items():
            count = self.basis.counts.get(str(shape))
            nodes = around.touched(reach.leading)
            if count is None or not nodes:
                continue
            if reach.targets is None:
                raise AnewError("It cannot be told which nodes a shape has.")
            was, now = (
                sum(any(begins(node, walk, before=before) for walk in reach.targets) for node in nodes)
                for before in (True, False)
            )
            if was != now:
                if not count or not count + now - was:
                    raise AnewError("A shape has nodes for the first time, or none any more.")
                yield str(shape), count + now - was


def _require_one_tag(triples: Iterable[Triple]) -> None:
    """Check that no two literals differ in capitals of their tags alone: only in memory these are one."""
    tagged = {o for _, _, o in triples if o[0] == '"' and o[-1] not in '">'}
    parted = (literal.rpartition("@") for literal in tagged)
    if len({(text, tag.lower()) for text, _, tag in parted}) < len(tagged):
        raise AnewError("Tags of one text differ in capitals.")
