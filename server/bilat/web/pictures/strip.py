"""A document as bars: one a passage, as wide as it is long and as high as it says much."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bilat.web.marks import Mark, mark_of
from bilat.web.markup import Bar
from bilat.web.sources import Document, Passage, Sources

#: More bars would be a grey block; the words below say the same.
_MOST: Final = 400
_GAP: Final = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A strip.

    Args:
        document: whose passages these are.
        bars: x, width, height from 0 to 1, and whether it is picked out; none where there are too many.
        width: of all.
        words: what the strip shows, for those who do not see it.
        marks: the passages that are picked out.
    """

    document: Document
    bars: tuple[Bar, ...]
    width: int
    words: str
    marks: tuple[Mark, ...]


def strip_of(document: Document, picked: Sequence[Passage], sources: Sources, base: str) -> Strip:
    """Return the strip of a document.

    Args:
        document: whose passages are shown.
        picked: those to pick out, in order.
        sources: has all of them.
        base: beginning of the IRIs that the server answers for.
    """
    bars = _bars(sources.all_passages(document), picked) if document.passages <= _MOST else []
    return Strip(
        document=document,
        bars=tuple(bars),
        width=max((x + width for x, width, _, _ in bars), default=1),
        words=_words(picked, document),
        marks=tuple(mark_of(passage.iri, passage.label, base) for passage in picked),
    )


def _bars(passages: Sequence[Passage], picked: Sequence[Passage]) -> list[Bar]:
    most = max((passage.statements for passage in passages), default=0) or 1
    cited, bars, x = {passage.place for passage in picked}, list[Bar](), 0
    for passage in passages:
        start = passage.start if passage.start is not None else x
        end = passage.end if passage.end is not None else start + 100
        height = 0.08 + 0.86 * passage.statements / most
        bars.append((start, max(end - start - _GAP, 4), height, passage.place in cited))
        x = end
    return bars


def _words(picked: Sequence[Passage], document: Document) -> str:
    if not picked:
        return f"{document.passages} passages of {document.label}"
    named = ", ".join(passage.label for passage in picked[:12])
    more = f" and {len(picked) - 12} more" if len(picked) > 12 else ""
    return f"{named}{more} picked out among {document.passages} passages of {document.label}"
