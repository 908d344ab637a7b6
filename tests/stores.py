"""Stores made by others, in processes of their own, for tests that ask them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import SystemRandom

import pytest
from peers import program_of, virtuoso_settings

_START_SECONDS = 300.0
#: Below those from which Linux takes one where none is named.
_PORTS = range(20_000, 32_768)


class Store:
    """A store that runs, until it is stopped.

    Args:
        command: starts it.
        port: where it listens.
        path: of its endpoint.
    """

    def __init__(self, command: list[str], port: int, path: str) -> None:
        self.url = f"http://127.0.0.1:{port}{path}"
        self._command = command
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + _START_SECONDS
        while not self._answers():
            assert self.process.poll() is None, f"{self._command[0]} has ended"
            if time.monotonic() > deadline:
                self.stop()
                raise AssertionError(f"{self._command[0]} does not answer")
            time.sleep(0.05)

    def stop(self, number: int = signal.SIGKILL) -> None:
        """End it."""
        self.process.send_signal(number)
        self.process.wait(timeout=100)

    def freeze(self) -> None:
        """Have it stand still until SIGCONT, all of its threads by the time that this returns."""
        self.process.send_signal(signal.SIGSTOP)
        os.waitpid(self.process.pid, os.WUNTRACED)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}?query=ASK%20%7B%7D", timeout=100) as answer:
                return bool(answer.status == 200)
        except (OSError, urllib.error.HTTPError):
            return False


@contextmanager
def oxigraph(folder: Path) -> Iterator[Store]:
    """Run Oxigraph's server, or skip the test."""
    program = program_of("oxigraph")
    if program is None:
        pytest.skip("no oxigraph on this machine; the package oxigraph of PyPI has it")
    port = free_port()
    command = [str(program), "serve", "--location", str(folder / "oxigraph"), "--bind", f"127.0.0.1:{port}"]
    yield from _running(Store(command, port, "/query"))


@contextmanager
def virtuoso(folder: Path) -> Iterator[Store]:
    """Run Virtuoso, with updates allowed, or skip the test."""
    program, isql = program_of("virtuoso-t"), program_of("isql-vt")
    if program is None or isql is None:
        pytest.skip("no virtuoso-t on this machine; Debian's virtuoso-opensource-7-bin has it")
    port, sql_port = free_port(), free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(virtuoso_settings(folder, folder, port, sql_port, buffers=10_000))
    store = Store([str(program), "+foreground", "+configfile", str(settings)], port, "/sparql")
    grants = "grant SPARQL_UPDATE to \"SPARQL\"; DB.DBA.RDF_DEFAULT_USER_PERMS_SET('nobody', 7);"
    subprocess.run([isql, str(sql_port), "dba", "dba", f"exec={grants}"], check=True, capture_output=True)
    yield from _running(store)


def free_port() -> int:
    """Return a port that nobody listens on, and that the system gives to no connection meanwhile."""
    for port in SystemRandom().sample(_PORTS, len(_PORTS)):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("All ports are taken.")


def _running(store: Store) -> Iterator[Store]:
    try:
        yield store
    finally:
        if store.process.poll() is None:
            store.stop()


STORES = {"oxigraph": oxigraph, "virtuoso": virtuoso}
