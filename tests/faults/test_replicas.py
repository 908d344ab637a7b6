"""Replicas of one release, each pulled out of storage, behind the sample configuration of nginx."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from proxies import nginx
from running import Server, files_of, load, until
from stores import free_port

from bilat.graph.releases.publish import publish

SAMPLE = Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf"
LINE = "server 127.0.0.1:8000 max_fails=1 fail_timeout=2s;"


@dataclass
class Deployed:
    """Storage, three replicas, and what stands before them.

    Args:
        stored: the folder of releases in storage.
        url: where it is.
        folder: for the copies of the replicas.
        replicas: the servers.
        port: of the nginx before them.
    """

    stored: Path
    url: str
    folder: Path
    replicas: list[Server]
    port: int

    def start(self, number: int, port: int = 0) -> Server:
        """Start a replica, on a port that it had before or any."""
        settings = {"pull_folder": self.folder / str(number), "pull_seconds": 0.2, "port": port}
        return Server(self.url, command="serve", trusted_proxies="127.0.0.1", **settings)


@pytest.fixture
def deployed(tmp_path: Path) -> Iterator[Deployed]:
    """Deploy a release with 300 quads."""
    store, port = free_port(), free_port()
    publish(tmp_path / "stored", files_of(300))
    (tmp_path / "storage").mkdir()
    (tmp_path / "front").mkdir()
    conf = f"server {{ listen 127.0.0.1:{store}; root {tmp_path}/stored; }}"
    found = Deployed(tmp_path / "stored", f"http://127.0.0.1:{store}/", tmp_path, [], port)
    try:
        with nginx(tmp_path / "storage", conf):
            found.replicas += [found.start(number) for number in range(3)]
            lines = [LINE.replace("8000", str(replica.port)) for replica in found.replicas]
            sample = SAMPLE.read_text("utf-8").replace(LINE, "\n".join(lines))
            with nginx(tmp_path / "front", sample.replace("listen 80;", f"listen 127.0.0.1:{port};")):
                yield found
    finally:
        for replica in found.replicas:
            if replica.process.poll() is None:
                replica.end()


def test_no_request_fails(deployed: Deployed) -> None:
    """One replica is killed, one started again, all take over a new release: nobody notices."""
    killed, restarted, other = deployed.replicas
    # Slower than the rate that the sample allows to a client.
    with load(deployed, {300, 400}, clients=6, pause=0.05) as found:
        assert until(lambda: found.answered > 50)
        for pid in killed.family:
            os.kill(pid, signal.SIGKILL)
        killed.process.communicate()
        assert until(lambda: found.answered > 100)
        digest = publish(deployed.stored, files_of(400)).digest
        assert until(lambda: other.health["release"] == digest)
        assert restarted.end() == 0
        so_far = found.answered
        assert until(lambda: found.answered > so_far + 50)
        deployed.replicas[1] = deployed.start(1, restarted.port)
        deployed.replicas[0] = deployed.start(0, killed.port)
        so_far = found.answered
        assert until(lambda: found.answered > so_far + 100)
    assert found.failures == []
    for replica in deployed.replicas:
        assert until(lambda replica=replica: replica.health["quads"] == 400)


def test_replicas_tag_alike(deployed: Deployed) -> None:
    """What one replica has tagged another knows: a copy that was kept, a download that goes on."""
    for path in ("/", "/download/bilat.nt", "/sparql?query=ASK%7B%7D"):
        answers = [replica.ask(path, Host="example.org") for replica in deployed.replicas]
        assert len({(each.headers["ETag"], each.headers["Last-Modified"]) for each in answers}) == 1
    tag = deployed.replicas[0].ask("/download/bilat.nt").headers["ETag"]
    rest = deployed.replicas[1].ask("/download/bilat.nt", Range="bytes=1000-", If_Range=tag)
    assert rest.status == 206


def test_replica_that_hangs(deployed: Deployed) -> None:
    """A replica that takes requests and answers none is left out after a while; its requests are answered."""
    hung = deployed.replicas[0]
    family = hung.family
    for pid in family:
        os.kill(pid, signal.SIGSTOP)
    try:
        with load(deployed, {300}, clients=6, pause=0.05) as found:
            assert until(lambda: found.answered > 200)
        assert found.failures == []
    finally:
        for pid in family:
            os.kill(pid, signal.SIGCONT)
