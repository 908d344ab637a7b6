"""The report of the last check: what was checked, what was found, and what the sources leave open."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.web.http.negotiate import HTML, Form
from bilat.web.marks import Mark, mark_of
from bilat.web.overview.findings import FIELDS, Broken, Finding, Findings
from bilat.web.publication import Publication, choice_of, not_found
from bilat.web.sources import Sources
from bilat.web.things.gaps import gaps_of
from bilat.web.verdict import verdict_of

_REPORTS: Final = (
    HTML,
    Form("application/json", ("json",)),
    Form("text/turtle", ("ttl",)),
    Form("application/ld+json", ("jsonld",)),
    Form("application/sarif+json", ("sarif",)),
)
_SEVERITIES: Final = {"violation": "violations", "warning": "warnings", "info": "notes"}
_LABELS: Final = {"severity": "Show", "rule": "of rule", "kind": "about a", "document": "in"}
#: Findings of a rule on a page, at most and at least, and about how many of all rules.
_MOST_SHOWN: Final = 200
_FEWEST_SHOWN: Final = 3
_SHOWN_IN_ALL: Final = 600
#: Rules with findings on a page, and shapes of which it tells how many things they looked at.
_RULES: Final = 60
_SHAPES: Final = 200
#: Values of a field that are offered, the most frequent; of others the report has the findings.
_OFFERED: Final = 500
_IRI: Final = re.compile(r"<([^<>]*)>")
_FEW_GAPS: Final = 5
_FEW_DOCUMENTS: Final = 20


#: A shape: name, address, things looked at, findings.
Shape = tuple[str, str | None, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finding as people read it.

    Args:
        name: of the thing it is about; empty where it is about none.
        href: where that thing is, or None.
        message: what is wrong.
        remedy: what to do.
        path: of the property, as text.
        mark: the passage, or None.
        place: file and line, or empty.
        document: what holds the passage, or the file.
    """

    name: str
    href: str | None
    message: str
    remedy: str
    path: str
    mark: Mark | None
    place: str
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """The findings of one rule.

    Args:
        severity: as in the report.
        rule: shape or check, short.
        href: where it is explained.
        title: what is wrong, for all of them.
        remedy: what to do, where all have the same.
        found: the first findings.
        count: of all of them.
        more: where more of them are shown, or empty.
    """

    severity: str
    rule: str
    href: str
    title: str
    remedy: str
    found: tuple[Found, ...]
    count: int
    more: str


@dataclass(frozen=True, slots=True)
class Choices:
    """One way to narrow the list.

    Args:
        name: of the field.
        label: what people read.
        values: value, words and number of findings of each.
        chosen: the value in force, or empty.
    """

    name: str
    label: str
    values: tuple[tuple[str, str, int], ...]
    chosen: str


def blueprint(publication: Publication) -> flask.Blueprint:
    """Return the route of the report."""
    routes = flask.Blueprint("validation", __name__)
    files = {file.name: file for file in publication.release.files}
    there = {form: file for form in _REPORTS if (file := files.get(f"report.{form.names[0]}"))}
    report = _Report(publication)

    @routes.get("/validation")
    @routes.get("/validation.<suffix>")
    def validation(suffix: str | None = None) -> FlaskResponse:
        if not there:
            raise not_found("This release has no validation report.", "Build it again.")
        choice = choice_of(tuple(there), suffix)
        if choice.form is HTML:
            return publication.answer(report.page(flask.request.args), choice)
        return publication.answer_file(there[choice.form], choice)

    return routes


class _Report:
    """Makes the page."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._base = publication.renderer.frame.base
        self._href = publication.renderer.href
        self._report = verdict_of(publication.release)
        self._findings = Findings(publication.index.rows)
        self._sources = Sources(publication.index)

    def page(self, asked: Mapping[str, str]) -> str:
        """Return the page, narrowed to what is asked for."""
        counts = self._findings.counts
        chosen = {field: asked[field] for field in FIELDS if asked.get(field) in counts[field]}
        checked = self._report["checked"]
        shapes = [
            (self._short(iri), self._href(iri), each["focusNodes"], counts["rule"].get(iri, 0))
            for each in checked["shapes"]
            for iri in (each["shape"],)
            if ":" in iri
        ]
        unnamed = [each["focusNodes"] for each in checked["shapes"] if ":" not in each["shape"]]
        gaps = gaps_of(self._publication)
        rules = self._findings.rules(chosen)
        documents = self._sources.documents(0, _FEW_DOCUMENTS)
        return self._publication.renderer.page(
            "validation.html",
            title="Checks",
            description="What was checked before this release was published, and what was found",
            current="/validation",
            conforms=self._report["conforms"],
            summary=self._report["summary"],
            checked=checked,
            focus=sum(each["focusNodes"] for each in checked["shapes"]),
            shapes=_telling(shapes),
            shape_count=len(checked["shapes"]),
            named_count=len(shapes),
            unnamed=unnamed,
            documents=documents,
            more_documents=self._sources.counts[0] - len(documents),
            choices=self._choices(chosen),
            narrowed=bool(chosen),
            rule_sets=self._rule_sets(rules[:_RULES], chosen),
            more_rules=max(0, len(rules) - _RULES),
            gaps=gaps[:_FEW_GAPS],
            gap_count=len(gaps),
        )

    def _choices(self, chosen: Mapping[str, str]) -> list[Choices]:
        """Return the ways to narrow the list."""
        words: dict[str, Callable[[str], str | None]] = {"severity": _SEVERITIES.get, "rule": self._short}
        return [
            Choices(
                field,
                _LABELS[field],
                tuple(
                    (value, str(words.get(field, str)(value) or value), counts[value])
                    for value in _offered(counts, chosen.get(field, ""))
                ),
                chosen.get(field, ""),
            )
            for field, counts in self._findings.counts.items()
        ]

    def _rule_sets(self, rules: list[Broken], chosen: Mapping[str, str]) -> list[RuleSet]:
        """Return the first findings of some rules."""
        most = max(_FEWEST_SHOWN, min(_MOST_SHOWN, _SHOWN_IN_ALL // max(1, len(rules))))
        return [self._rule_set(rule, chosen, most) for rule in rules]

    def _rule_set(self, broken: Broken, chosen: Mapping[str, str], most: int) -> RuleSet:
        rule = broken.rule
        more = {**chosen, "severity": broken.severity, "rule": rule}
        return RuleSet(
            severity=broken.severity,
            rule=self._short(rule),
            href=(self._href(rule) or "#") if ":" in rule else f"/checks#{rule}",
            title=broken.message or self._short(rule),
            remedy=broken.remedy,
            found=tuple(map(self._found, self._findings.of(broken, chosen, most))),
            count=broken.count,
            more=f"/validation?{urlencode(more)}" if most < min(_MOST_SHOWN, broken.count) else "",
        )

    def _found(self, finding: Finding) -> Found:
        passage = finding.passage
        return Found(
            name=finding.name or self._short(finding.focus),
            href=self._href(finding.focus) if finding.is_iri else None,
            message=finding.message,
            remedy=finding.remedy,
            path=short_path(finding.path, self._short),
            mark=mark_of(passage, self._publication.index.label(passage), self._base) if passage else None,
            place=f"{finding.file}, line {finding.line}" if finding.line else finding.file,
            document=finding.document,
        )

    def _short(self, iri: str) -> str:
        """Return what stands after the namespace of a name; a path stays as it is."""
        return iri if " " in iri else iri.rstrip("/#").rpartition("#")[2].rpartition("/")[2]


def _telling(shapes: list[Shape]) -> list[Shape]:
    """Return the shapes that found something and those that looked at most, in the order of all."""
    if len(shapes) <= _SHAPES:
        return shapes
    ranked = sorted(range(len(shapes)), key=lambda place: (-shapes[place][3], -shapes[place][2], place))
    return [shapes[place] for place in sorted(ranked[:_SHAPES])]


def _offered(counts: Mapping[str, int], chosen: str) -> list[str]:
    """Return the most frequent values of a field and what is chosen of it, in the order of all."""
    frequent = sorted(counts, key=lambda value: (value != chosen, -counts[value]))[:_OFFERED]
    return sorted(frequent)


def short_path(text: str, short: Callable[[str], str]) -> str:
    """Return a path with short names for its IRIs; a single IRI comes without brackets."""
    return _IRI.sub(lambda iri: short(iri[1]), text) if "<" in text else short(text)
