"""The servers that are measured: ours, and whichever others are installed.

    bilat             this project, as ``bilat serve`` starts it
    oxigraph          ``oxigraph serve-read-only``, from the package ``oxigraph`` of PyPI
    rdflib-endpoint   from PyPI, in an environment of its own, made by ``--install``
    virtuoso          from ``virtuoso-opensource-7-bin`` of Debian
    nginx             files of the same bytes: what no server can beat

All get the same quads in named graphs. Oxigraph's own union of graphs counts a triple once for each graph
that it stands in, so it also gets the merge as its default graph, which is the faster way for it, too.
"""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from figures import OURS
from load import settled

ENVIRONMENT = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "bilat-benchmarks"
_START_SECONDS = 300.0
#: Below those that the kernel gives to clients.
_PORTS = count(20_000 + os.getpid() % 10_000)
_NGINX = """\
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000000;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{ listen 127.0.0.1:{port}; root {files}; default_type application/sparql-results+json; }}
}}
"""
_VIRTUOSO = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = {sql_port}
ServerThreads = 100
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
DirsAllowed = {data}
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 64
MaxKeepAlives = 64
KeepAliveTimeout = 600
MaxClientConnections = 64
[SPARQL]
MaxQueryExecutionTime = 60
"""


class PeerError(Exception):
    """A server is there and does not start; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """What the servers get.

    Args:
        release: folder of a release, for ours.
        quads: N-Quads of all named graphs.
        merged: N-Triples of the merge of all of them.
        files: folder that nginx serves.
        scratch: folder for what servers write.
    """

    release: Path
    quads: Path
    merged: Path
    files: Path
    scratch: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A server that runs.

    Args:
        name: which one.
        address: host and port.
        pid: its first process.
        endpoint: path of SPARQL.
        seconds: what it took to take the data and to answer.
    """

    name: str
    address: tuple[str, int]
    pid: int
    endpoint: str
    seconds: float


def install() -> None:
    """Install rdflib-endpoint into an environment of its own, and say how to get the rest."""
    subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
    theirs = str(ENVIRONMENT / "bin" / "python")
    wanted = ["rdflib-endpoint[cli]", "uvicorn"]
    subprocess.run([theirs, "-m", "pip", "install", "--quiet", *wanted], check=True)
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "oxigraph"], check=True)
    print("For the others: apt-get install nginx-light virtuoso-opensource-7-bin", file=sys.stderr)


@contextmanager
def started(name: str, data: Data) -> Iterator[Server | None]:
    """Start a server and end it afterwards; None where it is not installed.

    Ours is waited for until it makes nothing ahead any more, which is no part of its seconds.

    Raises:
        PeerError: it does not start, or does not take the data.
    """
    start = _STARTS[name]
    folder = data.scratch / name
    folder.mkdir()
    began = time.perf_counter()
    with (folder / "output").open("wb") as output:
        begun = start(data, folder)
        if begun is None:
            yield None
            return
        command, port, endpoint, load = begun
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder)
        try:
            _await(port, process, folder / "output")
            load()
            seconds = time.perf_counter() - began
            if name == OURS:
                settled(port)
            yield Server(
                name=name, address=("127.0.0.1", port), pid=process.pid, endpoint=endpoint, seconds=seconds
            )
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


_Begun = tuple[list[str | Path], int, str, Callable[[], object]]


def _bilat(data: Data, _folder: Path) -> _Begun:
    port = _free_port()
    command: list[str | Path] = [sys.executable, "-P", "-m", "bilat", "serve", "--release", data.release]
    return [*command, "--port", str(port)], port, "/sparql", _nothing


def _oxigraph(data: Data, folder: Path) -> _Begun | None:
    program = program_of("oxigraph")
    if program is None:
        return None
    port = _free_port()
    place: list[str | Path] = ["--location", folder / "store"]
    _loaded([program, "load", *place, "--file", data.quads, data.merged])
    return [program, "serve-read-only", *place, "--bind", f"127.0.0.1:{port}"], port, "/query", _nothing


def _rdflib_endpoint(data: Data, _folder: Path) -> _Begun | None:
    program = ENVIRONMENT / "bin" / "rdflib-endpoint"
    if not program.exists():
        return None
    port = _free_port()
    return [program, "serve", "--host", "127.0.0.1", "--port", str(port), data.quads], port, "/", _nothing


def _virtuoso(data: Data, folder: Path) -> _Begun | None:
    program, isql = program_of("virtuoso-t"), program_of("isql-vt")
    if program is None or isql is None:
        return None
    port, sql_port = _free_port(), _free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(virtuoso_settings(folder, data.quads.parent, port, sql_port))

    def load() -> None:
        name = data.quads.name
        todo = f"ld_dir('{data.quads.parent}', '{name}', 'urn:default'); rdf_loader_run(); checkpoint;"
        _loaded([isql, str(sql_port), "dba", "dba", f"exec={todo}"])

    return [program, "+foreground", "+configfile", settings], port, "/sparql", load


def virtuoso_settings(folder: Path, data: Path, port: int, sql_port: int, buffers: int = 80_000) -> str:
    """Return the settings of a Virtuoso in a folder, which loads from another, with buffers of 8 KiB."""
    return _VIRTUOSO.format(
        folder=folder, data=data, port=port, sql_port=sql_port, buffers=buffers, dirty=buffers * 3 // 4
    )


def _nginx(data: Data, folder: Path) -> _Begun | None:
    program = program_of("nginx")
    if program is None:
        return None
    port = _free_port()
    settings = folder / "nginx.conf"
    settings.write_text(_NGINX.format(folder=folder, files=data.files, port=port))
    return [program, "-p", folder, "-c", settings], port, "/", _nothing


_STARTS: dict[str, Callable[[Data, Path], _Begun | None]] = {
    "bilat": _bilat,
    "oxigraph": _oxigraph,
    "rdflib-endpoint": _rdflib_endpoint,
    "virtuoso": _virtuoso,
    "nginx": _nginx,
}
NAMES = tuple(_STARTS)


def _nothing() -> None:
    """Load nothing: it is loaded already."""


def program_of(name: str) -> Path | None:
    """Return a program of this environment, or of the machine."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name) or shutil.which(name, path="/usr/sbin")
    return Path(found) if found else None


def _free_port() -> int:
    """Return a port that no server has, and that no client is given."""
    for port in _PORTS:
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError


def _await(port: int, process: subprocess.Popen[bytes], output: Path) -> None:
    """Wait until a server answers anything at all."""
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.05)
        else:
            return
        finally:
            connection.close()
    raise PeerError(f"it did not start: {_last_line(output.read_text('utf-8', 'replace'))}")


def _loaded(command: list[str | Path]) -> None:
    """Run what loads data."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PeerError(f"it did not take the data: {_last_line(done.stderr or done.stdout)}")


def _last_line(text: str) -> str:
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "it says nothing")


def versions(names: Iterable[str]) -> dict[str, str]:
    """Return the versions of the servers that are installed, as they tell them."""
    found = {}
    for name in names:
        asked = _VERSION.get(name)
        program = asked and program_of(asked[0])
        if asked and program:
            done = subprocess.run([program, *asked[1:]], capture_output=True, text=True, check=False)
            number = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
            found[name] = number[0] if number else "unknown"
    return found


_VERSION = {
    "oxigraph": ("oxigraph", "--version"),
    "rdflib-endpoint": (
        str(ENVIRONMENT / "bin" / "python"),
        "-c",
        "from importlib.metadata import version; print(version('rdflib-endpoint'))",
    ),
    "virtuoso": ("virtuoso-t", "-?"),
    "nginx": ("nginx", "-v"),
}
