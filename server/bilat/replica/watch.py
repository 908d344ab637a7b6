"""Look at storage now and then, and bring what is new there; beside a server, in a process of its own.

Run as ``python -m bilat.replica.watch URL FOLDER``. It says what it did in lines on standard output,
``pulled`` or ``failed`` with the words. A line on standard input has it look at once;
the end of that ends it.
"""

from __future__ import annotations

import os
import random
import sys
import threading
from contextlib import suppress
from pathlib import Path

from bilat.errors import BilatError, ReleaseError
from bilat.graph.releases.release import current
from bilat.replica.address import Address
from bilat.replica.pull import Puller
from bilat.settings import Settings


def main(url: str, place: Path) -> None:
    """Look until standard input ends."""
    settings, look = Settings.read(), threading.Event()
    threading.Thread(target=_listen, args=(look,), daemon=True).start()
    puller, last = Puller(Address.parse(url), place, settings), _here(place)
    while True:
        try:
            release = puller.pull()
        except BilatError as error:
            print(f"failed {error}", flush=True)
        else:
            if release.id != last:
                print(f"pulled {release.id}", flush=True)
            last = release.id
        # Not all replicas at once.
        look.wait(settings.pull_seconds * (0.9 + 0.2 * random.random()))  # noqa: S311
        look.clear()


def _here(place: Path) -> str:
    with suppress(ReleaseError):
        release = current(place)
        return release.id if release else ""
    return ""


def _listen(look: threading.Event) -> None:
    for _ in sys.stdin:
        look.set()
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
