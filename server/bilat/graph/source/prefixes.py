"""Prefixes of IRIs, for advice and for reports.

None is ever assumed when a file is read: a prefix counts only where the file declares it.
"""

from __future__ import annotations

from collections.abc import Mapping

from bilat.graph.source.tokens import is_plain_local
from bilat.graph.suggest import nearest
from bilat.vocab import WELL_KNOWN

#: What IRIs begin with, which is taken for a prefix where the brackets are missing.
_SCHEMES = frozenset({"file", "http", "https", "mailto", "urn"})


def compact(iri: str, declared: Mapping[str, str]) -> str:
    """Return an IRI as people would write it: with the longest prefix that fits, else in ``<>``."""
    return Compacted(declared)[iri]


class Compacted(dict[str, str]):
    """IRIs as people would write them, each worked out once.

    Args:
        declared: namespaces by prefix.
    """

    def __init__(self, declared: Mapping[str, str]) -> None:
        super().__init__()
        pairs = [(namespace, prefix) for prefix, namespace in declared.items() if namespace]
        self._longest_first = sorted(pairs, key=lambda pair: (len(pair[0]), pair[1]), reverse=True)
        self._namespaces = tuple(namespace for namespace, _ in pairs)

    def __missing__(self, iri: str) -> str:
        """Work out how to write an IRI; most that reports name have no prefix."""
        self[iri] = f"<{iri}>"
        for namespace, prefix in self._longest_first if iri.startswith(self._namespaces) else ():
            if iri.startswith(namespace) and is_plain_local(local := iri[len(namespace) :]):
                self[iri] = f"{prefix}:{local}"
                break
        return self[iri]


def namespace_of(iri: str) -> tuple[str, str]:
    """Return an IRI in two: up to the last ``#`` or ``/``, and the name after it."""
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:cut], iri[cut:]


def advice(prefix: str, declared: Mapping[str, str]) -> str:
    """Return what to do about a prefix that is not declared: a near one, or the line to add."""
    if prefix in _SCHEMES:
        return "An IRI that is written in full stands in <>: <http://example.org/>."
    if prefix in WELL_KNOWN:
        return f"Add the line @prefix {prefix}: <{WELL_KNOWN[prefix]}> ."
    near = nearest(prefix, declared) if prefix else None
    if near:
        return f"Did you mean {near}: <{declared[near]}>?"
    known = nearest(prefix, WELL_KNOWN) if prefix else None
    if known:
        return f"If you mean {known}:, add the line @prefix {known}: <{WELL_KNOWN[known]}> ."
    return f"Add a line @prefix {prefix}: <...> . with the namespace that it stands for."
