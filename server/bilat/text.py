"""Text for people at a terminal or in a report."""

from __future__ import annotations


def visible(text: str) -> str:
    """Return text with control characters written out, so that data cannot steer a terminal."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless there is one."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
