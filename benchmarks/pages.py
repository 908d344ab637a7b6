"""What pages cost: CPU on the server, bytes and requests on the way, and what a browser sees of it.

    python benchmarks/pages.py [RELEASE] [--json FILE]

CPU is in milliseconds a request with all processes counted, the median of several: uncached with a query
string that nobody asked before, cached with the same address again; things also when nobody has asked for
them before, once with what the server makes ahead and once without. Bytes are what comes over the wire in the
first visit with gzip, the type counted apart. Paint and layout shift are those of Chromium, if there is one.
"""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import click
from figures import OURS, Figure, results, tell
from load import cpu_seconds, port_of, settled

PAGES = (
    "/",
    "/search?q=japan",
    "/browse",
    "/id/japan.html",
    "/id/japan-ict-dialogue.html",
    "/source/b.html",
    "/source/b/19.html",
    "/timeline",
    "/map",
    "/network",
    "/questions",
    "/sparql",
    "/def",
    "/shapes",
    "/guide",
    "/validation",
    "/coverage",
    "/dataset",
)
REPEATS, TOGETHER = 5, 20
_HEADERS = {"Accept": "*/*"}
_PACKED = {"Accept": "text/html, */*;q=0.5", "Accept-Encoding": "gzip"}
_THINGS = """
SELECT DISTINCT ?thing { ?thing a ?class . FILTER CONTAINS(STR(?thing), "/id/") } ORDER BY ?thing LIMIT 100
"""
PAINT = """() => new Promise(done => {
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  let shift = 0;
  new PerformanceObserver(list => list.getEntries().forEach(each => { shift += each.value; }))
    .observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => done([paint ? paint.startTime : null, shift]), 100);
})"""


@click.command(help=__doc__.splitlines()[0] if __doc__ else None)
@click.argument("release", required=False)
@click.option("--json", "report", type=click.Path(path_type=Path), help="File for the figures.")
def main(release: str | None, report: Path | None) -> None:
    """Start a server, measure every page, print what it costs."""
    with _server(release, BILAT_AHEAD_BYTES="0") as (port, pid):
        figures = [*_first(port, pid, "first time, not made ahead")]
    with _server(release) as (port, pid):
        seconds = settled(port)
        figures.append(Figure(what="until all is made ahead", who=OURS, unit="s", runs=(seconds,)))
        seen = _seen(port)
        figures += _first(port, pid, "first time")
        figures += [figure for path in PAGES for figure in _cost(port, pid, path)]
        figures += [figure for path in PAGES for figure in seen.get(path, ())]
    if report:
        results("pages", "Processor time of pages, and what a first visit brings", figures).write(report)
    tell(figures)


@contextmanager
def _server(release: str | None, **environment: str) -> Iterator[tuple[int, int]]:
    """Start a server, give its port and its process, and end it."""
    command = [sys.executable, "-P", "-m", "bilat", "serve", "--port", "0"]
    command += ["--release", release] if release else []
    environment = {**os.environ, **environment}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            yield port_of(server), server.pid
        finally:
            server.send_signal(signal.SIGTERM)


def _first(port: int, pid: int, variant: str) -> Iterator[Figure]:
    """Yield the CPU of things that nobody has asked for before: what is made for one is kept with it."""
    query = urlencode({"query": _THINGS, "format": "csv"})
    things = [urlsplit(iri).path.partition("/id/")[2] for iri in _ask(port, f"/sparql?{query}").split()[1:]]
    for name, ending in (("HTML", "html"), ("JSON-LD", "jsonld")):
        paths = iter([f"/id/{thing}.{ending}" for thing in things])
        runs = tuple(_cpu(port, pid, paths.__next__) for _ in range(len(things) // TOGETHER))
        yield Figure(what=f"a thing as {name}", who=OURS, unit="ms", runs=runs, variant=variant)


def _cost(port: int, pid: int, path: str) -> Iterator[Figure]:
    """Yield the CPU of a page, uncached and cached."""
    joint = "&" if "?" in path else "?"
    number = iter(range(10**9))
    _ask(port, path)
    fresh = tuple(_cpu(port, pid, lambda: f"{path}{joint}fresh={next(number)}") for _ in range(REPEATS))
    again = tuple(_cpu(port, pid, lambda: path) for _ in range(REPEATS))
    yield Figure(what=path, who=OURS, unit="ms", runs=fresh, variant="uncached")
    yield Figure(what=path, who=OURS, unit="ms", runs=again, variant="cached")


def _cpu(port: int, pid: int, path: Any) -> float:
    before = cpu_seconds(pid)
    for _ in range(TOGETHER):
        _ask(port, path())
    return (cpu_seconds(pid) - before) / TOGETHER * 1000


def _ask(port: int, path: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=_HEADERS | ({} if "format=" in path else _PACKED))
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path} answered {answer.status}.")
    connection.close()
    return "" if answer.getheader("Content-Encoding") else body.decode()


def _seen(port: int) -> dict[str, tuple[Figure, ...]]:
    """Return what a browser sees of each page in a first visit, nothing where there is no browser."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return {}
    if chromium is None:
        return {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        found = {path: tuple(_visit(browser, f"http://127.0.0.1:{port}", path)) for path in PAGES}
        browser.close()
    return found


def _visit(browser: Any, server: str, path: str) -> Iterator[Figure]:
    context = browser.new_context()
    page, requests = context.new_page(), []
    page.on("requestfinished", lambda request: requests.append(request))
    page.goto(f"{server}{path}")
    time.sleep(0.1)
    paint, shift = page.evaluate(PAINT)
    sizes = {"all but type": 0.0, "type": 0.0}
    for request in requests:
        kind = "type" if request.resource_type == "font" else "all but type"
        sizes[kind] += request.sizes()["responseBodySize"] / 1000
    context.close()
    for kind, size in sizes.items():
        yield Figure(what=path, who=OURS, unit="KB", runs=(size,), variant=kind)
    yield Figure(what=path, who=OURS, unit="requests", runs=(len(requests),))
    yield Figure(what=path, who=OURS, unit="ms", runs=(paint or 0.0,), variant="first paint")
    yield Figure(what=path, who=OURS, unit="shift", runs=(shift,))


if __name__ == "__main__":
    main()
