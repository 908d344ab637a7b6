"""Whether a store still holds the release that is served from it.

Stores are restarted from other disks, emptied, and given other releases. What they answer then is well-formed
and wrong: so a store is looked at now and then, and whenever a connection to it has ended.
"""

from __future__ import annotations

import threading
import time
from typing import Final

from bilat.engine.remote_connection import Connections
from bilat.engine.remote_release import QUADS, Holding
from bilat.errors import Overloaded

#: Shorter than the time for which `bilat.engine.remote_publish` leaves a release there that goes.
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

    def look(self) -> None:
        """See that an answer that has just come was one about the release.

        What the store holds now it held then, as a release that is gone does not come back unseen.

        Raises:
            RequestError: the store does not hold the release any more, or does not answer.
        """
        if not self._is_due():
            return
        with self._lock:
            if not self._is_due():
                return
            breaks, began = self._store.breaks, time.monotonic()
            if self._holding.mark(self._release, QUADS) is None:
                raise Overloaded(
                    f"The store behind this server does not hold release {self._release} any more.",
                    remedy="Tell who runs this server: bilat publish puts it there again.",
                    title="Store failed",
                    headers=(("Retry-After", "5"),),
                )
            self._breaks, self._looked = breaks, began

    def _is_due(self) -> bool:
        return self._store.breaks != self._breaks or time.monotonic() - self._looked > _LOOK_SECONDS
