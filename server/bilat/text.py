"""Text for people, at a terminal, in a report or a file."""

from __future__ import annotations

import json


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
