"""2,000 good and 200 hostile queries at once, with the default settings: what the good ones feel of it.

    python benchmarks/mixed.py [RELEASE]

Prints how many were right, and p50, p99 and the longest time, in milliseconds; first without hostile ones.
Good clients ask from addresses of their own, each one query after the other; hostile ones eight at a time
from one address, and then from two.
"""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote

GOOD = "SELECT ?s ?p ?o { ?s ?p ?o } OFFSET %d LIMIT 10"
PRODUCT = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
HOSTILE = (
    f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}",
    f"SELECT DISTINCT * {{ {PRODUCT} }}",
    f"SELECT * {{ {PRODUCT} }} ORDER BY ?c",
    f"SELECT (GROUP_CONCAT(?c) AS ?x) {{ {PRODUCT} }}",
    "SELECT * " + "{" * 30_000,
    "SELECT * {" + " . ".join(f"?v{n} ?p{n} ?v{n + 1}" for n in range(300)) + "}",
    "SELECT * { SERVICE <http://127.0.0.1:1/> {} }",
    "SELECT * {",
)
CLIENTS, ATTACKERS = 8, 8
GOOD_EACH, HOSTILE_EACH = 250, 25


def main() -> int:
    """Run with and without hostile queries; return 1 if a good one was not answered right."""
    with subprocess.Popen(
        ["bilat", "serve", "--port", "0", *(["--release", sys.argv[1]] if len(sys.argv) > 1 else [])],
        env=os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"},
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None  # noqa: S101 - it is a pipe
        port = int(server.stdout.readline().rstrip("/\n").rpartition(":")[2])
        try:
            failed = sum(measure(port, addresses) for addresses in (0, 1, 2))
        finally:
            server.send_signal(signal.SIGTERM)
    return int(failed > 0)


def measure(port: int, addresses: int) -> int:
    """Print the times of good queries under attack from so many addresses; return how many failed."""
    attackers = ATTACKERS if addresses else 0
    times: list[float] = []
    failures: list[str] = []
    threads = [
        threading.Thread(target=ask_good, args=(port, number, addresses, times, failures))
        for number in range(CLIENTS)
    ]
    threads += [
        threading.Thread(target=attack, args=(port, number, addresses)) for number in range(attackers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times.sort()
    print(
        f"{attackers * HOSTILE_EACH:4} hostile from {addresses}: "
        f"{len(times)} of {CLIENTS * GOOD_EACH} right, "
        f"p50 {times[len(times) // 2] * 1_000:.1f}  p99 {times[len(times) * 99 // 100] * 1_000:.1f}  "
        f"longest {times[-1] * 1_000:.1f} ms"
    )
    for failure in failures[:5]:
        print(failure)
    return len(failures)


def ask_good(port: int, number: int, salt: int, times: list[float], failures: list[str]) -> None:
    """Ask what no cache has, on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, source_address=(f"127.0.1.{number + 1}", 0))
    for turn in range(GOOD_EACH):
        text = GOOD % (number * GOOD_EACH + turn) + f" #{salt}"
        began = time.perf_counter()
        connection.request("GET", f"/sparql?query={quote(text)}", headers={"Accept": "text/csv"})
        response = connection.getresponse()
        body = response.read()
        if response.status == 200 and body.count(b"\r\n") >= 11:
            times.append(time.perf_counter() - began)
        else:
            failures.append(f"{response.status} {body[:200]!r}")
    connection.close()


def attack(port: int, number: int, addresses: int) -> None:
    """Ask hostile queries one after the other."""
    for turn in range(HOSTILE_EACH):
        text = HOSTILE[(number + turn) % len(HOSTILE)] + f" #{number}-{turn}-{addresses}"
        source = (f"127.0.2.{number % addresses + 1}", 0)
        connection = http.client.HTTPConnection("127.0.0.1", port, source_address=source)
        connection.request("GET", f"/sparql?timeout=1&query={quote(text)}")
        connection.getresponse().read()
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
