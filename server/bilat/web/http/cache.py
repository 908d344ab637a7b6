"""Finished responses kept in memory, the least recently used thrown out first, bounded in bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Final

from bilat.web.http.response import Environ, Response

Key = tuple[str, ...]

#: What Python takes for an entry beside its texts.
_OVERHEAD_BYTES: Final = 1_500
_COSTLY_SECONDS: Final = 0.001
#: Keys of which it is known that they were asked for once.
_REMEMBERED: Final = 10_000
#: One response must not throw out most others.
_LARGEST_PART: Final = 8


class Cache:
    """Responses by what was asked.

    Args:
        size: bytes that keys and responses may take together; 0 keeps nothing.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._taken = 0
        self._entries: OrderedDict[Key, Response] = OrderedDict()
        self._recent: set[int] = set()
        self._older: set[int] = set()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Return the number of responses kept."""
        return len(self._entries)

    @property
    def taken(self) -> int:
        """Return the bytes taken."""
        return self._taken

    def get(self, key: Key) -> Response | None:
        """Return what was put under a key, if it is still there."""
        with self._lock:
            response = self._entries.get(key)
            if response is not None:
                self._entries.move_to_end(key)
            return response

    def put(self, key: Key, response: Response, seconds: float) -> None:
        """Keep a response that was costly, or is asked for a second time.

        Most questions are asked once, and keeping them would cost more than answering them.

        Args:
            key: what was asked.
            response: left out if it is too large, or says that it must not be kept.
            seconds: what it took to make.
        """
        if not _may_keep(response) or len(response.body) > self._size // _LARGEST_PART:
            return
        with self._lock:
            if key in self._entries or not (self._seen_before(key) or seconds > _COSTLY_SECONDS):
                return
            cost = _cost(key, response)
            if cost > self._size // _LARGEST_PART:
                return
            self._entries[key] = response
            self._taken += cost
            while self._taken > self._size:
                self._taken -= _cost(*self._entries.popitem(last=False))

    def clear(self) -> None:
        """Let go of all that is kept, one by one, so that nobody waits for it."""
        while True:
            with self._lock:
                if not self._entries:
                    return
                self._taken -= _cost(*self._entries.popitem(last=False))

    def _seen_before(self, key: Key) -> bool:
        """Tell whether a key was put lately, and remember it; the older of two generations is thrown away."""
        digest = hash(key)
        seen = digest in self._recent or digest in self._older
        self._recent.add(digest)
        if len(self._recent) >= _REMEMBERED:
            self._older, self._recent = self._recent, set()
        return seen


def key_of(environ: Environ, codings: tuple[str, ...]) -> Key | None:
    """Return what a response depends on, or None for a request whose response is not kept.

    Host and scheme belong to it: relative IRIs of a query are resolved against them.
    """
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or "HTTP_RANGE" in environ:
        return None
    return (
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
        environ.get("HTTP_ACCEPT", ""),
        environ.get("HTTP_HOST", ""),
        " ".join(codings),
        environ["wsgi.url_scheme"],
    )


def _may_keep(response: Response) -> bool:
    if response.status != 200:
        return False
    for name, value in response.headers:
        if name == "Cache-Control":
            return "no-store" not in value
    return False


def _cost(key: Key, response: Response) -> int:
    texts = sum(map(len, key)) + sum(len(name) + len(value) for name, value in response.headers)
    return texts + len(response.body) + _OVERHEAD_BYTES
