"""What things answer, made before anybody asks, with time that nobody else wants.

    here                                   `bilat.web.things.making`, at the lowest priority
    go on          ────────────────────>   make the body of one thing in one form
    keep it        <────────────────────   its key, its body compressed

One body is made at a time, and not the next before it is told to: while requests come it is told seldom, so
that it takes a small part of a processor even where all of them share a quota. The same code makes the bodies
there and here, from the same release; what is not made ahead is made when it is asked for.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Final

import zstandard

from bilat.engine.workers.ending import ending
from bilat.settings import Settings

_LOG = logging.getLogger(__name__)
#: Lengths of key and body; both follow.
HEAD: Final = struct.Struct("<II")
GO: Final = b"."
#: While requests come, it rests so many times as long as it has worked.
_REST: Final = 9
#: What Python takes for an entry beside its texts.
_OVERHEAD_BYTES: Final = 300
_LOWEST: Final = 19
#: What is told where the system allows no further thread or process: pages are made when asked for, then.
_NONE: Final = "no pages are made ahead: %s"


class Ahead:
    """Bodies by thing and media type, all of which stay: things of a release do not change."""

    def __init__(self) -> None:
        self._bodies: dict[bytes, bytes] = {}
        self._end = threading.Event()
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self.taken = 0

    def __len__(self) -> int:
        """Return the number of bodies."""
        return len(self._bodies)

    @property
    def working(self) -> bool:
        """Tell whether there may soon be more of them."""
        return self._thread is not None and self._thread.is_alive()

    def get(self, iri: str, media_type: str) -> bytes | None:
        """Return the body of a thing in a form, None where it was not made."""
        packed = self._bodies.get(key_of(iri, media_type))
        return None if packed is None else zstandard.ZstdDecompressor().decompress(packed)

    def begin(self, release: Path, settings: Settings, asked: Callable[[], int]) -> None:
        """Have bodies made, until there is one for each thing or there is no more room.

        Args:
            release: its folder.
            settings: of the server; ``ahead_bytes`` is the room.
            asked: returns how many requests have come since the start.
        """
        thread = threading.Thread(
            target=self._work, args=(release, settings, asked), name="ahead", daemon=True
        )
        try:
            thread.start()
        except RuntimeError as error:
            _LOG.warning(_NONE, error)
        else:
            self._thread = thread

    def close(self) -> None:
        """End the making."""
        with self._lock:
            self._end.set()
            if self._process:
                self._process.kill()
        if self._thread:
            self._thread.join()

    def _work(self, release: Path, settings: Settings, asked: Callable[[], int]) -> None:
        try:
            with self._lock:
                if self._end.is_set():
                    return
                sock, self._process = _started(release, settings)
        except OSError as error:
            _LOG.warning(_NONE, error.strerror)
            return
        with sock, suppress(ConnectionError), sock.makefile("rb") as made:
            while self.taken < settings.ahead_bytes and not self._end.is_set():
                count, began = asked(), time.monotonic()
                sock.sendall(GO)
                if not self._take(made):
                    break
                if asked() != count:
                    self._end.wait(_REST * (time.monotonic() - began))
        if self._process.wait() and not self._end.is_set():
            _LOG.warning("what makes pages ahead %s", ending(self._process.returncode))

    def _take(self, made: IO[bytes]) -> bool:
        """Keep the next body; return whether there was one."""
        head = made.read(HEAD.size)
        if len(head) < HEAD.size:
            return False
        lengths = HEAD.unpack(head)
        key, body = (made.read(length) for length in lengths)
        if len(body) < lengths[1]:
            return False
        self._bodies[key] = body
        self.taken += len(key) + len(body) + _OVERHEAD_BYTES
        return True


def key_of(iri: str, media_type: str) -> bytes:
    """Return what a body is kept under."""
    return f"{media_type} {iri}".encode()


def _started(release: Path, settings: Settings) -> tuple[socket.socket, subprocess.Popen[bytes]]:
    """Return the process that makes bodies; whatever else wants a processor, goes before it."""
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-P", "-m", "bilat.web.things.making"]
    try:
        with theirs:
            process = subprocess.Popen(  # noqa: S603 - our own module
                [*command, str(theirs.fileno()), str(release), json.dumps(asdict(settings))],
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,  # Ctrl-C is for the server, which then ends it.
            )
    except OSError:
        ours.close()
        raise
    with suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, process.pid, _LOWEST)
        os.sched_setscheduler(process.pid, os.SCHED_IDLE, os.sched_param(0))
    return ours, process
