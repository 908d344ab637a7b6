"""Servers in processes of their own, for tests that do something to them."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

EX = "http://example.org/"
INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
CODE = (
    "import sys; from pathlib import Path; from bilat.settings import Settings;"
    "from bilat.web.server.serve import serve; from bilat.errors import BilatError\n"
    "try: sys.exit(serve(Path(sys.argv[1]), Settings.read()))\n"
    "except BilatError as error: print(error, file=sys.stderr); sys.exit(error.exit_status)"
)
#: Seconds after which what has not come will not come, on whatever machine.
PATIENCE = 100.0
#: Time enough for what is to be answered, on a machine that does other work; what is to end by it says when.
SETTINGS = {
    "port": 0,
    "workers": 2,
    "worker_megabytes": 256,
    "query_seconds": 60,
    "body_seconds": 1,
    "follow_seconds": 0.1,
    "ahead_bytes": 0,
}


def harm(file: Path, damage: str) -> None:
    """Have a file ``flipped`` in one bit, ``truncated`` or ``missing``."""
    body = bytearray(file.read_bytes())
    body[len(body) // 2] ^= 1
    if damage == "missing":
        file.unlink()
    else:
        file.write_bytes(body if damage == "flipped" else body[:-100])


def files_of(number: int) -> dict[str, bytes]:
    """Return the files of a release with so many quads."""
    quads = sorted(f'<{EX}s{n}> <{EX}value> "{n}"^^<{INTEGER}> <{EX}g{n % 3}> .\n' for n in range(number))
    return {"bilat.nq": "".join(quads).encode(), "downloads/bilat.nt": b"<a:b> <a:c> <a:d> .\n" * 100_000}


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def count(self) -> int:
        """Return the number that a query has counted."""
        return int(json.loads(self.body)["results"]["bindings"][0]["n"]["value"])


class Server:
    """A server in a process of its own, and what can be asked of it.

    Args:
        place: a release, or a folder of releases.
        prefix: a command that runs the server.
        command: of bilat, in whose way it is started; else without the command line.
        settings: others than those of all tests.
    """

    def __init__(
        self, place: Path | str, *, prefix: tuple[str, ...] = (), command: str = "", **settings: object
    ) -> None:
        values = {f"BILAT_{name.upper()}": str(value) for name, value in (SETTINGS | settings).items()}
        started = ("-m", "bilat", command, "--release") if command else ("-c", CODE)
        folder = tempfile.mkdtemp()
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        self._errors = Path(folder) / "errors"
        with self._errors.open("w") as errors:
            self.process = subprocess.Popen(
                [*prefix, sys.executable, *started, str(place)],
                env={**os.environ, **values},
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        assert self.process.stdout
        self.announced = self.process.stdout.readline()
        if not self.announced:
            self.process.communicate(timeout=PATIENCE)
            raise EndedError(self.process.returncode, self.errors)
        self.port = int(self.announced.rstrip("/\n").rpartition(":")[2])
        self._log = Path(values.get("BILAT_ACCESS_LOG", os.devnull))

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, host: int = 1, **headers: str
    ) -> Answer:
        """Return the answer to a request, sent from the address 127.0.0.``host``."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=PATIENCE, source_address=(f"127.0.0.{host}", 0)
        )
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def query(self, text: str, host: int = 1, seconds: float | None = None, **headers: str) -> Answer:
        """Return the answer to a query, which may be given less time than the server allows."""
        timeout = "" if seconds is None else f"timeout={seconds}&"
        return self.ask(f"/sparql?{timeout}query={quote(text)}", host=host, **headers)

    def connect(self, host: int = 1) -> socket.socket:
        """Return a connection."""
        return socket.create_connection(("127.0.0.1", self.port), PATIENCE, (f"127.0.0.{host}", 0))

    def raw(self, octets: bytes) -> bytes:
        """Return what is answered to octets sent as they are."""
        with self.connect() as sock:
            try:
                sock.sendall(octets)
                return sock.recv(65_536)
            except ConnectionError:
                return b""  # Cut off while it was still sending.

    @property
    def errors(self) -> str:
        """Return what the server has written to standard error."""
        return self._errors.read_text("utf-8")

    @property
    def logged(self) -> list[dict[str, object]]:
        """Return the lines of the access log, but for one that is just being written."""
        lines = self._log.read_text("ascii").splitlines(keepends=True)
        return [json.loads(line) for line in lines if line.endswith("\n")]

    @property
    def health(self) -> dict[str, object]:
        """Return what the server says of itself."""
        return dict(json.loads(self.ask("/health").body))

    def metric(self, name: str) -> float:
        """Return a figure."""
        for line in self.ask("/metrics").body.decode().splitlines():
            if line.startswith(name + " "):
                return float(line.rpartition(" ")[2])
        raise KeyError(name)

    @property
    def application(self) -> int:
        """Return the process that answers HTTP."""
        return next(pid for pid in children(self.process.pid) if zygotes_of(pid))

    @property
    def family(self) -> set[int]:
        """Return the process and all its descendants."""
        found, fresh = set[int](), {self.process.pid}
        while fresh:
            found |= fresh
            fresh = {child for pid in fresh for child in children(pid)} - found
        return found

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and return the exit status."""
        self.process.send_signal(number)
        with self.process:
            return self.process.wait(PATIENCE)


class HasPort(Protocol):
    """Whatever listens on a port of this machine."""

    port: int


class EndedError(Exception):
    """A server has ended before it served, with a status and a message."""


@dataclass
class Load:
    """Good queries, asked all the time by several clients.

    Args:
        expected: counts that are right.
        answered: how many were.
        failures: what was not.
    """

    expected: set[int]
    answered: int = 0
    failures: list[str] = field(default_factory=list)


@contextmanager
def load(server: HasPort, expected: set[int], clients: int = 4, pause: float = 0.0) -> Iterator[Load]:
    """Ask what no cache has, all the while, by GET and POST; each client on a connection that it keeps."""
    found, stop = Load(expected), threading.Event()

    def ask_on(host: int) -> None:
        connection = http.client.HTTPConnection(
            "127.0.0.1", server.port, timeout=PATIENCE, source_address=(f"127.0.1.{host}", 0)
        )
        number = 0
        while not stop.is_set():
            number += 1
            try:
                query = f"{COUNT} #{host}-{number}"
                if number % 2:
                    connection.request("GET", f"/sparql?query={quote(query)}")
                else:
                    connection.request("POST", "/sparql", query, {"Content-Type": "application/sparql-query"})
                response = connection.getresponse()
                answer = Answer(response.status, response.headers, response.read())
                if answer.status != 200 or answer.count not in expected:
                    found.failures.append(f"{answer.status} {answer.body[:200]!r}")
                found.answered += 1
                time.sleep(pause)
            except OSError as error:
                found.failures.append(repr(error))
                connection.close()  # It is opened again with the next request.
        connection.close()

    threads = [threading.Thread(target=ask_on, args=(host,)) for host in range(1, clients + 1)]
    for thread in threads:
        thread.start()
    try:
        yield found
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def children(pid: int) -> set[int]:
    """Return the living children of a process."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text("ascii", "replace").rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[1]) == pid and fields[0] not in "ZX":
            found.add(int(stat.parent.name))
    return found


def zygotes_of(pid: int) -> set[int]:
    """Return the zygotes that a process has started."""
    return {child for child in children(pid) if b"zygote" in command_of(child)}


def command_of(pid: int) -> bytes:
    """Return the command line of a process, nothing where it has ended meanwhile."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def alive(pid: int) -> bool:
    """Tell whether a process runs."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()[0] not in "ZX"
    except OSError:
        return False


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process has taken, which no other work on the machine changes."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def stop(pid: int) -> None:
    """Have a process stand still: a signal is for one of its threads, and others go on until it has come."""

    def states() -> set[str]:
        stats = Path(f"/proc/{pid}/task").glob("*/stat")
        return {stat.read_text("ascii").rsplit(")", 1)[1].split()[0] for stat in stats}

    os.kill(pid, signal.SIGSTOP)
    assert until(lambda: states() == {"T"})


def until(condition: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Wait for something that comes from another process."""
    end = time.monotonic() + seconds
    while not (met := condition()) and time.monotonic() < end:
        time.sleep(0.01)
    return met
