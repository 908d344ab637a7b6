"""Tell again what the last check of a large project found, but for what an edit can change.

The check goes on from what the last one has left (`bilat.graph.bulk.basis`). The tables stay as they are, so
that an edit after the next is told beside the same check.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
from rdflib.term import Node

from bilat.errors import BilatError
from bilat.graph.bulk.again.amended import Amended, AnewError
from bilat.graph.bulk.again.changes import changes_of, triples_of, with_evidence
from bilat.graph.bulk.again.edits import Edit, edits, moved
from bilat.graph.bulk.again.following import difference_of
from bilat.graph.bulk.again.results import Shapes
from bilat.graph.bulk.again.unseen import require_unseen
from bilat.graph.bulk.basis import Basis, basis_of, copy_of
from bilat.graph.bulk.database import Database
from bilat.graph.bulk.dictionary import StoredDictionary
from bilat.graph.bulk.large_check import LargeCheck, name_of
from bilat.graph.bulk.large_files import LargeFile, is_compared, large_files
from bilat.graph.bulk.places import placed
from bilat.graph.formats.quads import node_of, term_of
from bilat.graph.progress import Stages
from bilat.graph.queries.asker import Allowance
from bilat.graph.releases.inputs import is_as_told
from bilat.graph.report.findings import Finding
from bilat.graph.report.scope import Scope
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
    try:
        database = Database.last(place, megabytes=settings.build_megabytes, stages=stages)
        if database is None:
            return None
        with closing(database):
            return _checked(project, database, settings)
    except (AnewError, BilatError, OSError, duckdb.Error):
        return None  # Whatever it is, a check of everything tells it better.


def _checked(project: Project, database: Database, settings: Settings) -> LargeCheck | None:
    """Return what is found now, None where the last check is not of this project."""
    findings, basis = name_of(settings), basis_of(database)
    if basis is None or basis.findings != findings:
        return None
    large = large_files(project)
    compared = [file for file in large if is_compared(file)]
    if not is_as_told(basis.inputs, project, {file.name for file in compared}):
        return None
    known: dict[str, tuple[Edit, ...]] = {}
    with database.stages.stage("comparing lines"):
        for file in compared:
            found = edits(copy_of(database, file), file.path)
            if found is None:
                return None
            known[file.name] = found
    told: Told | None = database.recalled(findings)
    if told is None:
        return None
    now, scope = _Again(database, basis, large, known, told, Allowance.of(settings)).told()
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
        names = StoredDictionary(self.database)
        with stages.stage("reading lines"):
            changes = changes_of(made, names)
            require_unseen(changes, self.basis.source, names)
            removed, added = triples_of(with_evidence(changes, names), names)
        graph = Amended(names, removed, added)
        with stages.stage("reasoning"):
            difference = difference_of(graph)
        with stages.stage("validating"):
            gone, come, counts = Shapes(self.basis, graph, self.allowance).results()
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
