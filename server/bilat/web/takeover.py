"""A new release in place of the one that is served, without a failed request.

    look at <place>/current -> verify -> new processes -> probe -> swap -> end the old ones when they are idle

A release that fails on the way is refused, and the old one goes on.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

from werkzeug.test import EnvironBuilder

from bilat.engine.timing import TIMES
from bilat.errors import ReleaseError
from bilat.graph.release import CURRENT, MANIFEST, Release, current
from bilat.settings import Settings
from bilat.web.app import App, create_app
from bilat.web.request_id import REQUEST_ID
from bilat.web.response import Environ, Response
from bilat.web.site import Stream
from bilat.web.verify import verify_apart

_LOG = logging.getLogger(__name__)
_PROBES: Final = (("/", ""), ("/sparql", "query=ASK%20%7B%7D"), ("/sparql", ""))
_GRACE_SECONDS: Final = 1.0
#: Where the edge puts the name of a request and the times it takes.
REQUEST: Final = "bilat.request"
CLOCK: Final = "bilat.times"


class Switch:
    """The application that is served now; another may take its place while requests are under way.

    Args:
        app: the first.
        seconds: how long an application that was replaced waits for its last requests.
    """

    def __init__(self, app: App, seconds: float) -> None:
        self.app = app
        self._seconds = seconds + _GRACE_SECONDS
        self._users = Counter[App]()
        self._changed = threading.Condition()

    def lookup(self, environ: Environ) -> Response | None:
        """Return the response if it is kept."""
        return self.app.lookup(environ)

    def respond(self, environ: Environ) -> Response | Stream:
        """Return the response."""
        REQUEST_ID.set(environ.get(REQUEST))
        TIMES.set(environ.get(CLOCK))
        with self._changed:
            app = self.app
            self._users[app] += 1
        try:
            return app.respond(environ)
        finally:
            with self._changed:
                self._users[app] -= 1
                if app is not self.app:
                    self._changed.notify_all()

    def put(self, app: App) -> None:
        """Serve another application from now on, and end the one before when nobody uses it any more."""
        with self._changed:
            before, self.app = self.app, app
            self._changed.wait_for(lambda: not self._users[before], self._seconds)
            del self._users[before]
        before.close()

    def close(self) -> None:
        """End all processes."""
        self.app.close()


class Follower:
    """Looks for a new release and has it served.

    Args:
        place: folder of releases.
        switch: serves them.
        settings: of the server, and of each application.
    """

    def __init__(self, place: Path, switch: Switch, settings: Settings) -> None:
        self._place = place
        self._switch = switch
        self._settings = settings
        self._seen: tuple[object, ...] = ()
        self._wake = threading.Event()
        self._closed = False
        self.taken = 0
        self.refused = 0
        self._thread = threading.Thread(target=self._run, name="follower", daemon=True)
        self._thread.start()

    def look_now(self) -> None:
        """Look at once, also at a release that was refused."""
        self._seen = ()
        self._wake.set()

    def close(self) -> None:
        """Stop looking; a takeover under way is finished first."""
        self._closed = True
        self._wake.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._closed:
            self._wake.wait(self._settings.follow_seconds)
            self._wake.clear()
            mark = _mark(self._place)
            if mark and mark != self._seen and not self._closed:
                self._seen = mark
                self._take()

    def _take(self) -> None:
        """Take over what is current, if it is another release than the one that is served."""
        try:
            release = current(self._place)
            if release is None or release.digest == self._switch.app.release.digest:
                return
            verify_apart(release)
            app = _probed(create_app(release.root, self._settings))
        except ReleaseError as error:
            self._refuse(str(error))
        except Exception:
            _LOG.exception("a release could not be taken over")
            self._refuse("It could not be loaded.")
        else:
            self.taken += 1
            print(f"Serving release {release.id} now.", flush=True)
            self._switch.put(app)

    def _refuse(self, why: str) -> None:
        self.refused += 1
        _LOG.error("a new release is refused, release %s is served on: %s", self._switch.app.release.id, why)


def followed(place: Path) -> bool:
    """Tell whether a folder is one of releases, whose current one may change."""
    return (place / CURRENT).is_symlink() or (place / CURRENT).exists()


def newest(place: Path, sound: Release, check: Callable[[Release], None]) -> Release:
    """Return the current release of a place, or a sound one where the current one is none."""
    if not followed(place):
        return sound
    try:
        release = current(place)
        if release is None or release.digest == sound.digest:
            return sound
        check(release)
    except ReleaseError as error:
        _LOG.error("release %s is served: %s", sound.id, error)
        return sound
    return release


def _mark(place: Path) -> tuple[object, ...]:
    """Return what changes with each release that is published, also one written anew; nothing if none is."""
    link = place / CURRENT
    if not followed(place):
        return ()
    try:
        about = (link / MANIFEST).stat()
    except OSError:
        return (str(link.resolve()),)
    return (str(link.resolve()), about.st_ino, about.st_mtime_ns, about.st_size)


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
