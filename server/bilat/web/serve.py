"""Run the server: granian around the edge, one address, one line when it is there, a clean end."""

from __future__ import annotations

import math
import os
import resource
import signal
import socket
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from bilat.engine.federation import named_endpoints
from bilat.errors import ReleaseError, SettingError
from bilat.graph.release import current, open_release, verify
from bilat.settings import Settings
from bilat.web.access_log import check_writable
from bilat.web.clients import Clients
from bilat.web.process import load
from bilat.web.takeover import followed

#: Idle connections take no thread: there may be many more of them than requests.
_MOST_CONNECTIONS: Final = 8_192
#: Each connection is a file, and there are others.
_MOST_FILES: Final = 2 * _MOST_CONNECTIONS
#: A request line holds a whole query, percent-encoded.
_HTTP_BUFFER_BYTES: Final = 262_144
_HEADER_MILLISECONDS: Final = 10_000
_END_SECONDS: Final = 10


def serve(place: Path, settings: Settings, *, verified: Path | None = None) -> int:
    """Serve a release until told to stop; return the exit status.

    Args:
        place: a release; or a folder of releases, whose current one is served, and then the next.
        settings: address and limits.
        verified: the release that the caller has just compared with its manifest, if it has.

    Raises:
        ReleaseError: the release is damaged; every file is compared with the manifest first.
        SettingError: the address cannot be listened on, or a setting cannot be followed.
    """
    Clients(settings.trusted_proxies)
    named_endpoints(settings.service_endpoints)
    check_writable(settings.access_log)
    release = current(place) if followed(place) else open_release(place)
    if release is None:
        raise ReleaseError(f"No release at {place}.", remedy="Make one with bilat build.")
    if release.root != verified:
        verify(release)
    port = free_port(settings.host, settings.port)
    _allow_files()
    server = _Server(
        "bilat.web.serve",
        address=settings.host,
        port=port,
        interface=Interfaces.RSGI,
        workers=1,
        backlog=1_024,
        backpressure=_MOST_CONNECTIONS,
        # Version 2 is for proxies: to tell it apart would leave connections that say nothing without a limit.
        http=HTTPModes.http1,
        websockets=False,
        http1_settings=HTTP1Settings(
            header_read_timeout=_HEADER_MILLISECONDS, max_buffer_size=_HTTP_BUFFER_BYTES
        ),
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=0.1,
        workers_kill_timeout=_END_SECONDS + math.ceil(settings.query_seconds),
    )
    # No thread before this: granian forks, and a thread that holds a lock then would hold it for ever.
    loader: Any = partial(load, place, release, settings, port)
    server.serve(target_loader=loader, wrap_loader=False)
    return 0


class _Server(Server):  # type: ignore[misc, valid-type]  # it is one of two, by the build of Python
    """granian, with a SIGHUP that is for the application: its own way fails requests."""

    def signal_handler_reload(self, *_args: object, **_kwargs: object) -> None:
        """Pass the signal on."""
        for worker in self.wrks:
            with suppress(ProcessLookupError, TypeError):
                os.kill(worker.inner.pid, signal.SIGHUP)


def free_port(host: str, port: int) -> int:
    """Return the port to listen on: a free one where 0 is asked for.

    Raises:
        SettingError: the port is taken, or the address is not this machine's.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen()
        except (OSError, OverflowError) as error:
            reason = error.strerror if isinstance(error, OSError) else "there is no such port"
            raise SettingError(
                f"Cannot listen on {host} port {port}: {reason}.",
                remedy="Choose another with --port, or 0 for a free one.",
            ) from None
        return int(probe.getsockname()[1])


def _allow_files() -> None:
    """Take as many open files as the system gives, up to what the most connections need."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, _MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
