"""Things as the index has them, for lists and search results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bilat.graph.pages.periods import period
from bilat.web.wording import sign_of

Rows = Callable[..., list[tuple[Any, ...]]]
#: How many values one SQL statement may name.
_TOGETHER: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A thing of the index.

    Args:
        number: its place in the order of all.
        iri: its name.
        label: what it is called.
        language: of the label, or empty text.
        path: where its page is.
        section: name of the group in which a search shows it.
        kind: class or concept, or None.
        kind_label: what that is called, or empty text.
        first: first day on which it can lie, or None.
        last: last such day, or None.
        how: words that go before its date, or empty text.
        blank: what is to be read where there is no date, or empty text.
        line: what else is to be known of it, in one line, or empty text.
        said: concept for how a source puts it, or None.
        said_label: what that is called, or empty text.
        marks: label and IRI of the first passages that speak of it.
        passages: how many do.
    """

    number: int
    iri: str
    label: str
    language: str
    path: str
    section: str
    kind: str | None
    kind_label: str
    first: str | None
    last: str | None
    how: str
    blank: str
    line: str
    said: str | None
    said_label: str
    marks: tuple[tuple[str, str], ...]
    passages: int

    @property
    def when(self) -> str:
        """Return its time in words, empty text where none is known."""
        words = f"{self.how} {period(self.first, self.last)}".strip() if self.first else ""
        return words[:1].upper() + words[1:]

    @property
    def sign(self) -> str:
        """Return the sign for how a source puts it, empty text where it has none."""
        return sign_of(self.said or "")


def things(rows: Rows, numbers: Sequence[int]) -> list[Thing]:
    """Return things by their numbers, in that order."""
    found: dict[int, tuple[Any, ...]] = {}
    marks: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for start in range(0, len(numbers), _TOGETHER):
        some = numbers[start : start + _TOGETHER]
        places = ", ".join("?" * len(some))
        found |= {row[0]: row for row in rows(_THINGS.format(places), *some)}
        for number, label, iri in rows(_MARKS.format(places), _MOST_MARKS, *some):
            marks[number].append((label, iri))
    return [_thing(found[number], marks.get(number, [])) for number in numbers]


_THINGS: Final = (
    "SELECT thing.id, iri, label, language, path, section.name, kind, kind_label, first, last, how, blank, "
    "line, said, said_label, marks FROM thing JOIN section ON section.id = section WHERE thing.id IN ({})"
)
_MARKS: Final = "SELECT thing, label, iri FROM mark WHERE place <= ? AND thing IN ({}) ORDER BY thing, place"
#: Passages of a thing that anybody looks through in a list.
_MOST_MARKS: Final = 200


def _thing(row: tuple[Any, ...], marks: list[tuple[str, str]]) -> Thing:
    number, iri, label, language, path, section, kind, kind_label, first, last, how, blank, *rest = row
    line, said, said_label, passages = rest
    return Thing(
        number=number,
        iri=iri,
        label=label,
        language=language,
        path=path,
        section=section,
        kind=kind,
        kind_label=kind_label or "",
        first=first,
        last=last,
        how=how or "",
        blank=blank or "",
        line=line or "",
        said=said,
        said_label=said_label or "",
        marks=tuple(marks),
        passages=passages,
    )
