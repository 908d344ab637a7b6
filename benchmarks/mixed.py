"""2,000 good and 200 hostile queries at once, with the default settings: what the good ones feel of it.

    python benchmarks/mixed.py [RELEASE] [--json FILE]

Tells how many failed, and the median, the slowest hundredth and the longest time; first without hostile ones.
Good clients ask from addresses of their own, each one query after the other; hostile ones eight at a time
from one address, and then from two.
"""

from __future__ import annotations

import http.client
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote

import click
from figures import OURS, Figure, results, say, tell
from load import port_of, settled, waits

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


@click.command(help=__doc__.splitlines()[0] if __doc__ else None)
@click.argument("release", required=False)
@click.option("--json", "report", type=click.Path(path_type=Path), help="File for the figures.")
def main(release: str | None, report: Path | None) -> None:
    """Run with and without hostile queries; exit with 1 if a good one was not answered right."""
    place = ["--release", release] if release else []
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "bilat", "serve", "--port", "0", *place],
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            port = port_of(server)
            settled(port)
            runs = [measure(port, addresses) for addresses in (0, 1, 2)]
        finally:
            server.send_signal(signal.SIGTERM)
    figures = [figure for run in runs for figure in run]
    if report:
        about = f"{CLIENTS * GOOD_EACH:,} good queries beside {ATTACKERS * HOSTILE_EACH} hostile ones"
        results("mixed", about, figures).write(report)
    tell(figures)
    sys.exit(int(any(figure.middle for figure in figures if figure.what == "failed")))


def measure(port: int, addresses: int) -> list[Figure]:
    """Return how good queries fare under attack from so many addresses."""
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
    for failure in failures[:5]:
        say(failure)
    variant = f"hostile from {addresses} address{'es' * (addresses > 1)}" if addresses else "none hostile"
    failed = Figure(what="failed", who=OURS, unit="queries", runs=(len(failures),), variant=variant)
    return [failed, *waits(times, OURS, variant)]


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
    main()
