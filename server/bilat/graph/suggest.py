"""The nearest known name to one that is not known."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher

#: Below this likeness (0 to 1) a suggestion confuses more than it helps.
LEAST_LIKENESS = 0.6


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like ``name``, or None when none is like it.

    Case counts little: ``preflabel`` is nearer to ``prefLabel`` than to ``label``. Of equals the first in
    the alphabet wins, so that the answer does not depend on the order of ``known``.
    """
    lower = name.casefold()
    best, best_likeness = None, LEAST_LIKENESS
    matcher = SequenceMatcher(b=lower, autojunk=False)
    for candidate in sorted(set(known)):
        matcher.set_seq1(candidate.casefold())
        if matcher.real_quick_ratio() <= best_likeness or matcher.quick_ratio() <= best_likeness:
            continue
        likeness = matcher.ratio()
        if likeness > best_likeness:
            best, best_likeness = candidate, likeness
    return best


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """Return the sentence ``Did you mean x?``, or None when nothing is near."""
    found = nearest(name, known)
    return None if found is None else f"Did you mean {found}?"
