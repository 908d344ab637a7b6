"""Names of blank nodes: the same in every run, and no two files share one."""

from __future__ import annotations

from hashlib import sha256

from rdflib import BNode


class Numbered:
    """The blank nodes of one file, numbered as they appear in it.

    A label of a file means nothing outside it, so the number stands behind a digest of the file's name:
    adding or changing one file leaves the blank nodes of all others as they were.

    Args:
        file: name of the file, relative to the project.
    """

    def __init__(self, file: str) -> None:
        self._stem = "b" + sha256(file.encode()).hexdigest()[:12]
        self._nodes: dict[str, BNode] = {}

    def node(self, label: str) -> BNode:
        """Return the blank node for a label of the file."""
        found = self._nodes.get(label)
        if found is None:
            found = self._nodes[label] = BNode(f"{self._stem}n{len(self._nodes) + 1}")
        return found
