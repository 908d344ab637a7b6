"""Processes that are killed or told to stop, with real processes and under load."""

from __future__ import annotations

import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import pytest
from running import CODE, COUNT, ENDLESS, SETTINGS, EndedError, alive, children, harm, load, until, zygotes_of


def test_killed_workers(start, place) -> None:
    """Workers killed one by one, and all at once, cost no request."""
    server = start(place)
    zygote = zygotes_of(server.application).pop()
    with load(server, {300}) as found:
        for _ in range(5):
            before = children(zygote)
            for pid in before:
                os.kill(pid, signal.SIGKILL)
            assert until(lambda gone=before: len(children(zygote) - gone) == 2)
    assert found.failures == []
    assert server.metric('bilat_restarts_total{process="worker"}') >= 5


def test_workers_go_first_where_memory_is_short(start, place) -> None:
    """A query that takes what the machine has costs a worker, not the process that answers all others."""
    server = start(place)
    workers = children(zygotes_of(server.application).pop())
    others = server.family - workers
    # A worker that has just been forked has yet to come to that.
    assert until(lambda: min(map(_badness, workers)) > max(map(_badness, others)))


def _badness(pid: int) -> int:
    """Return the figure by which the system chooses what it ends where memory is short."""
    return int(Path(f"/proc/{pid}/oom_score").read_text())


def test_killed_zygote(start, place) -> None:
    """A zygote that is killed is replaced with all its workers, and costs no request."""
    server = start(place)
    before = server.family
    zygote = zygotes_of(server.application).pop()
    with load(server, {300}) as found:
        os.kill(zygote, signal.SIGKILL)
        assert until(lambda: server.metric('bilat_restarts_total{process="zygote"}') == 1)
        assert until(lambda: server.health["workers"] == 2)
    assert found.failures == []
    assert not [pid for pid in before - {server.process.pid, server.application} if alive(pid)]


def test_killed_application(start, place) -> None:
    """The process that answers HTTP is replaced; what it had started is gone."""
    server = start(place)
    application = server.application
    orphans = server.family - {server.process.pid}
    os.kill(application, signal.SIGKILL)
    assert until(lambda: not any(alive(pid) for pid in orphans))

    def answers() -> bool:
        try:
            return server.query(COUNT).count == 300
        except OSError:
            return False

    assert until(answers)
    assert server.application != application
    assert server.end() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stops_under_load(start, place, number) -> None:
    """Told to stop, the server finishes what it has begun, ends with status 0 and leaves no process."""
    server = start(place)
    family = server.family
    answers = []
    slow = threading.Thread(target=lambda: answers.append(server.query(ENDLESS, host=9, seconds=4)))
    slow.start()
    assert until(lambda: server.health["idle"] == 1)
    with load(server, {300}) as found:
        assert until(lambda: found.answered > 50)
        assert server.end(number) == 0
        slow.join()
    # Whoever was being answered was answered; after that nobody is there any more.
    assert [answer.status for answer in answers] == [503]
    assert b"took longer" in answers[0].body
    assert not [failure for failure in found.failures if failure.startswith(("2", "4", "5"))]
    assert until(lambda: not any(alive(pid) for pid in family))


@pytest.mark.parametrize("seconds", [0.2, 0.4, 0.6, 0.8, 1.0, 1.3])
def test_stops_while_it_starts(place, seconds) -> None:
    """Told to stop at any moment of its start, a server ends without a word of its insides."""
    command = [sys.executable, "-m", "bilat", "serve", "--release", place, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        time.sleep(seconds)
        server.terminate()
        _, errors = server.communicate(timeout=100)
    assert (server.returncode in (0, -signal.SIGTERM), errors) == (True, "")


def test_reload_while_it_starts(place) -> None:
    """Told to look for a new release before it runs, a server starts all the same."""
    command = [sys.executable, "-m", "bilat", "serve", "--release", place, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert until(lambda: _ignores(server.pid, signal.SIGHUP))
        server.send_signal(signal.SIGHUP)
        assert server.stdout
        assert server.stdout.readline().startswith("Serving release")
        server.terminate()


def _ignores(pid: int, number: int) -> bool:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (mask,) = (int(line.split()[1], 16) for line in lines if line.startswith("SigIgn"))
    return bool(mask >> (number - 1) & 1)


def test_killed_outright_leaves_nothing(start, place) -> None:
    """Even kill -9 of the first process leaves none of the others behind."""
    server = start(place)
    family = server.family
    for pid in (server.process.pid, server.application):
        os.kill(pid, signal.SIGKILL)
    assert until(lambda: not any(alive(pid) for pid in family))
    server.end()


def test_port_in_use(start, place) -> None:
    """A port that is taken is an error with a way out, and nothing is left running."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(EndedError, match=rf"Cannot listen on 127.0.0.1 port {port}.*--port") as ended:
            start(place, port=port)
    assert ended.value.args[0] == 2


@pytest.mark.parametrize(
    ("setting", "words"),
    [({"host": ""}, "host is empty"), ({"sources": "/nowhere"}, "there is no folder /nowhere")],
)
def test_setting_that_would_mislead(start, place, setting, words) -> None:
    """An empty address would be all addresses; without the folder pages would lack their texts."""
    with pytest.raises(EndedError, match=words) as ended:
        start(place, **setting)
    assert ended.value.args[0] == 2


def test_nobody_reads_the_output(start, place) -> None:
    """A server says where it is, and serves also where nobody hears it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    read_end, write_end = os.pipe()
    os.close(read_end)
    environment = os.environ | {f"BILAT_{name.upper()}": str(value) for name, value in SETTINGS.items()}
    server = subprocess.Popen(
        [sys.executable, "-c", CODE, place], env=environment | {"BILAT_PORT": str(port)}, stdout=write_end
    )
    os.close(write_end)

    def answers() -> bool:
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
            return answer.status == 200
        return False

    try:
        assert until(answers)
        assert server.poll() is None
    finally:
        server.terminate()
        assert server.wait(30) == 0


def test_nobody_empties_the_pipe_of_errors(own_place, new_release) -> None:
    """A line that nobody takes holds nothing up: a release is taken over after it, and the server ends."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {f"BILAT_{name.upper()}": str(value) for name, value in SETTINGS.items()}
    read_end, write_end = os.pipe()
    os.write(write_end, b" " * fcntl.fcntl(write_end, fcntl.F_GETPIPE_SZ))
    server = subprocess.Popen(
        [sys.executable, "-c", CODE, own_place], env=environment | {"BILAT_PORT": str(port)}, stderr=write_end
    )

    def says(word: bytes) -> bool:
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
            return word in answer.read()
        return False

    try:
        assert until(lambda: says(b"bilat_quads 300"))
        (own_place / "next").symlink_to("nowhere")
        (own_place / "next").rename(own_place / "current")
        assert until(lambda: says(b'bilat_takeovers_total{outcome="refused"} 1'))
        new_release(310)
        assert until(lambda: says(b"bilat_quads 310"))
        server.terminate()
        assert server.wait(30) == 0
    finally:
        server.kill()
        server.wait()
        os.close(read_end)
        os.close(write_end)


@pytest.mark.parametrize(
    ("name", "damage", "why"),
    [
        ("bilat.nq", "flipped", "its content has changed"),
        ("bilat.nq", "truncated", "bytes and not"),
        ("downloads/bilat.nt", "flipped", "its content has changed"),
        ("downloads/bilat.nt", "missing", "it is missing"),
        ("manifest.json", "truncated", "it is no manifest"),
        ("manifest.json", "missing", "no release"),
    ],
)
def test_damaged_release(start, own_place, name, damage, why) -> None:
    """A damaged release is refused at the start, and the file is named."""
    file = own_place / "current" / name
    harm(file, damage)
    with pytest.raises(EndedError, match=f"({name}: .*)?{why}"):
        start(own_place)


def test_read_only_file_system(start, place, tmp_path) -> None:
    """Serving writes nothing: neither to the release nor anywhere else."""
    before = snapshot(place)
    server = start(place, access_log="")
    assert server.query(COUNT).count == 300
    assert server.ask("/download/bilat.nt").status == 200
    for pid in server.family:
        opened = [str(each.readlink()) for each in Path(f"/proc/{pid}/fd").iterdir() if each.is_symlink()]
        assert not [name for name in opened if name.startswith("/") and writes(name)], opened
    assert server.end() == 0
    assert snapshot(place) == before


def snapshot(folder: Path) -> dict[str, int]:
    return {str(path): path.lstat().st_mtime_ns for path in (folder, *folder.rglob("*"))}


def writes(name: str) -> bool:
    """Tell whether a process holds a file open that it may write to, beside the one we gave it."""
    if name.startswith(("/dev/", "/proc/", "/usr/lib/")) or name.endswith(("/errors", "(deleted)")):
        return False
    return bool(os.access(name, os.W_OK)) and not Path(name).is_dir()


def test_access_log_that_cannot_be_written(start, place) -> None:
    """A log file that cannot be written is an error at the start, not a surprise later."""
    with pytest.raises(EndedError, match=r"access_log: /proc/nothing/log cannot be written"):
        start(place, access_log="/proc/nothing/log")


@pytest.mark.parametrize("closed", ["<&-", "2>&-", "<&- 2>&-"])
def test_closed_standard_files(start, place, closed) -> None:
    """A server that is started with some of its standard files closed has workers that answer."""
    server = start(place, prefix=("sh", "-c", f'exec "$@" {closed}', "sh"), command="serve")
    assert [server.query(f"{COUNT} # {number}").count for number in range(9)] == [300] * 9
    assert server.health["replaced"] == 0
    assert server.end() == 0


def test_little_memory(start, place) -> None:
    """Where the system allows less memory than the setting, workers have that."""
    limit: tuple[str, ...] = ("prlimit", "--as=629145600")
    if os.geteuid() == 0:  # Who may raise a limit again is not held by it.
        limit += ("setpriv", "--bounding-set=-sys_resource", "--inh-caps=-sys_resource")
    server = start(place, prefix=limit, worker_megabytes=1024)
    assert server.query(COUNT).count == 300
    assert server.health["replaced"] == 0


def test_few_open_files(start, place) -> None:
    """Where the system allows few open files, connections that are idle make room for those that ask."""
    server = start(place, prefix=("prlimit", "--nofile=100"))
    idle = [server.connect(1 + number % 50) for number in range(150)]
    for number in range(5):
        assert server.query(f"{COUNT} # {number}", 60).count == 300
    for sock in idle:
        sock.close()
    assert server.end() == 0


@pytest.mark.parametrize(
    "slow", [b"GET / HTTP/1.1\r\n", b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"]
)
def test_few_open_files_and_slow_clients(start, place, slow) -> None:
    """Who sends half a request on each of all connections keeps out nobody who sends a whole one."""
    server = start(place, prefix=("prlimit", "--nofile=100"), body_seconds=20)
    held = [server.connect() for _ in range(60)]
    for sock in held:
        with suppress(ConnectionError):
            sock.sendall(slow)
    for number in range(5):
        assert server.query(f"{COUNT} # {number}", 60).count == 300
    for sock in held:
        sock.close()
    assert server.end() == 0
