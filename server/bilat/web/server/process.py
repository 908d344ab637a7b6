"""The process of the application: what lives in it, from its start to its end."""

from __future__ import annotations

import asyncio
import gc
import resource
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

import uvloop

from bilat.engine.workers.nursery import Nursery
from bilat.graph.releases.release import Release
from bilat.replica.address import Address
from bilat.settings import Settings
from bilat.web.app import create_app
from bilat.web.http.access_log import AccessLog
from bilat.web.http.connection import Connection
from bilat.web.http.listener import MOST_CONNECTIONS, Listener
from bilat.web.http.metrics import Metrics, Now
from bilat.web.server.edge import Edge
from bilat.web.server.served import followed
from bilat.web.server.supply import Supply
from bilat.web.server.takeover import Follower, Switch

_BACKLOG: Final = 1_024
#: Each connection is a file, and there are others.
_MOST_FILES: Final = 2 * MOST_CONNECTIONS
#: How long a thread that makes a page, or another release ready, may hold up the event loop. The usual ten
#: times of it would be waited at each call to the kernel.
_SWITCH_SECONDS: Final = 0.0005
#: Beyond the deadline of a query: for what is being sent.
_END_SECONDS: Final = 10.0


def answer_all(
    place: Path,
    release: Release,
    settings: Settings,
    sock: socket.socket,
    source: Address | None,
    nursery: Nursery | None,
    ready: Callable[[], object],
) -> int:
    """Answer requests until told to stop; return the exit status.

    Args:
        place: what is served, and followed if it is a folder of releases.
        release: what is served at first, known to be sound.
        settings: limits.
        sock: listens already.
        source: where new releases for the place come from, if they come from storage.
        nursery: loads the release already, unless another store has it.
        ready: called when requests are answered.

    Raises:
        ReleaseError: the release cannot be loaded.
    """
    _allow_files()
    sys.setswitchinterval(_SWITCH_SECONDS)
    loop = uvloop.new_event_loop()
    asyncio.set_event_loop(loop)
    log = AccessLog(settings.access_log)
    gc.collect()
    gc.freeze()  # What is there now stays: there is no use in looking through it again and again.
    gc.set_threshold(20_000, 20, 20)
    switch = Switch(create_app(release.root, settings, loop, nursery), settings.query_seconds, loop)
    follower = Follower(place, switch, settings, loop) if followed(place) else None
    supply = Supply(source, place, settings) if source else None
    edge = Edge(switch, settings, Metrics(partial(_now, switch, follower, supply, log)), log, loop)
    beside = tuple(each for each in (supply, follower) if each)

    def begin() -> None:
        switch.begin()
        _announce(sock, release, ready)

    def look_again() -> None:
        log.reopen()
        for each in beside:
            each.look_now()

    try:
        loop.run_until_complete(_serve(edge, settings, sock, beside, begin, look_again))
    finally:
        for each in beside:
            each.close()
        switch.close()
        edge.close()
        log.close()
    return 0


async def _serve(
    edge: Edge,
    settings: Settings,
    sock: socket.socket,
    beside: Sequence[Supply | Follower],
    ready: Callable[[], None],
    heard: Callable[[], None],
) -> None:
    """Take connections until a signal comes, and finish what has begun then."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, heard)
    listener = Listener(settings, loop)
    server = await loop.create_server(lambda: Connection(listener, edge), sock=sock, backlog=_BACKLOG)

    def close() -> None:
        for each in beside:
            each.close()

    await asyncio.to_thread(int)  # Nothing, in the thread that closes: in the end there may be none to begin.
    ready()
    await stop.wait()
    server.close()
    # While the loop runs: what takes a release over waits for answers that come on it.
    await asyncio.gather(listener.stop(settings.query_seconds + _END_SECONDS), asyncio.to_thread(close))


def _announce(sock: socket.socket, release: Release, ready: Callable[[], object]) -> None:
    """Say where the server is."""
    host, port = sock.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    with suppress(OSError):  # Whoever would read it may have gone, which is no reason not to serve.
        print(f"Serving release {release.id} on http://{shown}:{port}/", flush=True)
    ready()


def _now(switch: Switch, follower: Follower | None, supply: Supply | None, log: AccessLog) -> Now:
    """Return what is served at this moment."""
    app = switch.app
    return Now(
        release=app.release.digest,
        quads=app.engine.quads,
        engine=app.engine.status,
        cached=len(app.cache),
        cached_bytes=app.cache.taken,
        ahead=len(app.ahead),
        ahead_bytes=app.ahead.taken,
        ahead_working=app.ahead.working,
        takeovers=follower.taken if follower else 0,
        refused=follower.refused if follower else 0,
        pulled=supply.pulled if supply else 0,
        not_pulled=supply.failed if supply else 0,
        unlogged=log.dropped,
    )


def _allow_files() -> None:
    """Take as many open files as the system gives, up to what the most connections need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
