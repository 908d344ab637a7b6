"""What pages cost: CPU on the server, bytes and requests on the way, and what a browser sees of it.

    python benchmarks/pages.py [RELEASE]

CPU is in milliseconds a request with all processes counted, the median of several: uncached with a query
string that nobody asked before, cached with the same address again. Bytes are what comes over the wire in the
first visit with gzip, the type counted apart. Paint and layout shift are those of Chromium, if there is one.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import time
from typing import Any

from load import cpu_seconds

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
PAINT = """() => new Promise(done => {
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  let shift = 0;
  new PerformanceObserver(list => list.getEntries().forEach(each => { shift += each.value; }))
    .observe({ type: 'layout-shift', buffered: true });
  setTimeout(() => done([paint ? paint.startTime : null, shift]), 100);
})"""


def main() -> None:
    """Start a server, measure every page, print a table and the same as JSON."""
    command = [sys.executable, "-m", "bilat", "serve", "--port", "0"]
    command += ["--release", sys.argv[1]] if len(sys.argv) > 1 else []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ}) as server:
        try:
            port = _port(server)
            seen = _seen(port)
            rows = {path: _cost(port, server.pid, path) | seen.get(path, {}) for path in PAGES}
        finally:
            server.send_signal(signal.SIGTERM)
    heads = ("uncached ms", "cached ms", "KB", "type KB", "requests", "paint ms", "shift")
    sys.stdout.write(f"{'page':32}{''.join(f'{head:>13}' for head in heads)}\n")
    for path, row in rows.items():
        cells = "".join(f"{row[head]:>13.3g}" if head in row else f"{'':>13}" for head in heads)
        sys.stdout.write(f"{path:32}{cells}\n")
    sys.stdout.write(json.dumps(rows) + "\n")


def _port(server: subprocess.Popen[str]) -> int:
    for line in server.stdout or ():
        if "http://" in line:
            return int(line.rsplit(":", 1)[1].strip().strip("/"))
    raise SystemExit("The server did not start.")


def _cost(port: int, pid: int, path: str) -> dict[str, float]:
    """Return the CPU of a page, uncached and cached."""
    joint = "&" if "?" in path else "?"
    number = iter(range(10**9))
    _ask(port, path)
    fresh = [_cpu(port, pid, lambda: f"{path}{joint}fresh={next(number)}") for _ in range(REPEATS)]
    again = [_cpu(port, pid, lambda: path) for _ in range(REPEATS)]
    return {"uncached ms": statistics.median(fresh), "cached ms": statistics.median(again)}


def _cpu(port: int, pid: int, path: Any) -> float:
    before = cpu_seconds(pid)
    for _ in range(TOGETHER):
        _ask(port, path())
    return (cpu_seconds(pid) - before) / TOGETHER * 1000


def _ask(port: int, path: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers={"Accept": "text/html", "Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    answer.read()
    if answer.status != 200:
        raise SystemExit(f"{path} answered {answer.status}.")
    connection.close()


def _seen(port: int) -> dict[str, dict[str, float]]:
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
        found = {path: _visit(browser, f"http://127.0.0.1:{port}{path}") for path in PAGES}
        browser.close()
    return found


def _visit(browser: Any, address: str) -> dict[str, float]:
    context = browser.new_context()
    page, requests = context.new_page(), []
    page.on("requestfinished", lambda request: requests.append(request))
    page.goto(address)
    time.sleep(0.1)
    paint, shift = page.evaluate(PAINT)
    sizes = {"KB": 0.0, "type KB": 0.0}
    for request in requests:
        sizes["type KB" if request.resource_type == "font" else "KB"] += (
            request.sizes()["responseBodySize"] / 1000
        )
    context.close()
    return {**sizes, "requests": len(requests), "paint ms": paint or 0.0, "shift": shift}


if __name__ == "__main__":
    main()
