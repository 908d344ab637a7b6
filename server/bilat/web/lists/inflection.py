"""Singular and plural of a word, in English: who looks for experts looks for an expert as well.

Only regular forms; whether there is such a word, a reader of the index sees.
"""

from __future__ import annotations

import re
from typing import Final

_SHORTEST: Final = 4
_IES: Final = re.compile(r"[^aeiou]ies$")
_ES: Final = re.compile(r"(?:ch|sh|ss|x|zz)es$")
_S: Final = re.compile(r"[^isu]s$")
_Y: Final = re.compile(r"[^aeiou]y$")


def other_number(word: str) -> str | None:
    """Return the singular of a folded word, or its plural where that does not begin with the singular."""
    if len(word) < _SHORTEST:
        return None
    if _IES.search(word):
        return f"{word[:-3]}y"
    if _ES.search(word):
        return word[:-2]
    if _S.search(word):
        return word[:-1]
    # Words are looked for by their beginnings: project finds projects, but policy not policies.
    return f"{word[:-1]}ies" if _Y.search(word) else None
