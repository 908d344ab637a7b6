"""The mark at a statement that tells where it comes from and leads there.

The outline tells the layer: solid for a passage of a source, dashed for what was added from public lists or
by the editors, dotted for what follows by rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bilat.graph.catalogue.addresses import address_of
from bilat.vocab import BASE, GRAPH

#: What leads out to the web.
WEB: Final = re.compile(r"https?://[^\s\"<>]+")
#: IRIs whose addresses are kept at hand; a query may make others of any length.
LONGEST_KEPT: Final = 300
_LONGEST: Final = 14
_LAYERS: Final = {
    "inferred": ("inf", "inferred", "Inferred: "),
    "reference": ("ref", "ref", "From a public list: "),
    "editorial": ("ref", "ours", "Set by the editors: "),
    "evidence": ("ref", "build", "From the "),
    "sources": ("ref", "layout", "From the "),
    "ontology": ("ref", "model", "From the "),
    "shapes": ("ref", "shapes", "From the "),
    "catalogue": ("ref", "catalogue", "From the "),
}
#: Names of the graphs that have a mark of their own.
LAYERS: Final = frozenset(_LAYERS)


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark.

    Args:
        kind: CSS class beside ``mark``: empty for a passage, ``ref``, ``inf`` or ``gap``.
        text: what people see, a few letters.
        href: where it leads.
        spoken: what is said before the text to those who hear the page.
    """

    kind: str
    text: str
    href: str
    spoken: str


def mark_of(graph: str, label: str, base: str) -> Mark:
    """Return the mark of a statement that stands in a named graph.

    Args:
        graph: IRI of the graph, or label of one without a name; empty for the default graph.
        label: of the graph, such as the short name of a passage.
        base: beginning of the IRIs that this server answers for.
    """
    href = "#" if graph[:1] in ("", "_") else address_of(graph, base)  # Each with a name has a page here.
    if graph.startswith(GRAPH):
        name = graph.removeprefix(GRAPH)
        kind, text, spoken = _LAYERS.get(name, ("ref", _short(name), "From "))
        return Mark(kind, text, href, spoken)
    return Mark("", _short(label or graph), href, "Passage ")


def href_of(iri: str, base: str = BASE) -> str | None:
    """Return where an IRI leads: ours to this server, others of the web there, None for the rest."""
    return _kept_href(iri, base) if len(iri) <= LONGEST_KEPT else _href(iri, base)


@lru_cache(16_384)
def _kept_href(iri: str, base: str) -> str | None:
    return _href(iri, base)


def _href(iri: str, base: str) -> str | None:
    if iri.startswith((base, GRAPH)):
        return address_of(iri, base)
    return iri if WEB.fullmatch(iri) else None


def _short(label: str) -> str:
    """Return as much of a name as has room in a mark."""
    if len(label) <= _LONGEST:
        return label
    last = re.split(r"[/#]", label.rstrip("/#"))[-1]
    return last if len(last) <= _LONGEST else f"{last[: _LONGEST - 1]}\u2026"
