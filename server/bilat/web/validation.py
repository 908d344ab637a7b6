"""The report of the last check: what was checked, what was found, and what the sources leave open."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import flask
from werkzeug.wrappers import Response as FlaskResponse

from bilat.web.gaps import gaps_of
from bilat.web.marks import Mark, mark_of
from bilat.web.negotiate import HTML, Form
from bilat.web.publication import Publication, choice_of, not_found

_REPORTS: Final = (
    HTML,
    Form("application/json", ("json",)),
    Form("text/turtle", ("ttl",)),
    Form("application/ld+json", ("jsonld",)),
    Form("application/sarif+json", ("sarif",)),
)
_SEVERITIES: Final = {"violation": "violations", "warning": "warnings", "info": "notes"}
_MOST_SHOWN: Final = 200
_IRI: Final = re.compile(r"<([^<>]*)>")
_FEW_GAPS: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A finding as people read it.

    Args:
        name: of the thing it is about; empty where it is about none.
        href: where that thing is, or None.
        kind: of that thing, in words.
        message: what is wrong.
        remedy: what to do.
        path: of the property, as text.
        mark: the passage, or None.
        place: file and line, or empty.
        document: what holds the passage, or the file.
    """

    name: str
    href: str | None
    kind: str
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
        found: the findings, at most 200.
        count: of all of them.
    """

    severity: str
    rule: str
    href: str
    title: str
    remedy: str
    found: tuple[Found, ...]
    count: int


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
    there = tuple(form for form in _REPORTS if publication.read(f"report.{form.names[0]}") is not None)
    report = _Report(publication)

    @routes.get("/validation")
    def validation() -> FlaskResponse:
        if not there:
            raise not_found("This release has no validation report.", "Build it again.")
        choice = choice_of(there)
        if choice.form is HTML:
            return publication.answer(report.page(flask.request.args), choice)
        return publication.answer(publication.release.read(f"report.{choice.form.names[0]}"), choice)

    return routes


class _Report:
    """Makes the page; the report itself is read once."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._base = publication.renderer.frame.base
        self._href = publication.renderer.href
        self._report: Mapping[str, Any] | None = None

    def page(self, asked: Mapping[str, str]) -> str:
        """Return the page, narrowed to what is asked for."""
        report = self._read()
        every = [(each, self._found(each)) for each in report["findings"]]
        choices = _choices(every, asked, self._short)
        kept = [pair for pair in every if all(_fits(pair, each) for each in choices)]
        checked = report["checked"]
        by_rule = Counter(each["rule"] for each in report["findings"])
        shapes = [
            (self._short(iri), self._href(iri), each["focusNodes"], by_rule[iri])
            for each in checked["shapes"]
            for iri in (each["shape"],)
        ]
        gaps = gaps_of(self._publication)
        return self._publication.renderer.page(
            "validation.html",
            title="Checks",
            description="What was checked before this release was published, and what was found",
            current="/validation",
            conforms=report["conforms"],
            summary=report["summary"],
            checked=checked,
            focus=sum(each["focusNodes"] for each in checked["shapes"]),
            shapes=shapes,
            coverage=self._publication.json("coverage.json"),
            choices=choices,
            narrowed=any(each.chosen for each in choices),
            rule_sets=self._rule_sets(kept),
            gaps=gaps[:_FEW_GAPS],
            gap_count=len(gaps),
        )

    def _read(self) -> Mapping[str, Any]:
        if self._report is None:
            self._report = self._publication.json("report.json")
        return self._report or {}

    def _rule_sets(self, kept: list[tuple[Mapping[str, Any], Found]]) -> list[RuleSet]:
        """Return the findings by rule, the gravest first."""
        sets: dict[tuple[str, str], list[Found]] = defaultdict(list)
        for finding, found in kept:
            sets[finding["severity"], finding["rule"]].append(found)
        order = list(_SEVERITIES)
        return [
            self._rule_set(severity, rule, found)
            for (severity, rule), found in sorted(
                sets.items(), key=lambda item: (order.index(item[0][0]), item[0][1])
            )
        ]

    def _rule_set(self, severity: str, rule: str, found: list[Found]) -> RuleSet:
        messages, remedies = {each.message for each in found}, {each.remedy for each in found}
        return RuleSet(
            severity=severity,
            rule=self._short(rule),
            href=(self._href(rule) or "#") if ":" in rule else f"/checks#{rule}",
            title=found[0].message if len(messages) == 1 else self._short(rule),
            remedy=found[0].remedy if len(remedies) == 1 else "",
            found=tuple(found[:_MOST_SHOWN]),
            count=len(found),
        )

    def _found(self, finding: Mapping[str, Any]) -> Found:
        focus, place, passage = finding["focus"], finding["place"], finding["passage"]
        thing = self._publication.index.thing(focus["value"]) if focus and focus["type"] == "uri" else None
        mark = mark_of(passage, self._name(passage), self._base) if passage else None
        file = place["file"] if place else ""
        return Found(
            name=self._name(focus["value"]) if focus else "",
            href=self._href(focus["value"]) if focus and focus["type"] == "uri" else None,
            kind=thing.kind_label if thing else "",
            message=finding["message"],
            remedy=finding["remedy"] or "",
            path=short_path(finding["path"] or "", self._short),
            mark=mark,
            place=f"{file}, line {place['line']}" if place and place["line"] else file,
            document=self._name(passage.rpartition("/")[0]) if passage else file,
        )

    def _name(self, iri: str) -> str:
        thing = self._publication.index.thing(iri)
        return thing.label if thing else self._short(iri)

    def _short(self, iri: str) -> str:
        """Return what stands after the namespace of a name; a path stays as it is."""
        return iri if " " in iri else iri.rstrip("/#").rpartition("#")[2].rpartition("/")[2]


def short_path(text: str, short: Callable[[str], str]) -> str:
    """Return a path with short names for its IRIs; a single IRI comes without brackets."""
    return _IRI.sub(lambda iri: short(iri[1]), text) if "<" in text else short(text)


def _choices(
    every: list[tuple[Mapping[str, Any], Found]], asked: Mapping[str, str], short: Callable[[str], str]
) -> tuple[Choices, ...]:
    """Return the ways to narrow the list that tell findings apart."""
    fields = (
        ("severity", "Show", Counter(finding["severity"] for finding, _ in every), _SEVERITIES.get),
        ("rule", "of rule", Counter(finding["rule"] for finding, _ in every), short),
        ("kind", "about a", Counter(found.kind for _, found in every if found.kind), str),
        ("document", "in", Counter(found.document for _, found in every if found.document), str),
    )
    return tuple(
        Choices(
            name,
            label,
            tuple((value, str(words(value) or value), count) for value, count in sorted(counts.items())),
            asked.get(name, "") if asked.get(name) in counts else "",
        )
        for name, label, counts, words in fields
    )


def _fits(pair: tuple[Mapping[str, Any], Found], choices: Choices) -> bool:
    finding, found = pair
    value = finding[choices.name] if choices.name in {"severity", "rule"} else getattr(found, choices.name)
    return not choices.chosen or value == choices.chosen
