"""What things are called on pages: asked of the engine together, and kept.

A name in the project's language wins, then one without a language, then the first of the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from bilat.engine.interface import Engine, Limits
from bilat.web.queries import about, page_query, rows

#: Things named in one query; more would make it longer than queries may be.
_TOGETHER: Final = 300
#: Entries that are kept, some 10 MB.
_MOST_KEPT: Final = 30_000
#: Of what clients ask for nothing longer is kept: a query can name, or make, IRIs of any length.
LONGEST_KEPT: Final = 2_000
_NO_PLACE: Final = frozenset('<>"{}|^`\\ ')


@dataclass(frozen=True, slots=True)
class Label:
    """What a thing is called.

    Args:
        text: its name.
        language: tag of the name, or empty text.
        passage: whether the thing is a passage of a document.
    """

    text: str
    language: str = ""
    passage: bool = False


class Labels:
    """Knows names.

    Args:
        engine: answers queries.
        limits: of a query for names.
        language: the one that is preferred.
    """

    def __init__(self, engine: Engine, limits: Limits, language: str) -> None:
        self._text = page_query("labels")
        self._engine = engine
        self._limits = limits
        self._language = language.lower()
        self._known: dict[str, Label | None] = {}

    def of(self, iris: Iterable[str], client: str = "") -> Mapping[str, Label]:
        """Return the names of those of the things that have one."""
        wanted = {iri for iri in iris if ":" in iri and _NO_PLACE.isdisjoint(iri)}
        if len(self._known) > _MOST_KEPT:
            self._known = {}
        missing = sorted(wanted - self._known.keys())
        found: dict[str, Label | None] = {}
        for start in range(0, len(missing), _TOGETHER):
            found |= self._ask(missing[start : start + _TOGETHER], client)
        self._known |= {iri: label for iri, label in found.items() if len(iri) <= LONGEST_KEPT}
        return {iri: label for iri in wanted if (label := found.get(iri) or self._known.get(iri))}

    def _ask(self, iris: list[str], client: str) -> dict[str, Label | None]:
        """Return the names of things, None for those without one."""
        operation = about(self._text, (f"<{iri}>" for iri in iris))
        names: dict[str, list[tuple[str, str]]] = {iri: [] for iri in iris}
        others: dict[str, list[tuple[str, str]]] = {iri: [] for iri in iris}
        passages = set()
        for row in rows(self._engine, operation, replace(self._limits, client=client)):
            thing = row["thing"]["value"]
            if "document" in row:
                passages.add(thing)
            for variable, found in (("label", names), ("name", others)):
                # A name of spaces alone is none: nobody would see the link.
                if (term := row.get(variable, {})).get("type") == "literal" and term["value"].strip():
                    found[thing].append((term.get("xml:lang", ""), term["value"]))
        return {iri: self._best(names[iri] or others[iri], iri in passages) for iri in iris}

    def _best(self, names: list[tuple[str, str]], passage: bool) -> Label | None:
        if not names:
            return Label("", "", True) if passage else None
        language, text = min(names, key=lambda name: (name[0].lower() != self._language, name[0] != "", name))
        return Label(text, language, passage)
