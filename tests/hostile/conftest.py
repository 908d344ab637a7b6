"""One server for all attacks: it has to outlive each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from running import COUNT, Server, children, files_of, until, zygotes_of

from bilat.graph.releases.publish import publish

QUADS = 2_000
#: What all processes of the server may take together, in MiB, whatever is sent: four queries of 128 each.
MOST_MEBIBYTES = 1_200
SETTINGS = {
    "workers": 4,
    "worker_megabytes": 128,
    "result_bytes": 20_000_000,
    "result_rows": 200_000,
    "sending_bytes": 60_000_000,
    "send_seconds": 1.5,
}


@pytest.fixture(scope="session")
def release_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of releases."""
    folder = tmp_path_factory.mktemp("releases")
    publish(folder, files_of(QUADS))
    return folder


@pytest.fixture(scope="session")
def server(release_place: Path) -> Iterator[Server]:
    """Return a server."""
    server = Server(release_place, **SETTINGS)
    yield server
    assert server.end() == 0


@pytest.fixture(autouse=True)
def unharmed(server: Server) -> Iterator[None]:
    """After each attack the next good query is right, no process is left over, memory is bounded."""
    yield
    good = server.query(f"{COUNT} # after", host=200)
    assert (good.status, good.count) == (200, QUADS)
    application = server.application
    assert len(zygotes_of(application)) == 1
    assert until(lambda: len(children(zygotes_of(application).pop())) == 4 and len(server.family) == 7)
    assert resident(server) < MOST_MEBIBYTES


@pytest.fixture
def memory(server: Server) -> Callable[[], float]:
    """Return what tells the memory of the server, in MiB."""
    return lambda: resident(server)


def resident(server: Server) -> float:
    """Return the memory of all processes of a server, shared pages counted once, in MiB."""
    total = 0
    for pid in server.family:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1_024
