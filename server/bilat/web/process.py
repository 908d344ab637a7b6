"""The process of the application: what lives in it, from its start to its end."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Final

from granian.rsgi import HTTPProtocol, Scope  # type: ignore[attr-defined]

from bilat.graph.release import Release, verify
from bilat.settings import Settings
from bilat.web.access_log import AccessLog
from bilat.web.app import create_app
from bilat.web.clients import Clients
from bilat.web.edge import Edge
from bilat.web.metrics import Metrics, Now
from bilat.web.takeover import Follower, Switch, followed, newest

Announce = Callable[[], Coroutine[None, None, None]]

_TRY_AGAIN_SECONDS: Final = 0.02


def load(place: Path, release: Release, settings: Settings, port: int) -> Service:
    """Return the application, in the process that granian runs it in.

    Args:
        place: what is served, and followed if it is a folder of releases.
        release: known to be sound; served where the current one is not.
        settings: limits.
        port: where it is going to be found.
    """
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    log = AccessLog(settings.access_log)
    found = newest(place, release, verify)
    switch = Switch(create_app(found.root, settings), settings.query_seconds)
    follower = Follower(place, switch, settings) if followed(place) else None
    announce = partial(_announce, settings.host, port, found.id)
    return Service(switch, follower, log, settings, announce)


class Service:
    """All that lives in the process of the application, from its start to its end.

    Args:
        switch: the application.
        follower: has it replaced, or None.
        log: of requests.
        settings: limits.
        announce: started with the server, to say where it is.
    """

    def __init__(
        self,
        switch: Switch,
        follower: Follower | None,
        log: AccessLog,
        settings: Settings,
        announce: Announce,
    ) -> None:
        self._switch = switch
        self._follower = follower
        self._log = log
        self._announce = announce
        self._edge = Edge(switch, settings, Metrics(self._now), log, Clients(settings.trusted_proxies))

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin to say that the server is there, and to listen to SIGHUP."""
        self._announcing = loop.create_task(self._announce())
        if self._follower:
            loop.add_signal_handler(signal.SIGHUP, self._follower.look_now)
        else:
            loop.add_signal_handler(signal.SIGHUP, lambda: None)

    def __rsgi_del__(self, _loop: asyncio.AbstractEventLoop) -> None:
        """End all processes when the server stops."""
        if self._follower:
            self._follower.close()
        self._switch.close()
        self._edge.close()
        self._log.close()

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        """Answer a request."""
        await self._edge(scope, protocol)

    def _now(self) -> Now:
        app, follower = self._switch.app, self._follower
        return Now(
            release=app.release.digest,
            quads=app.engine.quads,
            engine=app.engine.status,
            cached=len(app.cache),
            cached_bytes=app.cache.taken,
            takeovers=follower.taken if follower else 0,
            refused=follower.refused if follower else 0,
            unlogged=self._log.dropped,
        )


async def _announce(host: str, port: int, release: str) -> None:
    """Say where the server is, once it can be reached: it begins to listen some time after it is loaded."""
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    while True:
        try:
            _, writer = await asyncio.open_connection(reached, port)
        except OSError:
            await asyncio.sleep(_TRY_AGAIN_SECONDS)
        else:
            writer.close()
            shown = f"[{host}]" if ":" in host else host
            print(f"Serving release {release} on http://{shown}:{port}/", flush=True)
            return
