"""A new release in place of the one that is served, without a failed request.

    look at <place>/current -> verify -> new processes -> probe -> swap -> end the old ones when they are idle

A release that fails on the way is refused, and the old one goes on; it is looked at again later.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import threading
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Final

from werkzeug.test import EnvironBuilder

from bilat.errors import BilatError, ReleaseError
from bilat.graph.releases.release import CURRENT, MANIFEST, current
from bilat.settings import Settings
from bilat.web.app import App, create_app
from bilat.web.http.response import Response
from bilat.web.server.served import followed
from bilat.web.server.verify import verify_apart

_LOG = logging.getLogger(__name__)
_PROBES: Final = (("/", ""), ("/sparql", "query=ASK%20%7B%7D"), ("/sparql", ""))
_GRACE_SECONDS: Final = 1.0
_LOOK_SECONDS: Final = 0.02
#: A release that was refused is looked at again after so many looks, and then after twice as many each time:
#: it may still be on its way here, or the system have been short of something.
_FIRST_PAUSE_LOOKS: Final = 5
_LONGEST_PAUSE_LOOKS: Final = 300


class Switch:
    """The application that is served now; another may take its place while requests are under way.

    Args:
        app: the first.
        seconds: how long an application that was replaced waits for its last requests.
        loop: where requests are answered, and so where applications are entered.
    """

    def __init__(self, app: App, seconds: float, loop: asyncio.AbstractEventLoop) -> None:
        self.app = app
        self._seconds = seconds + _GRACE_SECONDS
        self._loop = loop
        self._users = Counter[App]()
        self.entered = 0

    def begin(self) -> None:
        """Say that requests come from now on."""
        self.app.begin(lambda: self.entered)

    def enter(self) -> App:
        """Return the application that is served now, which goes on until `leave`. Only on the loop."""
        app = self.app
        self._users[app] += 1
        self.entered += 1
        return app

    def leave(self, app: App) -> None:
        """Say that an application is not used any more by who entered it; the last lets go of it."""
        self._users[app] -= 1
        if not self._users[app]:
            del self._users[app]

    def put(self, app: App) -> None:
        """Serve another application from now on, and end the one before when nobody uses it any more."""
        if self._swap(app):
            # What has been replaced refers to itself, and would else stay for a hundred releases.
            gc.collect()
        else:
            app.close()  # The loop has ended.

    def _swap(self, app: App) -> bool:
        """Do so, and tell whether the loop has come to it; nothing refers to what was replaced after this."""
        before, swapped = self.app, threading.Event()

        def swap() -> None:
            self.app = app
            swapped.set()

        # On the loop: between asking for the application and using it nobody may take its place.
        self._loop.call_soon_threadsafe(swap)
        while not swapped.wait(_GRACE_SECONDS):
            if not self._loop.is_running():
                return False
        self.begin()
        due = time.monotonic() + self._seconds
        while self._users[before] and time.monotonic() < due:
            time.sleep(_LOOK_SECONDS)
        before.close()
        return True

    def close(self) -> None:
        """End all processes."""
        self.app.close()


class Follower:
    """Looks for a new release and has it served.

    Args:
        place: folder of releases.
        switch: serves them.
        settings: of the server, and of each application.
        loop: where applications answer.
    """

    def __init__(
        self, place: Path, switch: Switch, settings: Settings, loop: asyncio.AbstractEventLoop
    ) -> None:
        self._loop = loop
        self._place = place
        self._switch = switch
        self._settings = settings
        self._seen: tuple[object, ...] = ()
        self._said = ""
        self._pause = self._left = 0
        self._wake = threading.Event()
        self._closed = self._asked = False
        self.taken = 0
        self.refused = 0
        self._thread = threading.Thread(target=self._run, name="follower", daemon=True)
        self._thread.start()

    def look_now(self) -> None:
        """Look at once, also at a release that was refused."""
        self._asked = True
        self._wake.set()

    def close(self) -> None:
        """Stop looking; a takeover under way is given up at its next step."""
        self._closed = True
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closed:
            self._wake.wait(self._settings.follow_seconds)
            self._wake.clear()
            mark = _mark(self._place)
            if mark != self._seen or self._asked:
                self._seen, self._said, self._asked = mark, "", False
                self._pause, self._left = _FIRST_PAUSE_LOOKS, 1
            self._left -= 1
            if mark and not self._left and not self._closed:
                self._take()

    def _take(self) -> None:
        """Take over what is current, if it is another release than the one that is served."""
        try:
            release = current(self._place)
            if release is None or release.digest == self._switch.app.release.digest:
                return
            verify_apart(release)
            if self._closed:
                return
            app = _probed(create_app(release.root, self._settings, self._loop))
        except BilatError as error:
            self._refuse(str(error))
        except Exception:
            _LOG.exception("a release could not be taken over")
            self._refuse("It could not be loaded.")
        else:
            if self._closed:
                app.close()
                return
            self.taken += 1
            self._switch.put(app)
            with suppress(OSError):  # Whoever would read it may have gone, or the disk be full.
                print(f"Serving release {release.id} now.", flush=True)

    def _refuse(self, why: str) -> None:
        self._left, self._pause = self._pause, min(2 * self._pause, _LONGEST_PAUSE_LOOKS)
        if why == self._said:
            return
        self._said = why
        self.refused += 1
        _LOG.error("a new release is refused, release %s is served on: %s", self._switch.app.release.id, why)


def _mark(place: Path) -> tuple[object, ...]:
    """Return what changes with each release that is published, also one written anew; nothing if none is."""
    link = place / CURRENT
    try:
        if not followed(place):
            return ()
    except OSError:  # The folder cannot be looked into now, as on a disk of the network that is away.
        return ()
    target = os.path.realpath(link)  # Path.resolve() fails at a link that leads to itself.
    try:
        about = (link / MANIFEST).stat()
    except OSError:
        return (target,)
    return (target, about.st_ino, about.st_mtime_ns, about.st_size)


def _probed(app: App) -> App:
    """Return an application that answers; one that does not is ended.

    Raises:
        ReleaseError: it does not answer as it should.
    """
    try:
        _probe(app)
    except BaseException:
        app.close()
        raise
    return app


def _probe(app: App) -> None:
    for path, query in _PROBES:
        answer = app.respond(EnvironBuilder(path, query_string=query).get_environ())
        if not isinstance(answer, Response) or answer.status != 200:
            raise ReleaseError(f"The release does not answer at {path}.")
