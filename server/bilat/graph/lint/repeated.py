"""Keys of JSON-LD that an object has twice: some readers take all that is said there, others the last."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bilat.errors import Place, SourceError
from bilat.graph.report import checks
from bilat.graph.report.findings import Finding, Severity
from bilat.graph.source.contents import read_text
from bilat.graph.source.json_places import repeated_keys
from bilat.graph.source.load import Source
from bilat.graph.source.parse import JSON_LD
from bilat.graph.source.tokens import Lines


def keys_given_twice(source: Source) -> Iterator[Finding]:
    """Yield a finding for each key that an object in JSON-LD has more than once, at the second."""
    for file in source.files:
        if file.media_type != JSON_LD:
            continue
        try:
            text = read_text(file.path, file.name)
            found = list(repeated_keys(text)) if _has_any(text) else []
        except (SourceError, ValueError, RecursionError):
            continue  # It was read before; what has changed since is for the next check.
        lines = Lines(text) if found else None
        for key, at in found:
            yield Finding(
                severity=Severity.WARNING,
                rule=checks.KEY_REPEATED,
                message=f"An object has the key {json.dumps(key, ensure_ascii=False)} more than once.",
                remedy="Put the values into one list under one key, or rename one of the keys.",
                place=Place(file.name, *lines.at(at)) if lines else None,
            )


def _has_any(text: str) -> bool:
    """Tell whether an object has a key twice, many times as fast as with places."""
    found = False

    def note(pairs: list[tuple[str, Any]]) -> None:
        nonlocal found
        found = found or len({key for key, _ in pairs}) < len(pairs)

    json.loads(text, object_pairs_hook=note)
    return found
