"""Text for people, at a terminal, in a report or a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

#: Stands where a list goes; no text of ours is a single NUL.
_HERE: Final = "\0"


def visible(text: str) -> str:
    """Return text with control characters written out, so that data cannot steer a terminal."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless there is one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def json_text(value: object) -> str:
    """Return JSON for people too: keys in the order given, each on its line, letters as they are."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def json_pieces(whole: Callable[[list[Any]], object], items: Iterable[Mapping[str, object]]) -> Iterator[str]:
    """Yield the same JSON in pieces, of which a long list is never held as a whole.

    Args:
        whole: returns what is written, given the list that stands in it.
        items: of the list.
    """
    rest = iter(items)
    first = next(rest, None)
    if first is None:
        yield json_text(whole([]))
        return
    before, _, after = json_text(whole([_HERE])).partition(json.dumps(_HERE))
    newline = before[before.rindex("\n") :]
    yield before
    yield _indented(first, newline)
    yield from (f",{newline}{_indented(item, newline)}" for item in rest)
    yield after


def _indented(item: object, newline: str) -> str:
    return json.dumps(item, ensure_ascii=False, indent=2).replace("\n", newline)
