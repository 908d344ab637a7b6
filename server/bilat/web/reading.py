"""How the pages of a release read its graph: groups, lines and patterns, as its build wrote them.

What a release says nothing of is left to labels: with no groups every property is a line, by its name.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bilat.graph.pages.patterns import Parts, Reader, Step
from bilat.graph.pages.reading import FILE
from bilat.web.publication import Publication


@dataclass(frozen=True, slots=True)
class Group:
    """A group of lines.

    Args:
        iri: the property group.
        label: what it is called.
        order: where it stands.
    """

    iri: str
    label: str
    order: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line: a property of the thing, or one that leads to it.

    Args:
        step: the property.
        kind: class of the values that it is for; all of them if empty.
        name: what it is called.
        group: in which it stands.
        order: where in the group.
    """

    step: Step
    kind: str
    name: str
    group: str
    order: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """How a node is told in the line of the thing.

    Args:
        by: the property that leads to the node.
        kind: class of the nodes; all of them if empty.
        line: what the line is called, a pattern; the name of the line if it stays empty.
        says: what is told.
        note: what is told below.
        blank: what is printed when nothing is known of it.
        page: whether the node is linked to.
    """

    by: Step
    kind: str
    line: Parts
    says: Parts
    note: Parts
    blank: str
    page: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A line that several properties make together.

    Args:
        name: what it is called.
        group: in which it stands.
        order: where in the group.
        says: what is told.
        uses: the properties.
    """

    name: str
    group: str
    order: float
    says: Parts
    uses: frozenset[str]


@dataclass(frozen=True, slots=True)
class Expected:
    """What a reader expects of the things of a class.

    Args:
        kind: the class.
        lines: properties, of which one at least is expected, for each line.
        unless: no line is expected of things that have this among their values.
    """

    kind: str
    lines: tuple[tuple[str, ...], ...]
    unless: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a graph is read.

    Args:
        groups: by IRI.
        lines: by property and direction, several where classes tell them apart.
        tells: by property and direction.
        composed: lines of several properties.
        expected: what is said to be absent.
        ledes: class and sentences, the first that fits and whose first sentence can be said wins.
        words: words in place of a label.
        names: words in place of a label in sentences, those of ``words`` included.
        articles: what has "the" before its label in sentences.
        common: what begins with a common noun, which sentences write with a small letter.
        blank: what is printed where nothing says something; empty where absence means nothing.
        said: property that tells how a source puts something, or empty text.
        gap: class, subject and property of recorded gaps, or empty texts.
    """

    groups: Mapping[str, Group]
    lines: Mapping[Step, tuple[Line, ...]]
    tells: Mapping[Step, tuple[Tell, ...]]
    composed: tuple[Composed, ...]
    expected: tuple[Expected, ...]
    ledes: tuple[tuple[str, tuple[Parts, ...]], ...]
    words: Mapping[str, str]
    names: Mapping[str, str]
    articles: frozenset[str]
    common: frozenset[str]
    blank: str
    said: str
    gap: tuple[str, str, str]

    @classmethod
    def of(cls, publication: Publication) -> Reading:
        """Return how the graph of a release is read."""
        return reading_of(publication.json(FILE) or {})


def reading_of(value: Mapping[str, Any]) -> Reading:
    """Return how a graph is read, from the file of a release."""
    wording: Mapping[str, Any] = value.get("wording", {})
    read = Reader(value.get("prefixes", {}), wording.get("slots", {}))
    words = {read.iri(name): text for name, text in wording.get("words", {}).items()}
    names = {read.iri(name): text for name, text in wording.get("names", {}).items()}
    inside = wording.get("inside", {})
    gap = wording.get("gap", {})
    return Reading(
        groups={group["iri"]: Group(**group) for group in value.get("groups", ())},
        lines=_by_step(_lines(value.get("lines", ())), lambda line: line.step),
        tells=_by_step((_tell(read, each) for each in wording.get("tell", ())), lambda tell: tell.by),
        composed=tuple(_composed(read, each) for each in wording.get("line", ())),
        expected=tuple(_expected(read, each) for each in wording.get("expected", ())),
        ledes=tuple(
            (read.iri(each["class"]), tuple(map(read.pattern, each["says"])))
            for each in wording.get("lede", ())
        ),
        words=words,
        names={**words, **names},
        articles=frozenset(map(read.iri, inside.get("the", ()))),
        common=frozenset(map(read.iri, inside.get("small", ()))),
        blank=wording.get("blank", ""),
        said=read.iri(wording["said"]) if "said" in wording else "",
        gap=(read.iri(gap["class"]), read.iri(gap["subject"]), read.iri(gap["missing"]))
        if gap
        else ("",) * 3,
    )


def _lines(lines: Iterable[Mapping[str, Any]]) -> Iterable[Line]:
    for each in lines:
        step = Step(each["property"], each["inverse"])
        yield Line(step=step, kind=each["class"], name=each["name"], group=each["group"], order=each["order"])


def _tell(read: Reader, each: Mapping[str, Any]) -> Tell:
    return Tell(
        by=read.path(each["by"])[0],
        kind=read.iri(each["class"]) if "class" in each else "",
        line=read.pattern(each.get("line", "")),
        says=read.pattern(each["says"]),
        note=read.pattern(each.get("note", "")),
        blank=each.get("blank", ""),
        page=each.get("page", False),
    )


def _composed(read: Reader, each: Mapping[str, Any]) -> Composed:
    return Composed(
        name=each["name"],
        group=read.iri(each["group"]),
        order=each.get("order", 0),
        says=read.pattern(each["says"]),
        uses=frozenset(map(read.iri, each["uses"])),
    )


def _expected(read: Reader, each: Mapping[str, Any]) -> Expected:
    lines = tuple(tuple(map(read.iri, line.split())) for line in each["lines"])
    return Expected(read.iri(each["class"]), lines, read.iri(each["unless"]) if "unless" in each else "")


def _by_step(found: Iterable[Any], step: Any) -> dict[Step, tuple[Any, ...]]:
    """Return what belongs to each step; what is for a class goes first."""
    kept: dict[Step, list[Any]] = defaultdict(list)
    for each in found:
        kept[step(each)].append(each)
    return {key: tuple(sorted(each, key=lambda it: not it.kind)) for key, each in kept.items()}
