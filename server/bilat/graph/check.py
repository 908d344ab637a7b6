"""From the files of a project to what is true of it: parse, lint, evidence, reason, validate, saved checks.

One function runs the stages in their order; each stage is a module of its own. Nothing is written here; see
`bilat.graph.build`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bilat import vocab
from bilat.errors import ProjectError, SourceError
from bilat.graph.configuration import settings_of
from bilat.graph.evidence import passages as evidence
from bilat.graph.formats.export import Vocabulary
from bilat.graph.formats.jsonld import jsonld
from bilat.graph.formats.quads import Quad, node_of, quads_of, term_of
from bilat.graph.formats.rdfxml import obstacle
from bilat.graph.lint.files import lint
from bilat.graph.lint.nameless import nameless, without_name
from bilat.graph.lint.unreadable import syntax_finding, syntax_findings
from bilat.graph.owl.inconsistency import ONE_LITERAL, Inconsistency
from bilat.graph.owl.profile import REMEDY, Unsupported
from bilat.graph.owl.reason import Closure, reason
from bilat.graph.pages.queries import page_faults
from bilat.graph.pages.reading import wording_of
from bilat.graph.progress import Stages
from bilat.graph.queries.asker import Allowance
from bilat.graph.queries.checks import run_checks
from bilat.graph.queries.faults import query_faults, with_declarations
from bilat.graph.queries.saved import saved_checks
from bilat.graph.report import checks
from bilat.graph.report.findings import Finding, Severity, conforms, in_order
from bilat.graph.report.scope import Scope, scope_of
from bilat.graph.shacl.kept import Memory
from bilat.graph.shacl.validate import validate
from bilat.graph.source.files import PARTS
from bilat.graph.source.load import Source, load
from bilat.graph.source.prefixes import compact
from bilat.project import RDF_ENDINGS, Project

_IRI = re.compile(r"<([^<>]+)>")
#: What a triple that follows takes of memory in a check, in a build twice as much.
_INFERRED_BYTES = 1_024
_EVIDENCE = f"<{vocab.EVIDENCE}>"
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
        closure: what the rules found, and how to explain it; None when nothing could be read.
    """

    source: Source | None
    quads: tuple[Quad, ...]
    findings: tuple[Finding, ...]
    scope: Scope
    closure: Closure | None = None

    @property
    def conforms(self) -> bool:
        """Return whether no finding is a violation."""
        return conforms(self.findings)


def check(
    project: Project,
    *,
    documents: Path | None = None,
    stages: Stages | None = None,
    memory: Memory | None = None,
) -> Checked:
    """Return what is true of a project and what is wrong with it.

    Args:
        project: the folder.
        documents: folder of the documents that passages are compared with, where they are at hand.
        stages: told of each stage.
        memory: what an earlier check found; all is validated anew when None.

    Raises:
        ProjectError: the project holds no statement and no query, so that there is nothing to check.
        ClosureTooLarge: more follows than can be held in memory; `bilat.graph.bulk.check` has room for more.
        BilatError: there is no such folder of documents.
    """
    stages = stages or Stages()
    settings = settings_of(project)
    allowance = Allowance.of(settings)
    with stages.stage("reading"):
        source, faults = _read(project)
        if source is None or faults:
            return Checked(source=None, quads=(), findings=faults, scope=Scope())
        require_something(project, len(source.dataset))
        stated = quads_of(source.dataset)
    findings: list[Finding] = []
    verified: evidence.Verification | None = None
    with stages.stage("linting"):
        findings += lint(source, project)
        findings += without_name(nameless(source))
        findings += wording_findings(project, source.prefixes)
    with stages.stage("comparing evidence"):
        there = {quad for quad in stated if quad.graph == _EVIDENCE}
        stated += (quad for quad in _evidence(source) if quad not in there)
        if documents is not None:
            verified = evidence.verify(source, documents)
            findings += verified.findings
    with stages.stage("reasoning"):
        closure = closure_of(stated, strict=False, megabytes=settings.build_megabytes)
        findings += contradiction_findings(closure.inconsistencies, source)
        findings += axiom_findings(closure.unsupported, source, Severity(settings.unsupported_axioms))
    whole = (*stated, *(Quad(*triple, _INFERRED) for triple in closure.inferred))
    findings += download_findings(obstacle(whole))
    with stages.stage("validating"):
        validation = validate(source, memory=memory, allowance=allowance)
        findings += validation.findings
    with stages.stage("running checks"):
        saved = saved_checks(project)
        findings += run_checks(saved, source, whole, allowance)
    scope = scope_of(
        source,
        statements=len({quad[:3] for quad in whole}),
        shapes=validation.focus_nodes,
        further_checks=[check.id for check in saved],
        compared=None if verified is None else (verified.documents, verified.passages),
    )
    return Checked(source=source, quads=whole, findings=in_order(findings), scope=scope, closure=closure)


def _read(project: Project) -> tuple[Source | None, tuple[Finding, ...]]:
    """Return what the files of a project say, and a finding for each that cannot be read."""
    found = faults_beside_data(project)
    try:
        source = load(project)
        return source, in_order(with_declarations(found, source.prefixes))
    except SourceError:
        return None, in_order([*found, *syntax_findings(project)])


def require_something(project: Project, statements: int) -> None:
    """Raise a `ProjectError` where there is nothing to check."""
    if not statements and not project.query_files():
        raise ProjectError(
            f"The project at {project.root} holds no statement and no query: there is nothing to check.",
            remedy=f"Put RDF into {', '.join(PARTS)}, in files that end in {', '.join(RDF_ENDINGS)}.",
        )


def faults_beside_data(project: Project) -> list[Finding]:
    """Return a finding for each saved query or JSON-LD context that cannot be read, one a file."""
    errors = [*page_faults(project), *query_faults(project)]
    try:
        if project.context:
            jsonld((), Vocabulary.of({}, project.context).context)
    except SourceError as error:
        errors.append(error)
    return [
        syntax_finding(error)
        for error in {error.place and error.place.file: error for error in errors}.values()
    ]


def wording_findings(project: Project, prefixes: Mapping[str, str]) -> list[Finding]:
    """Return a finding where the wording of pages cannot be read with the prefixes of the project."""
    try:
        wording_of(project, Vocabulary.of(prefixes, project.context).prefixes)
    except SourceError as error:
        return [syntax_finding(error)]
    return []


def closure_of(quads: Iterable[Quad], *, strict: bool = True, megabytes: int | None = None) -> Closure:
    """Return what follows from data and ontology; shapes say nothing about the world.

    Args:
        quads: what is stated.
        strict: whether an axiom that the reasoner has to skip is an error.
        megabytes: memory of its tables, in MiB; what follows may take half as much here.

    Raises:
        ClosureTooLarge: the memory does not suffice.
        UnsupportedAxiom: the way is strict, and the ontology uses an axiom that the reasoner has to skip.
    """
    memory = None if megabytes is None else f"{megabytes}MiB"
    most = None if megabytes is None else (megabytes << 20) // _INFERRED_BYTES
    triples = (quad[:3] for quad in quads if quad.graph != _SHAPES)
    return reason(triples, strict=strict, memory=memory, most=most)


def download_findings(reason: str | None) -> Iterator[Finding]:
    """Yield a finding where releases have no download in RDF/XML, for a reason."""
    if reason:
        yield Finding(
            severity=Severity.INFO,
            rule=checks.DOWNLOAD_LEFT_OUT,
            message=f"Releases have no download in RDF/XML. {reason}",
            remedy="Leave it so, or change what RDF/XML cannot write; the other formats hold everything.",
        )


def _evidence(source: Source) -> Iterator[Quad]:
    """Yield which passages speak of a thing."""
    for quad in evidence.references(source):
        yield Quad(*map(term_of, quad))


def contradiction_findings(found: Iterable[Inconsistency], source: Source) -> Iterator[Finding]:
    """Yield a finding for each contradiction, at the place of the first statement that has one.

    A literal that its own datatype does not have is told by lint already, with better advice.
    """
    for one in found:
        if one.rule == ONE_LITERAL:
            continue
        causes = tuple((node_of(s), node_of(p), node_of(o)) for s, p, o in one.causes)
        places = (source.locations.find(*cause) for cause in causes)
        yield Finding(
            severity=Severity.VIOLATION,
            rule=one.kind,
            message=one.message,
            remedy="Correct one of the statements that it follows from.",
            focus=causes[0][0] if causes else None,
            place=next(filter(None, places), None),
            causes=causes,
            counts=not causes,
        )


def axiom_findings(found: Iterable[Unsupported], source: Source, severity: Severity) -> Iterator[Finding]:
    """Yield a finding for each axiom that the reasoner did not act on, at its place."""

    def short(iri: re.Match[str]) -> str:
        return compact(iri[1], source.prefixes)

    for one in found:
        s, p, o = map(node_of, one.axiom)
        yield Finding(
            severity=severity,
            rule=checks.REASONING_INCOMPLETE,
            message=f"Reasoning is incomplete: {_IRI.sub(short, one.message)}",
            remedy=REMEDY,
            focus=s,
            path=str(p),
            value=o,
            place=source.locations.find(s, p, o),
        )
