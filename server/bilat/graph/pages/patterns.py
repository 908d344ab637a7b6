"""Patterns: text with slots, in which pages put statements into words.

    [{bilat:bound} ]{bilat:value}[ in {bilat:date | date}]

A slot names paths from the thing, with commas between them, and after ``|`` the form in which their values
are written. A path goes along properties with ``/``, back along one with ``^``, and ``(p=v)`` keeps the nodes
that have a value; without ``p`` it is the node itself. What stands in brackets is left out when a slot in it
stays empty. Here patterns are read and their names made whole; `bilat.web.things.saying` fills them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_TOKEN = re.compile(r"\[|\]|\{[^{}]*\}|[^\[\]{}]+")
_STEP = re.compile(r"(\^?)([\w.-]*:[\w.-]+)((?:\([^()=]*=[^()]*\))*)")
_HAVING = re.compile(r"\(([^()=]*)=([^()]*)\)")


class PatternError(ValueError):
    """A pattern cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a path.

    Args:
        property: IRI.
        back: whether it is gone from object to subject.
        having: properties and values that the node reached must have; without a property, the node itself.
    """

    property: str
    back: bool = False
    having: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for values.

    Args:
        paths: how to get to them.
        form: how to write them; empty for the usual way.
    """

    paths: tuple[tuple[Step, ...], ...]
    form: str = ""


@dataclass(frozen=True, slots=True)
class Optional:
    """A part that is left out when a slot in it stays empty."""

    parts: tuple[str | Slot | Optional, ...]


Parts = tuple[str | Slot | Optional, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads patterns.

    Args:
        prefixes: namespace of each prefix.
        slots: content of slots that have a name.
    """

    prefixes: Mapping[str, str]
    slots: Mapping[str, str]

    def pattern(self, text: str) -> Parts:
        """Return the parts of a pattern.

        Raises:
            PatternError: it cannot be read.
        """
        tokens = iter(_TOKEN.findall(text))
        return tuple(self._parts(tokens, text, closing=False))

    def path(self, text: str) -> tuple[Step, ...]:
        """Return the steps of a path.

        Raises:
            PatternError: it cannot be read.
        """
        steps, end = [], 0
        for found in _STEP.finditer(text):
            if text[end : found.start()] != ("/" if end else ""):
                break
            having = tuple((self._iri(one), self.iri(other)) for one, other in _HAVING.findall(found[3]))
            steps.append(Step(self.iri(found[2]), bool(found[1]), having))
            end = found.end()
        if not steps or end != len(text):
            raise PatternError(f"{text!r} is no path of properties.")
        return tuple(steps)

    def iri(self, name: str) -> str:
        """Return the IRI of a prefixed name.

        Raises:
            PatternError: nothing says what the prefix stands for.
        """
        prefix, colon, local = name.strip().partition(":")
        if not colon or prefix not in self.prefixes:
            raise PatternError(f"Nothing says what the prefix of {name!r} stands for.")
        return self.prefixes[prefix] + local

    def _iri(self, name: str) -> str:
        return self.iri(name) if name.strip() else ""

    def _parts(self, tokens: Iterator[str], text: str, *, closing: bool) -> Iterator[str | Slot | Optional]:
        for token in tokens:
            if token == "[":  # noqa: S105
                yield Optional(tuple(self._parts(tokens, text, closing=True)))
            elif token == "]":  # noqa: S105
                if not closing:
                    raise PatternError(f"A bracket is closed that was not opened in {text!r}.")
                return
            else:
                yield self._slot(token[1:-1]) if token[0] == "{" else token
        if closing:
            raise PatternError(f"A bracket is not closed in {text!r}.")

    def _slot(self, text: str) -> Slot:
        named, bar, form = text.partition("|")
        whole = self.slots.get(named.strip(), named)
        paths, _, own = whole.partition("|")
        steps = tuple(self.path(path.strip()) for path in paths.split(","))
        return Slot(steps, form.strip() if bar else own.strip())
