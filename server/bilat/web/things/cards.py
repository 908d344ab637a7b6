"""What is known of the things that a page names: label, kind, how a source puts them, in one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bilat.graph.index.text import last_part
from bilat.web.publication import Publication
from bilat.web.wording import sign_of

_TOGETHER: Final = 500
#: Cards that are kept from one page to the next, some 10 MB: most pages name the same classes and passages.
_MOST_KEPT: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A thing in a few words.

    Args:
        iri: its name.
        label: what it is called.
        language: of the label, or empty text.
        kind: what it is, or empty text.
        kind_iri: the name of that, or empty text.
        line: what else is to be known of it, in one line, or empty text.
        sign: the sign of how a source puts it, or empty text where that is a plain assertion or not known.
        said: the same in a word.
    """

    iri: str
    label: str
    language: str = ""
    kind: str = ""
    kind_iri: str = ""
    line: str = ""
    sign: str = ""
    said: str = ""


class Cards:
    """Looks up cards: in the index of the release, else by asking the engine for labels.

    Args:
        publication: has both.
    """

    def __init__(self, publication: Publication) -> None:
        self._index = publication.index
        self._known: dict[str, Card] = {}
        self._labels = publication.labels
        self._language = publication.renderer.frame.language

    def of(self, iris: Iterable[str], client: str) -> Mapping[str, Card]:
        """Return a card for each thing; one without a name is called by the last part of its IRI."""
        if len(self._known) > _MOST_KEPT:
            self._known = {}
        known, wanted = self._known, set(iris)
        found = {iri: known[iri] for iri in wanted & known.keys()}
        missing = sorted(wanted - found.keys())
        for start in range(0, len(missing), _TOGETHER):
            found |= self._indexed(missing[start : start + _TOGETHER])
        rest = [iri for iri in missing if iri not in found]
        for iri, label in self._labels.of(rest, client).items():
            found[iri] = Card(iri=iri, label=label.text or last_part(iri), language=self._tag(label.language))
        for iri in rest:
            found.setdefault(iri, Card(iri=iri, label=_called(iri)))
        known |= {iri: found[iri] for iri in missing}
        return found

    def _indexed(self, iris: list[str]) -> dict[str, Card]:
        places = ", ".join("?" * len(iris))
        rows = self._index.rows(
            "SELECT iri, label, language, kind, kind_label, line, said, said_label FROM thing "  # noqa: S608
            f"WHERE iri IN ({places})",
            *iris,
        )
        return {
            iri: Card(
                iri=iri,
                label=label,
                language=self._tag(language),
                kind=kind_label or "",
                kind_iri=kind or "",
                line=line or "",
                sign=sign_of(said or ""),
                said=said_label or "",
            )
            for iri, label, language, kind, kind_label, line, said, said_label in rows
        }

    def _tag(self, language: str) -> str:
        """Return the language of a label where it is another than that of the page."""
        return "" if language == self._language else language


def _called(iri: str) -> str:
    """Return what stands in for a name: the last part of an IRI, its address where that says too little."""
    last = last_part(iri)
    telling = any(map(str.isalpha, last)) and "?" not in last
    return last if telling else iri.partition("://")[2].rstrip("/") or last
