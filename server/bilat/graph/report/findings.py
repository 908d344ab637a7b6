"""A finding: what a check has to say about one place or one thing.

Parsing, lint, evidence, reasoning and SHACL all speak in findings, so that one report holds them all.
How a report looks is not decided here; see `bilat.graph.report.render`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from rdflib import BNode, URIRef
from rdflib.term import Node

from bilat.errors import Place
from bilat.graph.formats.quads import term_of

#: Findings of one rule about one predicate that are told one by one; the rest are counted.
MOST_ALIKE = 100


class Severity(StrEnum):
    """How much a finding matters, as in SHACL; the gravest first."""

    VIOLATION = "violation"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """Return 0 for the gravest, for sorting."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that a check found.

    Args:
        severity: how much it matters; only a violation keeps a project from conforming.
        rule: what was broken: the IRI of a shape, or the id of a check such as ``literal-rewritten``.
        message: what is wrong, in one sentence.
        remedy: what to do about it, or None where nothing can be advised.
        focus: the node that the finding is about.
        path: predicate IRI or SPARQL property path from the focus to the value.
        value: the value at fault.
        component: IRI of the SHACL constraint component (``sh:sourceConstraintComponent``).
        passage: the passage whose graph holds the statement.
        place: where the statement stands in a file.
        causes: triples from which the finding follows, as evidence.
        graded: IRI of the severity where a shape has one of its own, which counts as a violation.
        shape: the shape where it has no IRI; the rule is then the one around it.
        counts: whether it tells how many more of its kind there are, and stands behind all that are told.
    """

    severity: Severity
    rule: str
    message: str
    remedy: str | None = None
    focus: Node | None = None
    path: str | None = None
    value: Node | None = None
    component: str | None = None
    passage: URIRef | None = None
    place: Place | None = None
    causes: tuple[tuple[Node, Node, Node], ...] = ()
    graded: str | None = None
    shape: BNode | None = None
    counts: bool = False

    def __reduce__(self) -> tuple[Callable[..., Finding], tuple[object, ...]]:
        """Return what pickle keeps, in a third of the time that it takes for field after field."""
        return _restored, tuple(getattr(self, name) for name in _FIELDS)

    @property
    def sort_key(self) -> tuple[int, bool, str, int, str, str, str, int, str, tuple[str, ...]]:
        """Return the key of the order of reports: severity, counts last, file, line, rule, focus, value."""
        place = self.place
        causes = (_text(node) for cause in self.causes for node in cause)
        return (
            self.severity.rank,
            self.counts,
            place.file if place else "",
            (place.line or 0) if place else 0,
            self.rule,
            _text(self.focus),
            _text(self.value),
            (place.column or 0) if place else 0,
            self.message,
            (self.path or "", self.component or "", str(self.shape or ""), *causes),
        )


_FIELDS = tuple(each.name for each in fields(Finding))


def _restored(*values: Any) -> Finding:
    return Finding(**dict(zip(_FIELDS, values, strict=True)))


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings in the order of reports, each one once."""
    return tuple(sorted(set(findings), key=lambda finding: finding.sort_key))


def limited(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings, those beyond `MOST_ALIKE` of a kind as one with their number."""
    alike: dict[tuple[str, str | None], list[Finding]] = {}
    for finding in findings:
        group = alike.setdefault((finding.rule, finding.path), [])
        group.append(finding)
        if len(group) <= MOST_ALIKE:
            yield finding
    for (_, path), group in alike.items():
        if len(group) > MOST_ALIKE:
            first, rest = group[0], group[MOST_ALIKE:]
            remedies = {finding.remedy for finding in rest}
            yield Finding(
                severity=first.severity,
                rule=first.rule,
                message=further(len(rest), path),
                remedy=remedies.pop() if len(remedies) == 1 else None,
                path=path,
                counts=True,
            )


def further(count: int, path: str | None = None) -> str:
    """Return the sentence about findings that are alike and not told one by one."""
    about = f" about <{path}>" if path else ""
    are, findings = ("is", "finding") if count == 1 else ("are", "findings")
    return f"There {are} {count:,} more {findings} of this kind{about}."


def conforms(findings: Iterable[Finding]) -> bool:
    """Return whether no finding is a violation; warnings and notes do not count."""
    return all(finding.severity is not Severity.VIOLATION for finding in findings)


def _text(node: Node | None) -> str:
    """Return a node as N-Triples, so that an IRI and a literal of the same text sort apart."""
    return "" if node is None else term_of(node)
