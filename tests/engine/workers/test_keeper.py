"""Workers that are kept up where the system does not always allow another process."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
import socket
import subprocess
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from running import alive, children, until

from bilat.engine import formats
from bilat.engine.interface import Limits, Operation
from bilat.engine.workers import keeper, zygote
from bilat.engine.workers.keeper import Keeper
from bilat.engine.workers.nursery import Nursery, Worker
from bilat.engine.workers.pool import Pool
from bilat.errors import Overloaded, ReleaseError
from bilat.settings import Settings

SETTINGS = Settings.read({}, workers=2, worker_megabytes=256)
LIMITS = Limits(seconds=60, rows=1_000, bytes=1_000_000)


class Sparing(Nursery):
    """A zygote of which some requests for a worker are refused."""

    def __init__(self, quads: Path, refused: set[int]) -> None:
        super().__init__(quads, SETTINGS)
        self.refused = refused
        self.asked = 0

    def fork(self) -> Worker:
        """Return a worker, or say that the system allows none."""
        self.asked += 1
        if self.asked in self.refused:
            raise BlockingIOError
        return super().fork()


def test_worker_that_may_not_be_is_asked_for_again(quads_file, monkeypatch) -> None:
    """The zygote and its workers go on, and the one that is missing comes when there may be one."""
    monkeypatch.setattr(keeper, "_RESTART_SECONDS", 0.01)
    hired: list[Worker] = []
    kept = Keeper(quads_file, SETTINGS, hired.append, Sparing(quads_file, {2, 3}))
    try:
        assert until(lambda: len(kept.hired) == 2)
        assert (len(hired), kept.zygotes, kept.replaced) == (2, 0, 0)
    finally:
        kept.close()  # First, or it would replace whom one hangs up on.
        for worker in hired:
            worker.hang_up()


@pytest.mark.parametrize("spare", [0, 1, 2])
def test_too_many_open_files_end_no_zygote(quads_file, monkeypatch, spare: int) -> None:
    """Where a worker has died and no file may be opened, the others go on, and it is replaced later."""
    monkeypatch.setattr(keeper, "_RESTART_SECONDS", 0.01)
    hired: list[Worker] = []
    kept = Keeper(quads_file, SETTINGS, hired.append, None)
    limits, taken = resource.getrlimit(resource.RLIMIT_NOFILE), list[int]()
    try:
        zygote_before = kept.zygote
        highest = max(int(each.name) for each in Path("/proc/self/fd").iterdir())
        resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 20, limits[1]))
        with suppress(OSError):
            while True:
                taken.append(os.dup(0))
        hired[0].kill()
        for _ in range(spare):
            os.close(taken.pop())
        assert until(lambda: kept.replaced == 1)
        while taken:
            os.close(taken.pop())
        assert until(lambda: len(kept.hired) == 2)
        assert (kept.zygote, kept.zygotes) == (zygote_before, 0)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
        for descriptor in taken:
            os.close(descriptor)
        kept.close()
        for worker in hired:
            worker.hang_up()


def test_no_worker_at_all_is_an_error(quads_file) -> None:
    """A server without a worker does not begin."""
    with pytest.raises(ReleaseError, match=r"No worker can be started. .*ulimit -u"):
        Keeper(quads_file, SETTINGS, lambda _worker: None, Sparing(quads_file, {1}))


def test_no_thread_to_keep_them(quads_file, monkeypatch) -> None:
    """Where there may be no thread, it is an error with a remedy, and nothing is left behind."""

    def refuse(_thread: object) -> None:
        raise RuntimeError("can't start new thread")

    before, nursery = children(os.getpid()), Nursery(quads_file, SETTINGS)
    monkeypatch.setattr("threading.Thread.start", refuse)
    with pytest.raises(ReleaseError, match=r"no further thread. .*ulimit -u"):
        Keeper(quads_file, SETTINGS, lambda worker: worker.hang_up(), nursery)
    assert until(lambda: children(os.getpid()) <= before)


def test_no_process_to_hold_the_data(quads_file, monkeypatch) -> None:
    """Where there may be no process, it is an error with a remedy."""

    def refuse(*_: object, **__: object) -> None:
        raise BlockingIOError

    monkeypatch.setattr("subprocess.Popen", refuse)
    with pytest.raises(ReleaseError, match=r"no further process. .*ulimit -u"):
        Nursery(quads_file, SETTINGS)


def test_ends_while_the_data_is_loaded_again(quads_file, tmp_path, caplog) -> None:
    """Who is told to end does not wait until a new zygote has loaded, however much that is."""
    quads = Path(shutil.copy(quads_file, tmp_path))
    hired: list[Worker] = []
    kept = Keeper(quads, replace(SETTINGS, store="memory"), hired.append, None)
    quads.unlink()
    os.mkfifo(quads)  # Nobody writes: it is loaded for ever.
    zygote_before = kept.zygote
    os.kill(zygote_before, signal.SIGKILL)
    assert until(lambda: kept.zygote != zygote_before)
    last = kept.zygote
    kept.close()
    for worker in hired:
        worker.hang_up()
    assert not alive(last)
    assert caplog.text == ""


def test_zygote_that_may_not_fork_says_so(monkeypatch) -> None:
    """A zygote that the system allows no process tells, and waits for the next request."""

    def refuse() -> int:
        raise BlockingIOError

    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    one, other = socket.socketpair()
    with ours, theirs, one, other:
        socket.send_fds(ours, [b"fork"], [one.fileno()])
        monkeypatch.setattr("os.fork", refuse)
        assert zygote._serve_one(theirs, lambda: None, 64)
        assert ours.recv(16) == b"none"


def test_zygote_that_may_open_no_file_says_so(monkeypatch) -> None:
    """Where a worker has begun and no file may be opened for it, it is ended, and the others go on."""

    def refuse(_pid: int) -> int:
        raise OSError(errno.ENFILE, "Too many open files in system")

    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    one, other = socket.socketpair()
    with ours, theirs, one, other, subprocess.Popen(["sleep", "100"]) as child:
        socket.send_fds(ours, [b"fork"], [one.fileno()])
        monkeypatch.setattr("os.fork", lambda: child.pid)
        monkeypatch.setattr("os.pidfd_open", refuse)
        assert zygote._serve_one(theirs, lambda: None, 64)
        assert ours.recv(16) == b"none"
        assert not alive(child.pid)


def test_workers_that_cannot_begin(quads_file, tmp_path, monkeypatch, caplog) -> None:
    """Where each worker ends before it can begin, that is told once, and between two there is a rest."""
    monkeypatch.setattr(keeper, "_RESTART_SECONDS", 0.05)
    quads = Path(shutil.copy(quads_file, tmp_path))
    pool = Pool(quads, Settings.read({}, workers=2, worker_megabytes=256, store="disk"))
    try:
        pool.run(Operation(text="ASK {}"), formats.JSON, LIMITS)
        shutil.move(tmp_path / "store", tmp_path / "elsewhere")
        for pid in pool.workers:
            os.kill(pid, signal.SIGKILL)
        with pytest.raises(Overloaded, match="Workers end at once"):
            pool.run(Operation(text="ASK { ?s ?p ?o }"), formats.JSON, LIMITS)
        assert until(lambda: pool.status.replaced > 10)
        assert caplog.text.count("They end before they can begin") == 1
        shutil.move(tmp_path / "elsewhere", tmp_path / "store")
        assert until(lambda: pool.status.idle == len(pool.workers) == 2)
        assert pool.run(Operation(text="ASK { ?s ?p ?o }"), formats.JSON, LIMITS)
    finally:
        pool.close()


def test_worker_has_nothing_to_tell(quads_file, monkeypatch) -> None:
    """What stands in the environment of the server stays there, and a worker can gain no right."""
    monkeypatch.setenv("TOKEN_OF_SOMETHING", "secret")
    nursery = Nursery(quads_file, SETTINGS)
    try:
        assert nursery.quads
        worker = nursery.fork()
        for pid in (nursery.pid, worker.pid):
            found = Path(f"/proc/{pid}/environ").read_bytes()
            assert (b"secret" in found, b"PATH=" in found) == (False, True)
        assert until(lambda: "NoNewPrivs:\t1" in Path(f"/proc/{worker.pid}/status").read_text("ascii"))
        worker.hang_up()
        worker.bury()
    finally:
        nursery.close()
