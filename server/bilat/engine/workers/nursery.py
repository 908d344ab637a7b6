"""The server's side of the zygote and of the workers it forks."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bilat.engine.disk import on_disk
from bilat.engine.workers import wire
from bilat.engine.workers.ending import ending
from bilat.engine.workers.wire import NONE_NOW, PID, READY, UNFIT
from bilat.errors import ReleaseError
from bilat.settings import Settings

if TYPE_CHECKING:
    import asyncio

#: Some hundred million triples: a store on disk is made at about 50,000 a second.
_LOAD_SECONDS: Final = 7_200
_FORK_SECONDS: Final = 30
#: How variables begin that a process needs to find its code, files and letters. Others may be secrets, and
#: whatever a worker has could find its way into an answer.
_NEEDED: Final = ("PYTHON", "LD_", "LANG", "LC_", "TZ", "TMPDIR", "HOME", "PATH", "COVERAGE")
MORE_PROCESSES: Final = "Allow more processes: ulimit -u in a shell, TasksMax in a systemd unit."


class Worker:
    """A worker process as the server sees it: one question at a time goes out, and its reply comes in.

    Args:
        pid: its process id.
        process: descriptor of the process, through which it is killed.
        sock: the server's end of its socket.

    Attributes:
        unread: it has died and not read what it was asked.
    """

    def __init__(self, pid: int, process: int, sock: socket.socket) -> None:
        self.pid = pid
        self.process = process
        self.unread = False
        self._sock = sock
        self._lock = threading.Lock()
        self._buried = False
        self._media_type = ""
        self._unsent = memoryview(b"")
        self._loop: asyncio.AbstractEventLoop | None = None
        sock.setblocking(False)

    def attach(
        self,
        loop: asyncio.AbstractEventLoop,
        buffer: bytearray,
        done: Callable[[Worker, wire.Reply | None], None],
    ) -> None:
        """Begin to listen, for good: on the thread of the loop, as all that follows but `kill` and `bury`.

        Args:
            loop: listens.
            buffer: for what comes, shared by all workers of the loop.
            done: called with each reply, and with None when the worker has died.
        """
        self._loop = loop
        self._done = done
        self._inbox = wire.Inbox(buffer)
        loop.add_reader(self._sock, self._read)

    def ask(self, message: bytes, media_type: str) -> None:
        """Send a request; the reply is handed to ``done``.

        Raises:
            ConnectionError: the worker was dead before it was asked.
        """
        self._media_type = media_type
        try:
            sent = self._sock.send(message)
        except BlockingIOError:
            sent = 0
        if sent < len(message):
            self._unsent = memoryview(message)[sent:]
            if self._loop:
                self._loop.add_writer(self._sock, self._write)

    def kill(self) -> None:
        """End the process, whatever it is doing."""
        with self._lock, suppress(ProcessLookupError):
            if not self._buried:
                signal.pidfd_send_signal(self.process, signal.SIGKILL)

    def hang_up(self) -> None:
        """Close the socket."""
        if self._loop and self._sock.fileno() >= 0:
            self._loop.remove_reader(self._sock)
            self._loop.remove_writer(self._sock)
        self._sock.close()

    def bury(self) -> None:
        """Let go of the process descriptor, when the process has ended."""
        with self._lock:
            if not self._buried:
                self._buried = True
                os.close(self.process)

    def _read(self) -> None:
        try:
            reply = self._inbox.receive(self._sock, self._media_type)
        except BlockingIOError:
            return
        except (EOFError, OSError) as error:
            self.unread = isinstance(error, ConnectionResetError)
            self._done(self, None)
        else:
            if reply is not None:
                self._done(self, reply)

    def _write(self) -> None:
        """Send what did not fit; that the worker has died is seen when its socket is read."""
        with suppress(OSError):
            self._unsent = self._unsent[self._sock.send(self._unsent) :]
            if self._unsent:
                return
        if self._loop:
            self._loop.remove_writer(self._sock)


class Nursery:
    """A zygote, and the way to get workers from it. It loads while others do other things.

    Args:
        quads: N-Quads file to load.
        settings: memory for the queries of one worker; and whether workers open a store on disk, which is
            made first where it is not there.

    Raises:
        ReleaseError: the system allows no process for it.
    """

    def __init__(self, quads: Path, settings: Settings) -> None:
        self._path = quads
        self.disk = on_disk(quads, settings)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-P", "-m", "bilat.engine.workers.zygote"]
            megabytes, held = str(settings.worker_megabytes), "disk" if self.disk else "memory"
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own module
                    [*command, str(theirs.fileno()), str(quads), megabytes, held],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    pass_fds=(theirs.fileno(),),
                    start_new_session=True,  # Ctrl-C is for the server, which then closes the control socket.
                    env={**_environment(), "MALLOC_ARENA_MAX": "1"},
                )
            except BlockingIOError:
                self._control.close()
                raise ReleaseError("The system allows no further process.", remedy=MORE_PROCESSES) from None

    @cached_property
    def quads(self) -> int:
        """The number of quads that have been loaded; waited for when it is first asked for.

        Raises:
            ReleaseError: the file cannot be loaded.
        """
        self._control.settimeout(_LOAD_SECONDS)
        message = self._control.recv(65_536)
        if message.startswith(READY):
            self._control.settimeout(_FORK_SECONDS)
            return int(message.removeprefix(READY))
        self.close()
        reason = message.partition(b" ")[2].decode()
        raise ReleaseError(reason or f"{self._path}: what loads it {ending(self._process.returncode)}.")

    @property
    def pid(self) -> int:
        """Return the process id of the zygote."""
        return self._process.pid

    def fork(self) -> Worker:
        """Return a new worker.

        Raises:
            BlockingIOError: the system allows no further process now.
            ChildProcessError: one has ended before it could begin, and the next would.
            OSError, EOFError: the zygote is gone, or there may be no further file open.
        """
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(self._control, [b"fork"], [theirs.fileno()])
            message, descriptors, _, _ = socket.recv_fds(self._control, 16, 1)
        except OSError:
            ours.close()
            raise
        if not descriptors:
            ours.close()
            refused = {NONE_NOW: BlockingIOError, UNFIT: ChildProcessError, b"": EOFError}.get(message)
            # What came with any other had no place here.
            raise refused or OSError(errno.EMFILE, os.strerror(errno.EMFILE))
        return Worker(PID.unpack(message)[0], descriptors[0], ours)

    def kill(self) -> None:
        """End the zygote at once, whatever it is doing; who waits for it is told that it has ended."""
        self._process.kill()

    def close(self) -> None:
        """End the zygote, and its workers with it."""
        self._control.close()
        try:
            self._process.wait(2)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _environment() -> dict[str, str]:
    """Return what the zygote, and so each worker, has of the environment."""
    return {name: value for name, value in os.environ.items() if name.startswith(_NEEDED)}
