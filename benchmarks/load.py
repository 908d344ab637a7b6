"""Clients that send as fast as they are answered, in a process of their own, and the CPU that a server takes.

CPU is what the kernel's scheduler has counted for every thread of a server and of all processes under it. A
thread that ends while it is being measured would be missed; none of the servers measured does that as long as
its connections live, so they are closed after the measurement.
"""

from __future__ import annotations

import http.client
import multiprocessing
import select
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from figures import Figure

_RECEIVE_BYTES = 1 << 18
_SLOWEST_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Request:
    """A request as bytes, with a place for a number that makes each one different, or whole.

    Args:
        head: up to the number.
        tail: what follows it; None for a request that is always the same.
    """

    head: bytes
    tail: bytes | None = None

    def numbered(self, number: int) -> bytes:
        """Return the bytes to send."""
        return self.head if self.tail is None else b"%b%d%b" % (self.head, number, self.tail)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """What one slice of time showed.

    Args:
        requests: answered.
        wrong: of them, those with another status than expected.
        seconds: on the clock.
        cpu: seconds that the server took, all processes.
        p50: median seconds to an answer.
        p99: seconds within which 99 of 100 answers came.
    """

    requests: int
    wrong: int
    seconds: float
    cpu: float
    p50: float
    p99: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What to send.

    Args:
        address: host and port.
        requests: sent in turn.
        status: of a right answer.
        clients: connections, each with one request under way.
        seconds: after which no further request is sent.
        first: number of the first request.
    """

    address: tuple[str, int]
    requests: Sequence[Request]
    status: int
    clients: int
    seconds: float
    first: int


def measure(load: Load, pid: int) -> Sample:
    """Send the load to a server and return what it took.

    Args:
        load: what to send.
        pid: process of the server; the processes under it are counted too.

    Raises:
        ConnectionError: the server hung up.
    """
    ours, theirs = multiprocessing.Pipe()
    clients = multiprocessing.get_context("fork").Process(target=_drive, args=(load, theirs))
    clients.start()
    theirs.close()
    try:
        ours.recv()
        before = cpu_seconds(pid)
        ours.send(None)
        waits, wrong, seconds = ours.recv()
        cpu = cpu_seconds(pid) - before
        ours.send(None)
    except EOFError:
        raise ConnectionError("The server hung up, or did not answer.") from None
    finally:
        clients.join()
    waits.sort()
    return Sample(
        requests=len(waits),
        wrong=wrong,
        seconds=seconds,
        cpu=cpu,
        p50=waits[len(waits) // 2],
        p99=waits[min(len(waits) - 1, len(waits) * 99 // 100)],
    )


def waits(times: Sequence[float], who: str, variant: str = "") -> Iterator[Figure]:
    """Yield the median, the slowest hundredth and the longest of so many seconds of waiting."""
    ordered = sorted(times)
    at = {"median wait": 0.5, "slowest hundredth": 0.99, "longest wait": 1.0}
    for what, share in at.items():
        place = min(len(ordered) - 1, int(len(ordered) * share))
        yield Figure(what=what, who=who, unit="ms", runs=(ordered[place] * 1e3,), variant=variant)


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process and of all under it that are alive."""
    nanoseconds = 0
    for each in family(pid):
        for task in Path(f"/proc/{each}/task").glob("*/schedstat"):
            with suppress(OSError):
                nanoseconds += int(task.read_text("ascii").split()[0])
    return nanoseconds / 1e9


def port_of(server: subprocess.Popen[str]) -> int:
    """Return the port of a server of ours that has been started on any."""
    for line in server.stdout or ():
        if "http://" in line:
            return int(line.rsplit(":", 1)[1].strip().strip("/"))
    raise SystemExit("The server did not start.")


def settled(port: int) -> float:
    """Wait until a server of ours makes nothing ahead any more; return the seconds."""
    began = time.monotonic()
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        connection.request("GET", "/metrics")
        if b"\nbilat_ahead_working 0.0" in connection.getresponse().read():
            return time.monotonic() - began
        connection.close()
        time.sleep(0.5)


def family(pid: int) -> list[int]:
    """Return a process and all under it."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = int(stat.read_text("utf-8", "replace").rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found, new = [pid], [pid]
    while new:
        new = [child for parent in new for child in children.get(parent, ())]
        found += new
    return found


@dataclass(slots=True)
class _Client:
    """A connection with one request under way."""

    sock: socket.socket
    began: float = 0.0
    head: bytearray = field(default_factory=bytearray)
    status: int = 0
    left: int | None = None
    end: bytes = b""

    def send(self, request: bytes) -> None:
        self.head.clear()
        self.status, self.left, self.end = 0, None, b""
        self.began = time.perf_counter()
        self.sock.sendall(request)

    def receive(self) -> bool:
        """Take what has come; return whether the answer is whole."""
        piece = self.sock.recv(_RECEIVE_BYTES)
        if not piece:
            raise ConnectionError("The server hung up.")
        if not self.status:
            self.head += piece
            found = self.head.find(b"\r\n\r\n")
            if found < 0:
                return False
            piece = bytes(self.head[found + 4 :])
            self._read_head(bytes(self.head[:found]))
        if self.left is not None:
            self.left -= len(piece)
            return self.left <= 0
        self.end = (self.end + piece)[-7:]
        return self.end == b"\r\n0\r\n\r\n" or self.end == b"0\r\n\r\n"

    def _read_head(self, head: bytes) -> None:
        self.status = int(head[9:12])
        lower = head.lower()
        at = lower.find(b"\r\ncontent-length:")
        if at >= 0:
            self.left = int(lower[at + 17 :].split(b"\r\n", 1)[0])
        elif self.status in {204, 304}:
            self.left = 0
        elif b"\r\ntransfer-encoding: chunked" not in lower:
            raise ConnectionError("An answer has no length.")


def _drive(load: Load, pipe: Connection) -> None:
    """Send and receive; reports over the pipe when ready and when done."""
    clients = {}
    poll = select.epoll()
    requests = _numbered(load)
    for _ in range(load.clients):
        sock = socket.create_connection(load.address, timeout=_SLOWEST_SECONDS)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        clients[sock.fileno()] = client = _Client(sock)
        client.send(next(requests))
        while not client.receive():
            pass
        poll.register(sock.fileno(), select.EPOLLIN)
    pipe.send(None)
    pipe.recv()
    waits, wrong, began = [], 0, time.perf_counter()
    for client in clients.values():
        client.send(next(requests))
    under_way = len(clients)
    while under_way:
        for descriptor, _ in poll.poll(_SLOWEST_SECONDS):
            client = clients[descriptor]
            if not client.receive():
                continue
            now = time.perf_counter()
            waits.append(now - client.began)
            wrong += client.status != load.status
            if now - began < load.seconds:
                client.send(next(requests))
            else:
                under_way -= 1
    pipe.send((waits, wrong, time.perf_counter() - began))
    pipe.recv()


def _numbered(load: Load) -> Iterator[bytes]:
    for number in count(load.first):
        yield load.requests[number % len(load.requests)].numbered(number)
