"""A check of a large project after an edit of a few lines: what the edit can change, and no more.

It goes on from what the last check has left (`bilat.graph.bulk.basis`): the lines that changed become
statements that came and went (`changes`), the nodes whose results these can change are found by walks
(`surroundings`), and what was found before is told again of all others. The tables stay as they are, so that
an edit after the next is told beside the same check. Where any step cannot be sure, all is checked anew.
"""

from __future__ import annotations

import warnings
from bisect import insort
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from pyshacl.errors import ValidationWarning
from rdflib.term import Node

from bilat.errors import BilatError
from bilat.graph.bulk.amended import Amended, AnewError, Names
from bilat.graph.bulk.basis import Basis, basis_of, copy_of
from bilat.graph.bulk.changes import changes_of, triples_of, with_evidence
from bilat.graph.bulk.database import Database
from bilat.graph.bulk.edits import Edit, edits, moved
from bilat.graph.bulk.following import difference_of
from bilat.graph.bulk.large_check import LargeCheck, name_of
from bilat.graph.bulk.large_files import LargeFile, is_compared, large_files
from bilat.graph.bulk.places import placed
from bilat.graph.bulk.surroundings import Surroundings
from bilat.graph.bulk.unseen import require_unseen
from bilat.graph.formats.quads import node_of, term_of
from bilat.graph.owl.dictionary import Triple
from bilat.graph.progress import Stages
from bilat.graph.queries.asker import Allowance
from bilat.graph.releases.inputs import is_as_told
from bilat.graph.report.findings import Finding
from bilat.graph.report.scope import Scope
from bilat.graph.shacl.evaluation import Evaluation, evaluate
from bilat.graph.shacl.findings import findings_of
from bilat.graph.shacl.relation import relation_of
from bilat.graph.shacl.sparql_constraints import runnable
from bilat.graph.shacl.walks import Walk
from bilat.project import Project
from bilat.settings import Settings

Told = tuple[tuple[Finding, ...], Scope]
_FEW = 200


def check_again(project: Project, place: Path, stages: Stages, settings: Settings) -> LargeCheck | None:
    """Return what `bilat.graph.bulk.check.check_large` would, None where all has to be checked anew.

    Args:
        project: the folder.
        place: where the last check has left its tables.
        stages: told of each stage.
        settings: the limits.
    """
    findings = name_of(settings)
    database = Database.last(place, megabytes=settings.build_megabytes, stages=stages)
    if database is None:
        return None
    with closing(database):
        basis = basis_of(database)
        if basis is None or basis.findings != findings:
            return None
        large = large_files(project)
        compared = [file for file in large if is_compared(file)]
        if not is_as_told(basis.inputs, project, {file.name for file in compared}):
            return None
        with stages.stage("comparing lines"):
            made = {file.name: edits(copy_of(database, file), file.path) for file in compared}
        known = {name: found for name, found in made.items() if found is not None}
        if len(known) < len(made):
            return None
        told: Told | None = database.recalled(findings)
        if told is None:
            return None
        try:
            now, scope = _Again(database, basis, large, known, told, Allowance.of(settings)).told()
        except AnewError:
            return None
        return LargeCheck(database=None, large=large, findings=now, scope=scope)


@dataclass(slots=True)
class _Again:
    """One check after an edit.

    Args:
        database: the tables of the last check.
        basis: what else it has left.
        large: the large files.
        edits: what has changed in them, by name.
        before: what was told.
        allowance: what the queries of each shape may take.
    """

    database: Database
    basis: Basis
    large: tuple[LargeFile, ...]
    edits: Mapping[str, tuple[Edit, ...]]
    before: Told
    allowance: Allowance

    def told(self) -> Told:
        """Return what is found now, and what was checked.

        Raises:
            AnewError: that cannot be told from a part.
        """
        stages = self.database.stages
        made: dict[str, list[Edit]] = {}
        for file in self.large:
            made.setdefault(file.media_type, []).extend(self.edits.get(file.name, ()))
        if not any(made.values()):
            stages.note("Nothing has changed since the last check; what it found is told again.")
            return self.before
        names = Names(self.database)
        with stages.stage("reading lines"):
            changes = changes_of(made, names)
            require_unseen(changes, self.basis.source, names)
            removed, added = triples_of(with_evidence(changes, names), names)
        graph = Amended(names, removed, added)
        with stages.stage("reasoning"):
            difference = difference_of(graph)
        with stages.stage("validating"):
            gone, come, counts = _Shapes(self.basis, graph, self.allowance).results()
        with stages.stage("placing"):
            findings = self._merged(gone, come)
        scope = self.before[1]
        shapes = tuple(sorted((dict(scope.shapes) | counts).items()))
        return findings, replace(scope, statements=scope.statements + difference, shapes=shapes)

    def _merged(self, gone: Mapping[Node, frozenset[str]], come: Iterable[Finding]) -> tuple[Finding, ...]:
        """Return what was found before and still is, at the lines where it stands now, and what is new.

        Args:
            gone: of shapes, the nodes whose results are told anew.
            come: these results.
        """
        by_rule = {str(shape): nodes for shape, nodes in gone.items()}
        subjects = {
            node_of(line.partition(b" ")[0].decode())
            for found in self.edits.values()
            for edit in found
            for line in (*edit.removed, *edit.added)
        }
        kept, loose = [], list(come)
        for finding in self.before[0]:
            nodes = by_rule.get(str(finding.shape or finding.rule)) if finding.component else None
            if nodes and finding.focus is not None and term_of(finding.focus) in nodes:
                continue
            if finding.focus in subjects:
                loose.append(finding)
            else:
                kept.append(self._moved(finding))
        new = set(placed(loose, self.large))
        if len(new) > _FEW:
            return tuple(sorted((*kept, *new), key=lambda finding: finding.sort_key))
        for finding in new:
            insort(kept, finding, key=lambda each: each.sort_key)
        return tuple(kept)

    def _moved(self, finding: Finding) -> Finding:
        """Return a finding at the line where what it is about stands now."""
        place = finding.place
        made = self.edits.get(place.file) if place and place.line else None
        if not place or not place.line or not made:
            return finding
        line = moved(place.line, made)
        if line is None:
            raise AnewError("A line that something is told of has gone.")
        return finding if line == place.line else replace(finding, place=replace(place, line=line))


@dataclass(slots=True)
class _Shapes:
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
        shapes, _ = runnable(self.basis.source.shapes)
        nodes = ((node_of(s), node_of(p), node_of(o)) for s, p, o in triples)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ValidationWarning)
                found = evaluate(shapes, relation_of(nodes), only=lambda _: wanted, allowance=self.allowance)
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
