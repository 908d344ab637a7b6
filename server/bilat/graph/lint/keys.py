"""Keys of JSON-LD that no context knows: what stands under them is lost without a word."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bilat.errors import Place, SourceError
from bilat.graph.report import checks
from bilat.graph.report.findings import Finding, Severity
from bilat.graph.source.contents import read_text
from bilat.graph.source.contexts import written_in
from bilat.graph.source.load import Source
from bilat.graph.source.lost import keyword, lenient
from bilat.graph.source.parse import JSON_LD

_SHOWN: Final = 5
#: Kinds of containers whose keys are languages, indexes, names of things or of graphs.
_CONTAINERS: Final = frozenset({"@language", "@index", "@id", "@type", "@graph"})


def lost_keys(source: Source) -> Iterator[Finding]:
    """Yield a finding for each file of JSON-LD that has keys which no context in it knows."""
    for file in source.files:
        if file.media_type != JSON_LD:
            continue
        try:
            text = read_text(file.path, file.name)
            written = written_in(text, file.copies, file.name)
            lost = sorted(_lost(json.loads(written)))
            meant = [each for each in map(keyword, lenient(written)) if each]
        except (SourceError, SyntaxError, ValueError, RecursionError):
            continue  # It was read before; what has changed since is for the next check.
        if meant:
            count = "1 statement is" if len(meant) == 1 else f"{len(meant):,} statements are"
            yield Finding(
                severity=Severity.WARNING,
                rule=checks.KEY_LOST,
                message=f"{meant[0].message[:-1]}: {count} lost.",
                remedy=meant[0].remedy,
                place=meant[0].place(written, file.name),
            )
        if lost:
            place = text.find(json.dumps(lost[0], ensure_ascii=False))
            rest = f" and {len(lost) - _SHOWN:,} more" if len(lost) > _SHOWN else ""
            yield Finding(
                severity=Severity.WARNING,
                rule=checks.KEY_LOST,
                message=f"No context knows {', '.join(lost[:_SHOWN])}{rest}: nothing is read there.",
                remedy="Give each an IRI in the @context, or all by @vocab; null says that it is meant so.",
                place=Place(file.name, text.count("\n", 0, place) + 1 if place >= 0 else None),
            )


def _lost(document: Any) -> set[str]:
    """Return the keys that stand for nothing, none where a context makes IRIs of all."""
    terms: dict[str, Any] = {}
    if not all([_take(context, terms) for context in _contexts(document)]):  # noqa: C419 - each is to be read
        return set()
    return set(_unknown(document, terms))


def _contexts(value: Any) -> Iterator[Any]:
    """Yield each context, wherever it stands."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "@context":
                yield from inner if isinstance(inner, list) else [inner]
            yield from _contexts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _contexts(inner)


def _take(context: Any, terms: dict[str, Any]) -> bool:
    """Add the terms of a context; tell whether its other keys stand for nothing."""
    if isinstance(context, dict):
        terms.update(context)
        return context.get("@vocab") is None
    return context is None


def _unknown(value: Any, terms: Mapping[str, Any]) -> Iterator[str]:
    if isinstance(value, list):
        for inner in value:
            yield from _unknown(inner, terms)
    if not isinstance(value, dict) or "@value" in value:
        return
    for key, inner in value.items():
        if key == "@context":
            continue
        if key not in terms and ":" not in key and not key.startswith("@"):
            yield key
        elif not _is_container(terms.get(key)):
            yield from _unknown(inner, terms)


def _is_container(term: Any) -> bool:
    """Tell whether the keys below a term are no terms, or may be anything (@json)."""
    if not isinstance(term, dict):
        return False
    container = term.get("@container")
    kinds = container if isinstance(container, list) else [container]
    return term.get("@type") == "@json" or not _CONTAINERS.isdisjoint(map(str, kinds))
