"""10,000 queries while releases are published one after the other: how many fail, and what the slowest takes.

    python benchmarks/swap.py [--json FILE]

Clients keep their connections, each query is one that no cache has, and each answer has to be that of one of
the releases. Exits with 1 if any is not.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import click
from figures import OURS, Figure, results, tell
from load import waits

from bilat.graph.releases.publish import publish

CLIENTS = 8
#: Between two releases, which is far more often than anyone publishes.
PAUSE_SECONDS = 2.0
#: After which no release is waited for any more.
LONGEST_SECONDS = 60.0
SIZES = (1_000, 2_000, 3_000)
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
EX = "http://example.org/"


@dataclass
class Tally:
    """What came of the requests.

    Args:
        least: how many are sent; more, until a release has taken over.
        swapped: whether one has, or none came in time.
        sent: how many were.
    """

    least: int
    swapped: bool = False
    sent: int = 0
    times: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self) -> int:
        """Return the number of the next request, 0 when there are no more."""
        with self.lock:
            if self.swapped and self.sent >= self.least:
                return 0
            self.sent += 1
            return self.sent


@click.command(help=__doc__.splitlines()[0] if __doc__ else None)
@click.option("--requests", default=10_000, show_default=True)
@click.option("--json", "report", type=click.Path(path_type=Path), help="File for the figures.")
def main(requests: int, report: Path | None) -> None:
    """Ask and publish; exit with 1 if a request failed or no release took over."""
    with tempfile.TemporaryDirectory(prefix="bilat-swap-") as name:
        place, tally = Path(name), Tally(least=requests)
        publish(place, _files(SIZES[0]))
        with _server(place) as server:
            assert server.stdout is not None  # noqa: S101 - it is a pipe
            port = int(server.stdout.readline().rstrip("/\n").rpartition(":")[2])
            clients = [threading.Thread(target=_ask, args=(port, tally)) for _ in range(CLIENTS)]
            for client in clients:
                client.start()
            swaps = _publish_all(place, port, clients, tally)
            server.send_signal(signal.SIGTERM)
    figures = [
        Figure(what="requests", who=OURS, unit="requests", runs=(len(tally.times),)),
        Figure(what="failed", who=OURS, unit="requests", runs=(len(tally.failures),)),
        Figure(what="releases that took over", who=OURS, unit="releases", runs=(swaps,)),
        *waits(tally.times, OURS),
    ]
    if report:
        results("swap", "Queries while releases are published one after the other", figures).write(report)
    tell(figures)
    for failure in tally.failures[:5]:
        print(failure)
    sys.exit(int(bool(tally.failures) or not swaps))


def _server(place: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-P", "-m", "bilat", "serve", "--release", str(place), "--port", "0"]
    environment = os.environ | {"BILAT_FOLLOW_SECONDS": "0.1"}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


def _publish_all(place: Path, port: int, clients: list[threading.Thread], tally: Tally) -> int:
    """Publish a release whenever the one before is served, as long as clients ask; return how many were."""
    taken, due = 0, time.monotonic() + LONGEST_SECONDS
    while any(client.is_alive() for client in clients):
        wanted = SIZES[(taken + 1) % len(SIZES)]
        publish(place, _files(wanted))
        while any(client.is_alive() for client in clients):
            if _quads(port) == wanted:
                taken += 1
                tally.swapped = True
                time.sleep(PAUSE_SECONDS)
                break
            tally.swapped |= time.monotonic() > due
            time.sleep(0.05)
    return taken


def _quads(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/health")
    quads = int(json.loads(connection.getresponse().read())["quads"])
    connection.close()
    return quads


def _ask(port: int, tally: Tally) -> None:
    """Ask until all requests are sent, on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    right = {str(size).encode() for size in SIZES}
    while number := tally.next():
        began = time.perf_counter()
        try:
            path = f"/sparql?query={quote(f'{COUNT} #{number}')}"
            connection.request("GET", path, headers={"Accept": "text/csv"})
            response = connection.getresponse()
            body = response.read()
            if response.status != 200 or body.split()[-1] not in right:
                tally.failures.append(f"{response.status} {body[:200]!r}")
        except OSError as error:
            tally.failures.append(repr(error))
            connection.close()
        tally.times.append(time.perf_counter() - began)
    connection.close()


def _files(size: int) -> dict[str, bytes]:
    quads = sorted(f'<{EX}s{n}> <{EX}value> "{n}" <{EX}g{n % 3}> .\n' for n in range(size))
    return {"bilat.nq": "".join(quads).encode()}


if __name__ == "__main__":
    main()
