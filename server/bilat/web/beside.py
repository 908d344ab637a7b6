"""What stands beside a thing: from the tables that the build keeps of it (`bilat.graph.beside`)."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Final

from bilat.web.indexed import Thing, things
from bilat.web.publication import Publication

_OTHERS: Final = """
SELECT thing.id, beside.kind FROM beside JOIN thing ON thing.iri = beside.other
WHERE beside.thing = ? ORDER BY beside.kind, beside.place
"""


@dataclass(frozen=True, slots=True)
class Beside:
    """Things beside one.

    Args:
        title: what stands above them.
        words: what joins them, and what does not.
        things: these.
    """

    title: str
    words: str
    things: tuple[Thing, ...]


def beside(publication: Publication, iri: str) -> tuple[Beside, ...]:
    """Return what stands beside a thing; nothing where a release keeps none."""
    index = publication.index
    try:
        found = index.rows(_OTHERS, iri)
    except sqlite3.OperationalError:
        return ()
    kinds = sorted({kind for _, kind in found})
    shown = []
    for kind in kinds:
        title, words = index.rows("SELECT title, words FROM beside_kind WHERE id = ?", kind)[0]
        numbers = [number for number, each in found if each == kind]
        shown.append(Beside(title, words, tuple(things(index.rows, numbers))))
    return tuple(shown)
