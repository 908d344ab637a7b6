"""From the files of a project to what is true of it: parse, lint, evidence, reason, validate, saved checks.

One function runs the stages in their order; each stage is a module of its own. Nothing is written here; see
`bilat.graph.build`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bilat import vocab
from bilat.errors import SourceError
from bilat.graph import evidence
from bilat.graph.findings import Finding, Severity, conforms, in_order
from bilat.graph.lint import lint
from bilat.graph.load import Source, load, syntax_findings
from bilat.graph.progress import Stages
from bilat.graph.quads import Quad, node_of, quads_of, term_of
from bilat.graph.questions import saved_checks
from bilat.graph.reason import Closure, reason
from bilat.graph.saved_checks import run_checks
from bilat.graph.scope import Scope, scope_of
from bilat.graph.validate import validate
from bilat.project import Project

Triple = tuple[str, str, str]
_INFERRED = f"<{vocab.INFERRED}>"
_SHAPES = f"<{vocab.SHAPES_GRAPH}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a check found out.

    Args:
        source: what the files say, or None when one of them cannot be read.
        quads: all that holds, with evidence and inferences; blank nodes are labelled as in the source.
        findings: all findings, in the order of reports.
        scope: what was checked.
    """

    source: Source | None
    quads: tuple[Quad, ...]
    findings: tuple[Finding, ...]
    scope: Scope

    @property
    def conforms(self) -> bool:
        """Return whether no finding is a violation."""
        return conforms(self.findings)


def check(project: Project, *, documents: Path | None = None, stages: Stages | None = None) -> Checked:
    """Return what is true of a project and what is wrong with it.

    Args:
        project: the folder.
        documents: folder of the documents that passages are compared with, where they are at hand.
        stages: told of each stage.

    Raises:
        UnsupportedAxiom: the ontology uses an axiom that the reasoner would have to skip.
        SourceError: a saved query cannot be read or parsed.
        BilatError: there is no such folder of documents.
    """
    stages = stages or Stages()
    with stages.stage("reading"):
        try:
            source = load(project)
        except SourceError:
            return Checked(source=None, quads=(), findings=syntax_findings(project), scope=Scope())
        stated = quads_of(source.dataset)
    findings: list[Finding] = []
    with stages.stage("linting"):
        findings += lint(source, project)
    with stages.stage("comparing evidence"):
        stated += _evidence(source)
        if documents is not None:
            findings += evidence.verify(source, documents).findings
    with stages.stage("reasoning"):
        closure = closure_of(stated)
        findings += _contradictions(closure, source)
    whole = (*stated, *(Quad(*triple, _INFERRED) for triple in closure.inferred))
    with stages.stage("validating"):
        validation = validate(source)
        findings += validation.findings
    with stages.stage("running checks"):
        checks = saved_checks(project)
        findings += run_checks(checks, source, whole)
    scope = scope_of(
        source,
        statements=len({quad[:3] for quad in whole}),
        shapes=validation.focus_nodes,
        further_checks=[check.id for check in checks],
    )
    return Checked(source=source, quads=whole, findings=in_order(findings), scope=scope)


def closure_of(quads: Iterable[Quad]) -> Closure:
    """Return what follows from data and ontology; shapes say nothing about the world.

    Raises:
        UnsupportedAxiom: the ontology uses an axiom that the reasoner would have to skip.
    """
    return reason(quad[:3] for quad in quads if quad.graph != _SHAPES)


def _evidence(source: Source) -> Iterator[Quad]:
    """Yield which passages speak of a thing."""
    for quad in evidence.references(source):
        yield Quad(*map(term_of, quad))


def _contradictions(closure: Closure, source: Source) -> Iterator[Finding]:
    """Yield a finding for each contradiction, at the place of the first statement that has one."""
    for found in closure.inconsistencies:
        causes = tuple((node_of(s), node_of(p), node_of(o)) for s, p, o in found.causes)
        places = (source.locations.find(*cause) for cause in causes)
        yield Finding(
            severity=Severity.VIOLATION,
            rule=found.kind,
            message=found.message,
            remedy="Correct one of the statements that it follows from.",
            focus=causes[0][0] if causes else None,
            place=next(filter(None, places), None),
            causes=causes,
        )
