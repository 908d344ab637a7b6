"""What stands beside a thing: from the tables that the build keeps of it (`bilat.graph.index.beside`)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bilat.web.index import Index
from bilat.web.lists.indexed import Thing, things
from bilat.web.publication import Publication

_OTHERS: Final = """
SELECT thing.id, beside.kind FROM beside JOIN thing ON thing.iri = beside.other
WHERE beside.thing = ? ORDER BY beside.kind, beside.place
"""

_CUT: Final = """
SELECT total, common, label FROM beside_cut LEFT JOIN thing ON thing.iri = common
WHERE beside_cut.thing = ? AND beside_cut.kind = ?
"""


@dataclass(frozen=True, slots=True)
class Beside:
    """Things beside one.

    Args:
        title: what stands above them.
        words: what joins them, and what does not.
        things: these, or the first of them.
        more: how many there are besides.
        common: label and IRI of what joins them, where there are more and the project says so.
    """

    title: str
    words: str
    things: tuple[Thing, ...]
    more: int = 0
    common: tuple[str, str] | None = None


def beside(publication: Publication, iri: str) -> tuple[Beside, ...]:
    """Return what stands beside a thing; nothing where a release keeps none."""
    index = publication.index
    found = index.rows(_OTHERS, iri)
    kinds = sorted({kind for _, kind in found})
    shown = []
    for kind in kinds:
        title, words = index.rows("SELECT title, words FROM beside_kind WHERE id = ?", kind)[0]
        numbers = [number for number, each in found if each == kind]
        more, common = _cut(index, iri, kind, len(numbers))
        shown.append(Beside(title, words, tuple(things(index.rows, numbers)), more, common))
    return tuple(shown)


def _cut(index: Index, iri: str, kind: int, shown: int) -> tuple[int, tuple[str, str] | None]:
    """Return how many more things there are, and label and IRI of what joins them all."""
    found = index.rows(_CUT, iri, kind)
    if not found:
        return 0, None
    total, common, label = found[0]
    return total - shown, (label, common) if label else None
