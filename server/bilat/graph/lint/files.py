"""Checks of the files themselves, before any reasoning: slips that parse well and mean something else.

Each check has an id (the ``rule`` of its findings) and a row in `bilat.graph.report.checks`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from bilat.errors import Place, SourceError
from bilat.graph.configuration import Configuration
from bilat.graph.lint.base import base
from bilat.graph.lint.circles import circles
from bilat.graph.lint.keys import lost_keys
from bilat.graph.lint.literals import ill_typed, rewritten
from bilat.graph.lint.patterns import patterns
from bilat.graph.lint.repeated import keys_given_twice
from bilat.graph.lint.terms import terms
from bilat.graph.lint.twins import bracketed, twins
from bilat.graph.queries.names import prefix_place
from bilat.graph.report import checks
from bilat.graph.report.findings import Finding, Severity, in_order, limited
from bilat.graph.source.contents import read_text
from bilat.graph.source.files import PARTS as RDF_PARTS
from bilat.graph.source.files import SourceFile
from bilat.graph.source.load import Source
from bilat.project import PARTS, QUERY_KINDS, RDF_ENDINGS, Project, linked_folders, media_type_of
from bilat.text import counted
from bilat.vocab import RDF, SH, WELL_KNOWN

#: Endings of files that people take for RDF, shapes or queries, and that are not read.
_PASSED_OVER = frozenset(
    (
        *(".n3", ".turtle", ".ntriples", ".nquads", ".rdfs", ".xml", ".json", ".hext", ".trix", ".sparql"),
        *(".hdt", ".jelly", ".rj", ".jsonl", ".ndjson", ".yamlld", ".html", ".xhtml", ".ttls", ".trigs"),
        *(".obo", ".ofn", ".omn", ".owx", ".shex", ".shexc", ".shexj"),
        *(".gz", ".zst", ".bz2", ".xz", ".zip", ".7z", ".br", ".lz4", ".tar", ".tgz"),
    )
)
#: Files of tables, which people put beside data.
_TABLES = frozenset((".csv", ".tsv", ".ods", ".xls", ".xlsx"))


def lint(source: Source, project: Project) -> tuple[Finding, ...]:
    """Return what the files of a project say that they hardly mean.

    Args:
        source: what was loaded from the project.
        project: where the queries are read from.
    """
    found = [
        *_empty_files(source),
        *_unread_files(project),
        *_prefix_conflicts(source),
        *_namespace_slips(source),
        *twins(source),
        *bracketed(source),
        *base(source, project),
        *lost_keys(source),
        *keys_given_twice(source),
        *circles(source),
        *_shapes_elsewhere(source),
        *rewritten(source),
        *ill_typed(source),
        *patterns(source),
        *terms(source, project),
    ]
    return in_order(limited(in_order(found)))


def _empty_files(source: Source) -> Iterator[Finding]:
    for file in source.files:
        if not file.quads:
            yield Finding(
                severity=Severity.INFO,
                rule=checks.EMPTY_FILE,
                message="The file holds no statement.",
                remedy="Delete it, unless it is yet to be filled.",
                place=Place(file.name),
            )


def _shapes_elsewhere(source: Source) -> Iterator[Finding]:
    """Yield a finding where shapes are written that nobody holds against the data."""
    kinds = (SH.NodeShape, SH.PropertyShape)
    found = (s for kind in kinds for s, _, _, _ in source.dataset.quads((None, RDF.type, kind, None)))
    elsewhere = {shape for shape in found if (shape, RDF.type, None) not in source.shapes}
    if elsewhere:
        yield Finding(
            severity=Severity.INFO,
            rule=checks.SHAPES_ELSEWHERE,
            message=f"Nothing is checked with {counted(len(elsewhere), 'shape')} outside of the folder "
            "shapes.",
            remedy="Move or copy the files into shapes/ to hold the data against them.",
            place=source.locations.find(min(elsewhere, key=str)),
        )


def _unread_files(project: Project) -> Iterator[Finding]:
    endings = ", ".join(sorted({*RDF_ENDINGS, ".rq"}))
    copies = {project.root / file for file in Configuration.of(project).contexts.values()}
    for part in PARTS:
        for path in sorted(set(project.files(part)) - copies):
            if path.suffix.lower() in _PASSED_OVER and not media_type_of(path):
                yield _unread(project, path, f"Rename or convert it; what is read ends in {endings}.")
            elif part == "queries" and media_type_of(path):
                yield _unread(project, path, f"Put RDF into {', '.join(RDF_PARTS)}; a query ends in .rq.")
            elif path.suffix.lower() in _TABLES and part != "queries":
                yield _unread(project, path, "Write each row as statements, in RDF, or move the table away.")
        for path in sorted(linked_folders(project.root / part)):
            yield _unread(project, path, "Put the folder itself there: no link to a folder is followed.")
    for path in sorted(set(project.root.iterdir()) - copies):
        if media_type_of(path) and not path.name.startswith(".") and path.is_file():
            yield _unread(project, path, f"Put it into one of the folders {', '.join(RDF_PARTS)}.")
    yield from _unread_queries(project)


def _unread_queries(project: Project) -> Iterator[Finding]:
    for path in project.files("queries/competency"):
        if path.suffix == ".csv" and not os.path.lexists(path.with_suffix(".rq")):
            yield _unread(project, path, "Name it after the question that it answers, with the ending .csv.")
    placed = {path for kind in QUERY_KINDS for path in project.query_files(kind)}
    for path in project.query_files():
        if path not in placed:
            yield _unread(
                project, path, "Put questions into queries/competency/, checks into queries/checks/."
            )


def _unread(project: Project, path: Path, remedy: str) -> Finding:
    return Finding(
        severity=Severity.INFO,
        rule=checks.UNREAD_FILE,
        message="This is not read.",
        remedy=remedy,
        place=Place(project.name_of(path)),
    )


def _prefix_conflicts(source: Source) -> Iterator[Finding]:
    first: dict[str, SourceFile] = {}
    for file in source.files:
        for prefix, namespace in sorted(file.prefixes.items()):
            known = first.setdefault(prefix, file)
            if known.prefixes[prefix] != namespace:
                yield Finding(
                    severity=Severity.WARNING,
                    rule=checks.PREFIX_CONFLICT,
                    message=f"The prefix {prefix}: is <{namespace}> here and "
                    f"<{known.prefixes[prefix]}> in {known.name}.",
                    remedy="Use one prefix for one namespace throughout the project.",
                    place=_declaration(file, prefix),
                )


def _namespace_slips(source: Source) -> Iterator[Finding]:
    known = {_bare(namespace): namespace for prefix, namespace in WELL_KNOWN.items() if prefix != "schema"}
    for file in source.files:
        for prefix, namespace in sorted(file.prefixes.items()):
            meant = known.get(_bare(namespace), namespace)
            if meant != namespace:
                yield Finding(
                    severity=Severity.WARNING,
                    rule=checks.NAMESPACE_SLIP,
                    message=f"The prefix {prefix}: is <{namespace}>, which is nearly <{meant}>.",
                    remedy=f"Write <{meant}>, unless another is meant.",
                    place=_declaration(file, prefix),
                )


def _bare(namespace: str) -> str:
    """Return a namespace without what people get wrong; schema.org alone is in use with and without an s."""
    return namespace.removeprefix("https:").removeprefix("http:").rstrip("/#").casefold()


def _declaration(file: SourceFile, prefix: str) -> Place:
    try:
        text = read_text(file.path, file.name)
    except SourceError:
        return Place(file.name)
    return prefix_place(text, prefix, file.name)
