"""What the sources announce and do not give, as the release has it on record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bilat.web.marks import Mark, href_of, mark_of
from bilat.web.publication import Publication

#: A page query of the project: ?gap ?label, and where it has them ?kind, ?passage and ?mark.
_QUERY: Final = "gaps"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A recorded gap.

    Args:
        name: what is missing.
        href: where it is described.
        kind: of the gap, in words; may be empty.
        marks: the passages that leave it open.
    """

    name: str
    href: str | None
    kind: str
    marks: tuple[Mark, ...]


def gaps_of(publication: Publication) -> tuple[Gap, ...]:
    """Return the gaps of a release in the order of its query, none where it has no such query."""
    answer = publication.index.answer(_QUERY)
    if answer is None:
        return ()
    base = publication.renderer.frame.base
    found: dict[str, Gap] = {}
    for row in answer.rows:
        iri, passage, label = row["gap"].value, row.get("passage"), row.get("mark")
        known = found.get(iri)
        marks = known.marks if known else ()
        if passage is not None:
            marks = (*marks, mark_of(passage.value, label.value if label else "", base))
        kind = row.get("kind")
        found[iri] = Gap(
            name=row["label"].value, href=href_of(iri, base), kind=kind.value if kind else "", marks=marks
        )
    return tuple(found.values())
