"""XML that is a value itself, in canonical form (Exclusive XML Canonicalization 1.0, with comments).

RDF 1.1 no longer asks for that form. Other tools write it all the same, and one value should be one literal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

_TEXT: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#xD;"})
_VALUE: Final = str.maketrans(
    {"&": "&amp;", "<": "&lt;", '"': "&quot;", "\t": "&#x9;", "\n": "&#xA;", "\r": "&#xD;"}
)


class XmlLiteral:
    """The content of an element, put together from what a parser reads of it."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._known: list[Mapping[str, str]] = [{}]

    @property
    def text(self) -> str:
        """Return what was put together."""
        return "".join(self._pieces)

    @property
    def depth(self) -> int:
        """Return how many elements are open."""
        return len(self._known) - 1

    def start(self, tag: str, attributes: Mapping[str, str], spaces: Mapping[str, str]) -> None:
        """Begin an element.

        Args:
            tag: its name, with its prefix.
            attributes: those of namespaces included.
            spaces: what the prefixes stand for that are in force.

        Raises:
            KeyError: a prefix stands for nothing.
        """
        own = {name: value for name, value in attributes.items() if name.partition(":")[0] != "xmlns"}
        used = {_prefix(tag), *(_prefix(name) for name in own if ":" in name)} - {"xml"}
        known = self._known[-1]
        new = {prefix: spaces[prefix] if prefix else spaces.get("", "") for prefix in sorted(used)}
        new = {prefix: space for prefix, space in new.items() if known.get(prefix, "") != space}
        self._known.append({**known, **new})
        declared = ((f"xmlns:{prefix}" if prefix else "xmlns", space) for prefix, space in new.items())
        ordered = sorted(own.items(), key=lambda pair: _order(pair[0], spaces))
        self._pieces.append(f"<{tag}{_written([*declared, *ordered])}>")

    def end(self, tag: str) -> None:
        """End an element."""
        self._known.pop()
        self._pieces.append(f"</{tag}>")

    def characters(self, text: str) -> None:
        """Add text."""
        self._pieces.append(text.translate(_TEXT))

    def comment(self, text: str) -> None:
        """Add a comment."""
        self._pieces.append(f"<!--{text}-->")

    def instruction(self, target: str, text: str) -> None:
        """Add a processing instruction."""
        self._pieces.append(f"<?{target}{' ' if text else ''}{text}?>")


def _prefix(name: str) -> str:
    return name.partition(":")[0] if ":" in name else ""


def _order(name: str, spaces: Mapping[str, str]) -> tuple[str, str]:
    """Return the place of an attribute among others: by namespace, those without one first, then by name."""
    prefix, colon, local = name.rpartition(":")
    return (spaces.get(prefix, prefix) if colon else "", local)


def _written(attributes: Iterable[tuple[str, str]]) -> str:
    return "".join(f' {name}="{value.translate(_VALUE)}"' for name, value in attributes)
