"""Run the server: one address, a process that answers and one that sees to it, a clean end."""

from __future__ import annotations

import os
import resource
import socket
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from bilat.engine.service.endpoints import named_endpoints
from bilat.engine.workers.nursery import Nursery
from bilat.errors import ReleaseError, SettingError
from bilat.graph.releases.release import Release, current, open_release, verify
from bilat.replica.address import Address
from bilat.settings import Settings
from bilat.web.http.clients import Clients
from bilat.web.http.log_file import check_writable
from bilat.web.server.notices import keep_notices
from bilat.web.server.served import followed, newest
from bilat.web.server.supervisor import Supervisor

_BACKLOG: Final = 1_024
_MOST_NOT_SENT: Final = 131_072
#: Workers, logs and the files of the release take some forty; the rest are for connections.
_FEWEST_FILES: Final = 64
#: From them a worker reads what it has taken, and puts something in the place of standard files.
_OF_SYSTEM: Final = (Path("/proc/self/statm"), Path(os.devnull))
#: Address space: of it a worker takes 256 for its stack, and as much again for a small graph and a query.
_FEWEST_MEBIBYTES: Final = 512
#: Beyond the deadline of a query, until a process that does not end is killed.
_END_SECONDS: Final = 15.0


def serve(
    place: Path, settings: Settings, *, verified: Path | None = None, source: Address | None = None
) -> int:
    """Serve a release until told to stop; return the exit status.

    Args:
        place: a release; or a folder of releases, whose current one is served, and then the next.
        settings: address and limits.
        verified: the release that the caller has just compared with its manifest, if it has.
        source: where new releases for the place come from, if they come from storage.

    Raises:
        ReleaseError: the release is damaged; every file is compared with the manifest first.
        SettingError: the address cannot be listened on, or a setting cannot be followed.
    """
    _require_system()
    _require_files()
    _require_memory()
    Clients(settings.trusted_proxies)
    named_endpoints(settings.service_endpoints)
    check_writable(settings.access_log)
    _require_folder(settings.sources)
    release = current(place) if followed(place) else open_release(place)
    if release is None:
        raise ReleaseError(f"No release at {place}.", remedy="Make one with bilat build.")
    if release.root != verified:
        verify(release)
    keep_notices()
    with listening(settings.host, settings.port) as sock:
        # No thread before this: a thread that holds a lock at the fork would hold it for ever.
        work = partial(_answer_all, place, release, settings, sock, source)
        return Supervisor(work, settings.query_seconds + _END_SECONDS).run()


def _require_system() -> None:
    """Raise a `SettingError` where the system, or files of it, are not what workers need: none would live."""
    if sys.platform != "linux":
        raise SettingError(
            f"A server needs Linux, to shut its workers in and end them for certain; this is {sys.platform}.",
            remedy="Serve in a container, as the Dockerfile and docs/operators.md say, or in WSL.",
        )
    for path in _OF_SYSTEM:
        if not path.exists():
            raise SettingError(f"There is no {path} here.", remedy="Mount /proc and /dev, as containers do.")
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError as error:
        raise SettingError(
            f"The system lets no process be watched (pidfd_open: {error.strerror}).",
            remedy="It takes Linux 5.3 or later, and a sandbox that allows that call.",
        ) from None


def _require_files() -> None:
    """Raise a `SettingError` where so few files may be open that nothing could be answered."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if most != resource.RLIM_INFINITY and most < _FEWEST_FILES:
        raise SettingError(
            f"The system allows {most} open files, and a server needs {_FEWEST_FILES}.",
            remedy="Allow more: ulimit -n in a shell, LimitNOFILE in a systemd unit.",
        )


def _require_memory() -> None:
    """Raise a `SettingError` where a process may have so little memory that no worker could begin."""
    most = resource.getrlimit(resource.RLIMIT_AS)[0]
    if most != resource.RLIM_INFINITY and most < _FEWEST_MEBIBYTES << 20:
        raise SettingError(
            f"The system allows {most >> 20} MiB of memory a process, a server needs {_FEWEST_MEBIBYTES}.",
            remedy="Allow more: ulimit -v in a shell, LimitAS in a systemd unit.",
        )


def _require_folder(sources: str) -> None:
    """Raise a `SettingError` where there is no such folder: pages would be without texts, and nobody told."""
    if sources and not Path(sources).is_dir():
        raise SettingError(
            f"sources: there is no folder {sources}.", remedy="Name the folder that holds the documents."
        )


def _answer_all(
    place: Path,
    release: Release,
    settings: Settings,
    sock: socket.socket,
    source: Address | None,
    ready: Callable[[], object],
) -> int:
    """Have the data loaded, and meanwhile what answers requests: each takes the better part of a second."""
    found = newest(place, release, verify)
    nursery = None if settings.engine else Nursery(found.quads, settings)
    from bilat.web.server.process import answer_all

    return answer_all(place, found, settings, sock, source, nursery, ready)


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens: on a free port where 0 is asked for.

    Raises:
        SettingError: the port is taken, or the address is not this machine's.
    """
    if not host:
        raise SettingError(
            "host is empty.", remedy="Name an address, or 0.0.0.0 or :: for all of this machine."
        )
    host = host.removeprefix("[").removesuffix("]")  # as addresses of pages have it
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Each connection has it from here: what is not sent yet waits where it can be seen, not with the kernel.
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, _MOST_NOT_SENT)
    try:
        sock.bind((host, port))
        sock.listen(_BACKLOG)
    except (OSError, OverflowError, TypeError) as error:
        sock.close()
        raise SettingError(
            f"Cannot listen on {host} port {port}: {_reason(error)}.",
            remedy="Choose another address with --host, or port with --port; 0 takes a free one.",
        ) from None
    return sock


def _reason(error: Exception) -> str:
    """Return why a socket cannot be bound; Python refuses some addresses before the system does."""
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return "there is no such port" if isinstance(error, OverflowError) else "no machine has such a name"
