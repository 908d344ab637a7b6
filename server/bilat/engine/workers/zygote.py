"""The zygote: a process with one thread that loads the data once and forks a worker whenever it is asked.

Run as ``python -m bilat.engine.workers.zygote CONTROL_FD QUADS MEGABYTES memory``, or ``disk``. It first says
``ready`` and the number of quads, or ``error`` and a sentence. Then each message brings the socket of a
worker to be, and is answered with its process id and a descriptor of the process. It ends with the server,
when the control socket closes, and its workers with it.

Workers share its memory until they write to it, so that four of them take little more than one. A store on
disk is not shared: each worker opens it for itself, since a fork takes none of RocksDB's threads along.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

from pyoxigraph import Store

from bilat.engine import formats
from bilat.engine.disk import open_store, ready_apart
from bilat.engine.interface import Engine, Limits, Operation
from bilat.engine.oxigraph import Oxigraph
from bilat.engine.workers.wire import FAILED, NONE_NOW, PID, READY, UNFIT
from bilat.engine.workers.worker import UNFIT_STATUS, work
from bilat.errors import BilatError, RequestError

_CHILDREN: Final[set[int]] = set()
#: Those that have ended before they could begin, and of which nothing was told yet.
_UNFIT: Final[set[int]] = set()


def main(control_fd: int, quads: Path, megabytes: int, *, disk: bool) -> None:
    """Load the data and fork workers until the control socket closes."""
    control = socket.socket(fileno=control_fd)
    try:
        count, engine = _on_disk(quads) if disk else _in_memory(quads)
        told = READY + str(count).encode()
    except BilatError as error:
        engine, told = None, FAILED + str(error).encode()
    gc.freeze()  # A collection in a worker would write to, and so copy, every page that holds objects.
    signal.signal(signal.SIGCHLD, _reap)
    with suppress(ConnectionError):  # The server ends before it has heard.
        control.send(told)
        while engine and _serve_one(control, engine, megabytes):
            pass
    _end_workers()


def _in_memory(quads: Path) -> tuple[int, Callable[[], tuple[Engine, int]]]:
    """Return the number of quads, and what gives a worker its engine: the one that is loaded here."""
    engine = Oxigraph.load(quads)
    _warm(engine)
    return engine.quads, lambda: (engine, 0)


def _on_disk(quads: Path) -> tuple[int, Callable[[], tuple[Engine, int]]]:
    """Return the number of quads, and what gives a worker its engine: one of its own over the same files."""
    count = ready_apart(quads)
    _warm(Oxigraph(Store(), 0))
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return count, partial(_open, quads, count)


def _open(quads: Path, count: int) -> tuple[Engine, int]:
    store, unopened = open_store(quads)
    return Oxigraph(store, count), unopened


def _warm(engine: Engine) -> None:
    """Make the process read all files that it will ever need: a worker can open none."""
    limits = Limits(seconds=1, rows=1, bytes=1_000)
    for text in ("ASK {}", "CONSTRUCT {} WHERE {}", "SELECT * { ?s foaf:name ?o . FILTR }"):
        for media_type in (*formats.ROWS, *formats.TRIPLES):
            with suppress(RequestError):
                engine.run(Operation(text=text), media_type, limits)


def _serve_one(control: socket.socket, engine: Callable[[], tuple[Engine, int]], megabytes: int) -> bool:
    """Fork one worker, or say why not; return whether there may be another."""
    message, descriptors, _, _ = socket.recv_fds(control, 16, 1)
    if not message:
        return False
    with socket.socket(fileno=descriptors[0]) as sock:
        _reap()
        if _UNFIT:  # The next would end like those, and the next.
            _UNFIT.clear()
            control.send(UNFIT)
            return True
        # Until its descriptor is open, a dead child must stay a zombie: its id could be given to another
        # process.
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
        try:
            pid, process = _fork(sock, engine, megabytes)
        except OSError:  # The system allows no further process or file now; those that are here go on.
            control.send(NONE_NOW)
            return True
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
    socket.send_fds(control, [PID.pack(pid)], [process])
    os.close(process)
    return True


def _fork(sock: socket.socket, engine: Callable[[], tuple[Engine, int]], megabytes: int) -> tuple[int, int]:
    """Return the id of a new worker, and a descriptor of its process."""
    parent = os.getpid()
    pid = os.fork()
    if pid == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGCHLD})
        work(sock, engine, parent=parent, megabytes=megabytes)
    try:
        process = os.pidfd_open(pid)
    except OSError:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        raise
    _CHILDREN.add(pid)
    return pid, process


def _reap(*_: object) -> None:
    """Bury all children that have ended."""
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            pid, status = ended
            _CHILDREN.discard(pid)
            if os.waitstatus_to_exitcode(status) == UNFIT_STATUS:
                _UNFIT.add(pid)


def _end_workers() -> None:
    """End and bury all workers, so that nobody inherits them."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD})
    for pid in _CHILDREN:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), disk=sys.argv[4] == "disk")
