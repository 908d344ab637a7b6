"""Whether the data have anything at the base that `bilat.toml` names, and nothing that is nearly there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from rdflib import URIRef
from rdflib.term import Node

from bilat.graph.configuration import Configuration, place_of
from bilat.graph.identity import base_of, folder_of
from bilat.graph.report import checks
from bilat.graph.report.findings import Finding, Severity
from bilat.graph.source.load import Source
from bilat.project import Project


def base(source: Source, project: Project) -> Iterator[Finding]:
    """Yield a finding where a server would answer for nothing that is described, or for too little of it.

    Args:
        source: what was loaded from the project; where it lacks large files of data, nothing is told.
        project: names the base.
    """
    named = Configuration.of(project).base
    read = {file.name for file in source.files}
    subjects = {str(s) for file in source.files for s in file.subjects if _is_iri(s)}
    unread = (path for path in project.rdf_files("data") if project.name_of(path) not in read)
    if named is None or not subjects or any(unread):
        return
    below = {iri for iri in subjects if iri.startswith(named)}
    near = sorted(iri for iri in subjects - below if _begins_nearly(iri, named))
    if near:
        first, words = near[0], "IRI nearly begins" if len(near) == 1 else "IRIs nearly begin"
        yield Finding(
            severity=Severity.WARNING,
            rule=checks.NAMESPACE_SLIP,
            message=f"{len(near):,} {words} with the base <{named}>.",
            remedy=f"Write <{named}{_bare(first)[len(_bare(named)) :]}>, or another base in bilat.toml.",
            focus=URIRef(first),
            place=source.locations.find(URIRef(first)),
        )
        return
    things = {str(s) for file in source.files if file.part == "data" for s in file.subjects if _is_iri(s)}
    things = things or subjects
    if not things & below:
        found = next(each for each in map(_base_of, (subjects, things)) if each != named)
        described = "that data/ describes" if below else "that is described"
        yield Finding(
            severity=Severity.INFO if below else Severity.WARNING,
            rule=checks.BASE_UNUSED,
            message=f"Nothing {described} has an IRI that begins with the base <{named}>.",
            remedy=f'Write base = "{found}", or leave the line out.',
            place=place_of(project, "base"),
        )


def _base_of(iris: Iterable[str]) -> str:
    """Return the base that some things would have without a configuration."""
    return base_of(Counter(folder_of(f"<{iri}>") for iri in iris))


def _is_iri(node: Node) -> bool:
    """Tell whether a node is an IRI of the web: others lie below no base."""
    return isinstance(node, URIRef) and bool(folder_of(f"<{node}>"))


def _begins_nearly(iri: str, base: str) -> bool:
    """Tell whether an IRI begins with a base but for http in place of https, or for capitals."""
    beginning = _bare(iri)[: len(_bare(base))]
    return beginning.casefold() == _bare(base).casefold()


def _bare(iri: str) -> str:
    return iri.removeprefix("https:").removeprefix("http:")
