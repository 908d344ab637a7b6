"""The process that asks another endpoint: which hosts and addresses it takes for what."""

from __future__ import annotations

import http.server
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path

import pytest

from bilat.engine.service.errand import Errand, TooMuchError, is_internal
from bilat.engine.service.errand import run as ask


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.1.2.3", "::1", "localhost", "virtuoso", "a.internal", "b.local"]
)
def test_hosts_of_a_private_network(host) -> None:
    """An address as such, and a name that no public server has, may lead inside."""
    assert is_internal(host)


@pytest.mark.parametrize("host", ["example.org", "127.0.0.1.nip.io", "internal.example", "local.org"])
def test_hosts_of_the_net(host) -> None:
    """Any other name is one of the net, which has no business inside."""
    assert not is_internal(host)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.7", "169.254.169.254", "::ffff:127.0.0.1"])
def test_public_name_with_a_private_address(tmp_path, address) -> None:
    """A name of the net that leads to an address of ours is not followed there."""
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        pytest.skip("names can be given addresses by root only")
    hosts = tmp_path / "hosts"
    hosts.write_text(f"{address} rebound.example\n127.0.0.1 inside.internal\n", "ascii")
    with socket.create_server(("127.0.0.1", 0)) as server:
        came = threading.Event()
        threading.Thread(target=hang_up_on_one, args=(server, came)).start()
        port = server.getsockname()[1]
        told = run(hosts, f"http://rebound.example:{port}/")
        assert told == {"failed": "its name leads to a private address"}
        assert not came.is_set()
        assert "the connection fails" in run(hosts, f"http://inside.internal:{port}/")["failed"]
        assert came.wait(5)


def hang_up_on_one(server: socket.socket, came: threading.Event) -> None:
    server.accept()[0].close()
    came.set()


def run(hosts: Path, endpoint: str) -> dict[str, str]:
    """Run an errand with names of its own, and return its reply."""
    errand = Errand(endpoint=endpoint, text="ASK {}", variables=(), seconds=5, rows=1, bytes=1_000)
    inner = f'mount --bind "{hosts}" /etc/hosts && exec "{sys.executable}" -P -m bilat.engine.service.errand'
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-c", inner],
        input=json.dumps(asdict(errand)),
        capture_output=True,
        text=True,
        check=False,
    )
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip(done.stderr.strip())
    return dict(json.loads(done.stdout))


class Empty(http.server.BaseHTTPRequestHandler):
    """Answers with rows that bind nothing."""

    def do_POST(self) -> None:
        """Answer."""
        names = json.dumps([f"v{number}" for number in range(1_000)])
        body = f'{{"head":{{"vars":{names}}},"results":{{"bindings":[{",".join(["{}"] * 1_000)}]}}}}'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_rows_that_bind_nothing_take_room_too() -> None:
    """A few octets of JSON are not made into megabytes of a query."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Empty) as server:
        threading.Thread(target=server.serve_forever).start()
        errand = Errand(
            endpoint=f"http://127.0.0.1:{server.server_port}/",
            text="",
            variables=tuple(f"v{number}" for number in range(1_000)),
            seconds=5,
            rows=1_000,
            bytes=100_000,
        )
        try:
            with pytest.raises(TooMuchError, match="more than 100,000 bytes in the query"):
                ask(errand)
        finally:
            server.shutdown()
