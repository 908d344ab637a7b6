"""What a search finds, for pages and programs; how it is found is in `bilat.web.lists.finding`."""

from __future__ import annotations

from dataclasses import dataclass

from bilat.web.lists.highlight import Part
from bilat.web.lists.indexed import Thing


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found.

    Args:
        thing: what it is.
        label: its label, in parts.
        also: another name by which it was found, in parts; empty where the label tells.
        language: of that name, or empty text.
        line: its line or the fitting part of its definition, in parts.
    """

    thing: Thing
    label: tuple[Part, ...]
    also: tuple[Part, ...]
    language: str
    line: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one section.

    Args:
        name: of the section.
        title: what people read.
        things: how many were found.
        hits: the best of them.
    """

    name: str
    title: str
    things: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a text finds.

    Args:
        text: as it was asked for.
        mended: the words that were looked for instead, empty text where nothing had to be mended.
        loose: whether the hits have only some of the words.
        absent: of these words, those that no name here has, as they were typed.
        cut: whether there may be more than were looked at.
        matches: number of things that were found, in all sections.
        groups: by section, the section of the best hit first; only one that is asked for by itself.
        near: things with names like the text, where nothing was found.
    """

    text: str
    mended: str = ""
    loose: bool = False
    absent: tuple[str, ...] = ()
    cut: bool = False
    matches: int = 0
    groups: tuple[Group, ...] = ()
    near: tuple[Thing, ...] = ()

    @property
    def things(self) -> int:
        """Return how many things were found."""
        return sum(group.things for group in self.groups)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A thing that may be meant by what is typed.

    Args:
        label: what it is called.
        path: where its page is.
        kind: what it is, or empty text.
        also: another name that fits what is typed, or empty text.
    """

    label: str
    path: str
    kind: str
    also: str
