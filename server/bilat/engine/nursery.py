"""The server's side of the zygote and of the workers it forks."""

from __future__ import annotations

import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from bilat.engine import wire
from bilat.engine.interface import Limits
from bilat.engine.zygote import PID, READY
from bilat.errors import ReleaseError

#: Some hundred million triples: a store on disk is made at about 50,000 a second.
_LOAD_SECONDS: Final = 7_200
_FORK_SECONDS: Final = 30
_TIMEVAL: Final = struct.Struct("@ll")


class DeadlineError(Exception):
    """A worker has not answered in time."""


class Worker:
    """A worker process as the server sees it; one thread at a time holds it.

    Args:
        pid: its process id.
        process: descriptor of the process, through which it is killed.
        sock: the server's end of its socket.
    """

    def __init__(self, pid: int, process: int, sock: socket.socket) -> None:
        self.pid = pid
        self.process = process
        self._sock = sock
        self._buffer = bytearray(wire.BUFFER_BYTES)
        self._lock = threading.Lock()
        self._buried = False
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, _TIMEVAL.pack(_FORK_SECONDS, 0))

    def ask(self, operation: bytes, media_type: str, limits: Limits, deadline: float) -> wire.Reply:
        """Return the reply to an operation.

        Raises:
            BrokenPipeError: the worker was dead before it was asked.
            EOFError, ConnectionError: it died over the query.
            DeadlineError: it has not answered by ``deadline``, on the monotonic clock.
        """
        left = deadline - time.monotonic()
        if left <= 0:
            raise DeadlineError
        seconds = int(left)
        timeout = _TIMEVAL.pack(seconds, int((left - seconds) * 1_000_000) + 1)
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, timeout)
        left_limits = Limits(seconds=left, rows=limits.rows, bytes=limits.bytes, truncate=limits.truncate)
        wire.send_request(self._sock, operation, left_limits)
        try:
            return wire.receive_reply(self._sock, self._buffer, media_type)
        except BlockingIOError:
            raise DeadlineError from None

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        with self._lock, suppress(ProcessLookupError):
            if not self._buried:
                signal.pidfd_send_signal(self.process, signal.SIGKILL)

    def hang_up(self) -> None:
        """Close the socket. Only for the thread that holds the worker: its number is soon another file's."""
        self._sock.close()

    def bury(self) -> None:
        """Let go of the process descriptor, when the process has ended."""
        with self._lock:
            if not self._buried:
                self._buried = True
                os.close(self.process)


class Nursery:
    """A zygote, and the way to get workers from it.

    Args:
        quads: N-Quads file to load.
        megabytes: memory for the queries of one worker, in MiB.
        disk: workers open a store on disk, which is made first where it is not there.

    Raises:
        ReleaseError: the file cannot be loaded.
    """

    def __init__(self, quads: Path, megabytes: int, *, disk: bool = False) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-P", "-m", "bilat.engine.zygote"]
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [*command, str(theirs.fileno()), str(quads), str(megabytes), "disk" if disk else "memory"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,  # Ctrl-C is for the server, which then closes the control socket.
                env={**os.environ, "MALLOC_ARENA_MAX": "1"},
            )
        self.quads = self._await_ready(quads)
        self._control.settimeout(_FORK_SECONDS)

    def _await_ready(self, quads: Path) -> int:
        self._control.settimeout(_LOAD_SECONDS)
        message = self._control.recv(65_536)
        if message.startswith(READY):
            return int(message.removeprefix(READY))
        self.close()
        reason = message.partition(b" ")[2].decode() or f"{quads} could not be loaded."
        raise ReleaseError(reason)

    @property
    def pid(self) -> int:
        """Return the process id of the zygote."""
        return self._process.pid

    def fork(self) -> Worker:
        """Return a new worker.

        Raises:
            OSError, EOFError: the zygote is gone.
        """
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self._control, [b"fork"], [theirs.fileno()])
            message, descriptors, _, _ = socket.recv_fds(self._control, PID.size, 1)
        except OSError:
            ours.close()
            raise
        if not descriptors:
            ours.close()
            raise EOFError
        return Worker(PID.unpack(message)[0], descriptors[0], ours)

    def close(self) -> None:
        """End the zygote, and its workers with it."""
        self._control.close()
        try:
            self._process.wait(2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
