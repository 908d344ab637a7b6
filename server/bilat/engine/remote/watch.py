"""Whether a store still holds the release that is served from it.

Stores are restarted from other disks, emptied, and given other releases. What they answer then is well-formed
and wrong: so a store is looked at now and then, and whenever a connection to it has ended.
"""

from __future__ import annotations

import threading
import time
from typing import Final

from bilat.engine.remote.connection import Connections
from bilat.engine.remote.release import QUADS, Holding
from bilat.errors import Overloaded, TooLate

#: Shorter than the time for which `bilat.engine.remote.publish` leaves a release there that goes.
_LOOK_SECONDS: Final = 5.0


class Watch:
    """Looks whether a release is there.

    Args:
        holding: asks the store.
        store: whose connections may end.
        release: that is served.
    """

    def __init__(self, holding: Holding, store: Connections, release: str) -> None:
        self._holding, self._store, self._release = holding, store, release
        self._breaks = store.breaks
        self._looked = time.monotonic()
        self._lock = threading.Lock()

    def look(self, seconds: float, left: float) -> None:
        """See that an answer that has just come was one about the release.

        What the store holds now it held then, as a release that is gone does not come back unseen.

        Args:
            seconds: what the whole request may take.
            left: what is left of them.

        Raises:
            RequestError: the store does not hold the release any more, or does not answer in time.
        """
        if not self._is_due():
            return
        ends = time.monotonic() + left
        if not self._lock.acquire(timeout=left):
            raise TooLate(seconds)
        try:
            if not self._is_due():
                return
            breaks, began = self._store.breaks, time.monotonic()
            if self._mark(seconds, ends - began) is None:
                raise Overloaded(
                    f"The store does not hold release {self._release} any more.",
                    remedy="Tell who runs this server: bilat publish puts it there again.",
                    title="Store failed",
                    headers=(("Retry-After", "5"),),
                )
            self._breaks, self._looked = breaks, began
        finally:
            self._lock.release()

    def _mark(self, seconds: float, left: float) -> str | None:
        """Return the mark of a whole release; the request that waits for it has so many seconds left."""
        try:
            return self._holding.within(left).mark(self._release, QUADS)
        except TooLate:
            raise TooLate(seconds) from None

    def _is_due(self) -> bool:
        return self._store.breaks != self._breaks or time.monotonic() - self._looked > _LOOK_SECONDS
