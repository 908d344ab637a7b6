"""PyLD's compaction, with a memory: PyLD looks through the whole context for each mention of an IRI.

The method is no part of PyLD's public interface. Should it change its name, documents stay the same and
only take longer; should it change its meaning, the tests of exports fail.
"""

from __future__ import annotations

from typing import Any

from pyld import jsonld as pyld


class Compactor(pyld.JsonLdProcessor):  # type: ignore[misc]  # PyLD has no types
    """Compacts a document, each IRI once; use one for one document."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[tuple[Any, ...], tuple[str, object]] = {}

    def _compact_iri(
        self, active_ctx: object, iri: str, value: object = None, *others: Any, **options: Any
    ) -> str:
        """Return the short form of an IRI; with a value it depends on the value too."""
        if value is not None:
            return str(super()._compact_iri(active_ctx, iri, value, *others, **options))
        key = (id(active_ctx), iri, others, tuple(sorted(options.items())))
        if key not in self._known:  # the context is kept as well, lest another one take its id
            found = super()._compact_iri(active_ctx, iri, value, *others, **options)
            self._known[key] = (found, active_ctx)
        return self._known[key][0]
