"""Things by their IRI, for who pastes it, or what it ends with, into a search."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from bilat.web.lists.indexed import Rows

_ADDRESSED: Final = """
SELECT thing.id, section.id, section.weight, marks FROM thing JOIN section ON section.id = thing.section
WHERE thing.iri IN (
  SELECT ? UNION ALL SELECT iri || ? FROM space UNION ALL SELECT iri || ? FROM space
  UNION ALL SELECT iri || ? FROM prefix WHERE name = ?
)
"""


def addressed(rows: Rows, text: str) -> list[tuple[int, int, float, int]]:
    """Return number, section, its weight and number of passages of each thing that a text is the IRI of.

    Args:
        rows: of the index, by SQL.
        text: an IRI, with or without angle brackets; its last part; or a prefixed name.
    """
    name = text.removeprefix("<").removesuffix(">")
    prefix, _, local = name.partition(":")
    return rows(_ADDRESSED, name, name, quote(name, safe=""), local, prefix)
