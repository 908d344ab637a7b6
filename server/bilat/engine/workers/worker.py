"""A worker: a forked process that answers one query after the other and can reach nothing but its socket.

Everything here runs in the child. A query may use up its memory or its stack; that ends the process and
nothing else. Its time is watched by the server, which kills.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from bilat.engine.interface import Engine, Result
from bilat.engine.workers import wire
from bilat.errors import QueryRefused, RequestError

MEBIBYTE: Final = 1 << 20
#: Nested text of the longest query that is allowed needs less; measured over 27 kinds of nesting.
STACK_BYTES: Final = 256 * MEBIBYTE
#: Of a thousand: as if it took half of all memory more, so that it ends before what answers HTTP, but not
#: before what takes most of the machine.
_FIRST_TO_GO: Final = 500
#: How a worker ends that could not begin.
UNFIT_STATUS: Final = 3
_QUICK_SECONDS: Final = 0.005
_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38
_LIBC: Final = ctypes.CDLL(None, use_errno=True)


def work(
    sock: socket.socket, engine: Callable[[], tuple[Engine, int]], *, parent: int, megabytes: int
) -> None:
    """Answer requests until the other end is gone; never return.

    Args:
        sock: the only way in and out.
        engine: returns what was loaded before the fork, or opens the store on disk; and how many files it
            has yet to open.
        parent: process that this one must not outlive.
        megabytes: memory for queries beyond what is in use now, in MiB.
    """
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    _LIBC.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)
    try:
        _close_all_but(sock.fileno())
        _go_first()
        opened, unopened = engine()
        _confine(megabytes, unopened)
        threading.stack_size(STACK_BYTES)
        thread = threading.Thread(target=_answer_all, args=(sock, opened, megabytes))
        thread.start()
    except BaseException:
        os._exit(UNFIT_STATUS)
    thread.join()
    os._exit(0)


def _close_all_but(kept: int) -> None:
    """Close all files but one."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(nothing, standard)
    os.closerange(3, kept)
    os.closerange(kept + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def _go_first() -> None:
    """Have the system end a worker where memory is short, not the process that has all connections."""
    score = Path("/proc/self/oom_score_adj")
    with suppress(OSError):
        score.write_text(str(min(int(score.read_text("ascii")) + _FIRST_TO_GO, 1_000)), "ascii")


def _confine(megabytes: int, files: int) -> None:
    """Set the limits of this process for good; it may open so many files more, mostly none.

    Where the system allows less memory than the setting, that is the limit.
    """
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    allowed = pages * resource.getpagesize() + STACK_BYTES + megabytes * MEBIBYTE
    most_bytes = resource.getrlimit(resource.RLIMIT_AS)[1]
    if most_bytes != resource.RLIM_INFINITY:
        allowed = min(allowed, most_bytes)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Descriptors are given out from the lowest free one on: these are the ones that the files will get.
    free = [os.dup(0) for _ in range(files)]
    for descriptor in free:
        os.close(descriptor)
    most = max(free, default=-1) + 1
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _answer_all(sock: socket.socket, engine: Engine, megabytes: int) -> None:
    """Answer requests one by one; whatever is not foreseen ends the process."""
    # Half the allowance: what the allocator does not give back is no longer there for the next query.
    tired = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + megabytes * 1024 // 2
    buffer = bytearray(wire.BUFFER_BYTES)
    try:
        while True:
            request = wire.receive_request(sock, buffer)
            began = time.monotonic()
            outcome = _answer(engine, request)
            # A query that was quick has not taken much, and is not worth another call to the kernel.
            retire = time.monotonic() - began > _QUICK_SECONDS and (
                resource.getrusage(resource.RUSAGE_SELF).ru_maxrss > tired
            )
            wire.send_reply(sock, outcome, retire=retire)
    except (EOFError, ConnectionError):
        os._exit(0)
    except BaseException:
        os._exit(1)


def _answer(engine: Engine, request: wire.Request) -> Result | RequestError:
    try:
        return engine.run(request.operation, request.media_type, request.limits)
    except RequestError as error:
        return error
    except MemoryError:
        return out_of_memory()
    except Exception:
        # A mistake of ours: said to be one, and nothing of it told.
        return RequestError("The query could not be answered.", status=500, title="Internal error")


def out_of_memory() -> QueryRefused:
    """Return the error for a query that needs more memory or stack than there is for one."""
    return QueryRefused(
        "The query needs more memory than one query may use.",
        remedy="Narrow it, nest it less, or sort and group fewer rows.",
    )
