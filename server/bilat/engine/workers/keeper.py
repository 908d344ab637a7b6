"""The thread that keeps the number of workers up: it sees each death and asks the zygote for another.

Forking, and loading anew where the zygote has died, take longer than an event loop may be held up.
"""

from __future__ import annotations

import errno
import logging
import os
import select
import threading
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Final

from bilat.engine.workers.nursery import MORE_PROCESSES, Nursery, Worker
from bilat.errors import ReleaseError
from bilat.settings import Settings

_LOG = logging.getLogger(__name__)
_RESTART_SECONDS: Final = 1.0
_END_SECONDS: Final = 0.5
#: What has not happened for so long is told again.
_PASSED_SECONDS: Final = 60.0
#: What a worker needs first.
_TO_BEGIN: Final = f"{MORE_PROCESSES} See to it that memory is not short, and that the release is there."
#: What passes: too many files are open here or on the machine, or memory is short.
_SHORT: Final = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS})


class Keeper:
    """Workers over the data of one release, replaced when they end.

    Args:
        quads: N-Quads file.
        settings: number of workers and their memory.
        hire: called with each new worker, on the thread of the keeper, or the caller's for the first.
        nursery: one that loads the data already; one of its own when None.

    Raises:
        ReleaseError: the file cannot be loaded, or there is no worker.
    """

    def __init__(
        self,
        quads: Path,
        settings: Settings,
        hire: Callable[[Worker], None],
        nursery: Nursery | None,
    ) -> None:
        self._path = quads
        self._settings = settings
        self._hire = hire
        self._nursery = nursery or Nursery(quads, settings)
        self.disk = self._nursery.disk
        self.quads = self._nursery.quads
        self._alive: dict[int, Worker] = {}
        self.replaced = 0
        self.zygotes = 0
        self._wake_read, self._wake = os.pipe()
        self._poll = select.poll()
        self._poll.register(self._wake_read, select.POLLIN)
        self._closed = threading.Event()
        self._said: dict[str, float] = {}
        self._full = self._fill()
        if not self._alive:
            self._give_back()
            raise ReleaseError("No worker can be started.", remedy=MORE_PROCESSES)
        self._thread = threading.Thread(target=self._keep, name="keeper", daemon=True)
        try:
            self._thread.start()
        except RuntimeError:
            self._end_workers()
            self._give_back()
            raise ReleaseError("The system allows no further thread.", remedy=MORE_PROCESSES) from None

    @property
    def zygote(self) -> int:
        """Return the process id of the zygote."""
        return self._nursery.pid

    @property
    def workers(self) -> tuple[int, ...]:
        """Return the process ids of the workers."""
        return tuple(sorted(worker.pid for worker in self.hired))

    @property
    def hired(self) -> tuple[Worker, ...]:
        """Return the workers that are alive."""
        return tuple(self._alive.values())

    def close(self) -> None:
        """End all processes."""
        self._closed.set()
        os.write(self._wake, b".")
        self._thread.join(_END_SECONDS)
        while self._thread.is_alive():  # It waits for a zygote that loads, or does not answer.
            self._nursery.kill()
            self._thread.join(_END_SECONDS)
        self._end_workers()
        self._give_back()

    def _end_workers(self) -> None:
        for worker in self._alive.values():
            worker.kill()
            worker.bury()

    def _give_back(self) -> None:
        self._nursery.close()
        os.close(self._wake)
        os.close(self._wake_read)

    def _keep(self) -> None:
        """Replace workers that end, until the keeper closes."""
        while not self._closed.is_set():
            # Slowly: should the release be gone, there is no use in reading it again and again.
            ended = {each for each, _ in self._poll.poll(None if self._full else _RESTART_SECONDS * 1_000)}
            for descriptor in ended & self._alive.keys():
                self._let_go(descriptor)
            self._full = self._closed.is_set() or self._fill()

    def _let_go(self, descriptor: int) -> None:
        worker = self._alive.pop(descriptor)
        self._poll.unregister(descriptor)
        worker.bury()
        self.replaced += 1

    def _fill(self) -> bool:
        """Bring the workers up to their number, with a new zygote where one died; return whether they are."""
        try:
            self._fork()
        except BlockingIOError:
            return self._lack(f"The system allows no further process. {MORE_PROCESSES}")
        except ChildProcessError:
            return self._lack(f"They end before they can begin. {_TO_BEGIN}")
        except (OSError, EOFError) as error:
            if isinstance(error, OSError) and error.errno in _SHORT:  # The zygote is well, and goes on.
                return self._lack(f"The system has too little: {error.strerror}.")
            try:
                self._restart()
                self._fork()
            except ReleaseError as error:
                return self._lack(str(error))
            except (OSError, EOFError):
                return self._lack("The process that holds the data has ended again.")
        return True

    def _lack(self, why: str) -> bool:
        """Say why there are fewer workers than there should be, once as long as it lasts; return so."""
        now = monotonic()
        if not self._closed.is_set() and now > self._said.get(why, -_PASSED_SECONDS) + _PASSED_SECONDS:
            _LOG.error("workers are missing, which is tried again: %s", why)
        self._said[why] = now
        return False

    def _fork(self) -> None:
        while len(self._alive) < self._settings.workers:
            worker = self._nursery.fork()
            self._alive[worker.process] = worker
            self._poll.register(worker.process, select.POLLIN)
            self._hire(worker)

    def _restart(self) -> None:
        """Start a new zygote in place of one that died."""
        self._nursery.close()
        if self._closed.is_set():
            raise ReleaseError("The server is stopping.")
        self._nursery = Nursery(self._path, self._settings)
        self.quads = self._nursery.quads
        self.zygotes += 1
