"""Statements that were met in a text whose parser gives no places, each with the place where it was met."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rdflib import BNode, Literal
from rdflib.term import Node

from bilat.graph.source.statements import Statement

#: Offset of what stands nowhere that is known.
NOWHERE = -1
#: Stands for every blank node: parsers name them in their own ways.
BLANK = ""


class Noted(NamedTuple):
    """One statement as it was met: the offsets of its three terms."""

    subject_at: int
    predicate_at: int
    object_at: int


class Places:
    """What was met, in the order of the text.

    Attributes:
        subjects: where each thing is first described.
    """

    def __init__(self) -> None:
        self.subjects: dict[str, int] = {}
        self._noted: dict[tuple[str, str, str], deque[Noted]] = defaultdict(deque)
        self._properties: dict[tuple[str, str], Noted] = {}

    def note(self, subject: str, predicate: str, value: str, places: Noted) -> None:
        """Keep where a statement stands."""
        self._noted[subject, predicate, value].append(places)
        self.note_property(subject, predicate, places)

    def note_property(self, subject: str, predicate: str, places: Noted) -> None:
        """Keep where a thing has a property of which the value is not known."""
        self._properties.setdefault((subject, predicate), places)

    def find(self, subject: str, predicate: str, value: str) -> Noted:
        """Return the places of a statement, each time the next one of those that are alike.

        One that was not met has the place of its property, or of its subject, or `NOWHERE`.
        """
        found = self._noted.get((subject, predicate, value))
        if found:
            return found.popleft()
        at = self.subjects.get(subject, NOWHERE)
        return self._properties.get((subject, predicate), Noted(at, at, at))


def placed(statements: Iterable[Statement], places: Places) -> Iterator[Statement]:
    """Yield the statements of a text, in its order, with their places."""
    for each in statements:
        s, p, o = places.find(_key(each.subject), str(each.predicate), _key(each.object))
        yield each._replace(subject_at=s, predicate_at=p, object_at=o)


def _key(node: Node) -> str:
    """Return what a term is found by: a literal by its text, since datatype and language need no telling."""
    if isinstance(node, BNode):
        return BLANK
    return f'"{node}' if isinstance(node, Literal) else str(node)
