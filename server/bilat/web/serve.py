"""Run the server: granian around the edge, one address, one line when it is there, a clean end."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
from functools import partial
from pathlib import Path
from typing import Any, Final

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from bilat.errors import SettingError
from bilat.graph.release import open_release, verify
from bilat.settings import Settings
from bilat.web.app import create_app
from bilat.web.edge import Announce, Edge

#: Idle connections take no thread: there may be many more of them than requests.
_MOST_CONNECTIONS: Final = 8_192
#: A request line holds a whole query, percent-encoded.
_HTTP_BUFFER_BYTES: Final = 262_144
_HEADER_MILLISECONDS: Final = 10_000
_END_SECONDS: Final = 10
_TRY_AGAIN_SECONDS: Final = 0.02


def serve(release_dir: Path, settings: Settings) -> int:
    """Serve a release until told to stop; return the exit status.

    Raises:
        ReleaseError: the release is damaged; every file is compared with the manifest first.
        SettingError: the address cannot be listened on.
    """
    release = open_release(release_dir)
    verify(release)
    port = free_port(settings.host, settings.port)
    server = Server(
        "bilat.web.serve",
        address=settings.host,
        port=port,
        interface=Interfaces.RSGI,
        workers=1,
        backlog=1_024,
        backpressure=_MOST_CONNECTIONS,
        websockets=False,
        http1_settings=HTTP1Settings(
            header_read_timeout=_HEADER_MILLISECONDS, max_buffer_size=_HTTP_BUFFER_BYTES
        ),
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        respawn_interval=0.1,
        workers_kill_timeout=_END_SECONDS,
    )
    # No thread before this: granian forks, and a thread that holds a lock then would hold it for ever.
    loader: Any = partial(load, release.root, settings, partial(_announce, settings.host, port, release.id))
    server.serve(target_loader=loader, wrap_loader=False)
    return 0


def load(release_dir: Path, settings: Settings, announce: Announce) -> Edge:
    """Return the application, in the process that granian runs it in."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    return Edge(create_app(release_dir, settings), settings, announce)


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
