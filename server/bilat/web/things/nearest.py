"""The names most like one that is not known, found by the groups of letters that they share.

Comparing with every name would cost more than most queries; here only a few dozen are compared.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from difflib import SequenceMatcher
from time import monotonic
from typing import Final

from bilat.errors import BilatError
from bilat.graph.source.prefixes import namespace_of

_LOG = logging.getLogger(__name__)
_LONGEST: Final = 200
_LEAST_LIKENESS: Final = 0.6
_COMPARED: Final = 24
_GIVEN: Final = 3
#: Names that share a group with more than so many others are not told apart by it.
_CROWD: Final = 2_000
#: Who asks meanwhile gets no advice: where names could not be loaded, to try again may take as long.
_REST_SECONDS: Final = 600.0


class Nearest:
    """Finds names like a name.

    Args:
        load: returns all names; called when a name is first looked for.
    """

    def __init__(self, load: Callable[[], Iterable[str]]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._names: tuple[str, ...] | None = None
        self._groups: dict[str, list[int]] = {}
        self._resting = 0.0

    def names(self, iri: str) -> tuple[str, ...]:
        """Return the IRIs most like one, in the same namespace, the best first; there may be none."""
        with self._lock:
            if self._names is None and monotonic() >= self._resting:
                self._index()
        space, name = namespace_of(iri)
        if not name or len(iri) > _LONGEST:
            return ()
        shared: Counter[int] = Counter()
        for group in _groups(space, name):
            shared.update(self._groups.get(group, ()))
        matcher, scored = SequenceMatcher(b=name.casefold(), autojunk=False), []
        for index, _ in sorted(shared.items(), key=lambda item: (-item[1], item[0]))[:_COMPARED]:
            found = (self._names or ())[index]
            matcher.set_seq1(namespace_of(found)[1].casefold())
            scored.append((-matcher.ratio(), found))
        return tuple(iri for score, iri in sorted(scored)[:_GIVEN] if -score >= _LEAST_LIKENESS)

    def _index(self) -> None:
        """Take in all names; without them there is only no advice, for a while."""
        try:
            self._names = tuple(sorted(set(self._load())))
        except BilatError as error:
            _LOG.warning("no names for advice: %s", error)
            self._resting = monotonic() + _REST_SECONDS
            return
        for index, iri in enumerate(self._names):
            for group in _groups(*namespace_of(iri)):
                self._groups.setdefault(group, []).append(index)
        self._groups = {group: found for group, found in self._groups.items() if len(found) <= _CROWD}


def _groups(space: str, name: str) -> set[str]:
    """Return what is shared by like names: three letters in a row, in one namespace."""
    padded = f" {name.casefold()} "
    return {space + padded[start : start + 3] for start in range(len(padded) - 2)}
