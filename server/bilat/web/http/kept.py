"""What was made for one client and is the same for all, kept in memory and bounded in bytes.

Finished responses are kept by `bilat.web.http.cache`, which tells clients apart by what they accept; this
saves making the same text again for a browser of another make, or for an address with something added to it.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final

#: One text must not throw out most others.
_LARGEST_PART: Final = 16
#: What Python takes for an entry beside its text.
_OVERHEAD_BYTES: Final = 300


class Kept:
    """Texts by what determines them, the least recently used thrown out first.

    Args:
        size: bytes that they may take together.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._taken = 0
        self._texts: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], bytes | None]) -> bytes | None:
        """Return the text of a key, made anew where it is not kept; None is not kept.

        Args:
            key: what determines the text.
            make: returns it; what it raises is not kept either.
        """
        with self._lock:
            if (text := self._texts.get(key)) is not None:
                self._texts.move_to_end(key)
                return text
        text = make()
        if text is not None and len(text) <= self._size // _LARGEST_PART:
            self._put(key, text)
        return text

    def _put(self, key: Hashable, text: bytes) -> None:
        with self._lock:
            if key in self._texts:
                return
            self._texts[key] = text
            self._taken += len(text) + _OVERHEAD_BYTES
            while self._taken > self._size:
                self._taken -= len(self._texts.popitem(last=False)[1]) + _OVERHEAD_BYTES
