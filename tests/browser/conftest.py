"""A server over bilat's own graph, and a real browser that looks at it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from running import Server

from bilat.graph.releases.release import Release

sync_api = pytest.importorskip("playwright.sync_api", reason="no playwright: install the test extra")
#: What a browser writes to its console for any answer that is an error, right as that answer may be.
_STATUS = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")


@pytest.fixture(scope="session")
def site(own_release: Release) -> Iterator[str]:
    """Return the address of a server over bilat's own graph."""
    server = Server(own_release.root, query_seconds=10)
    yield f"http://127.0.0.1:{server.port}"
    server.end()


@pytest.fixture(scope="module")  # While it lives, it has an event loop in this thread that other tests want.
def browser() -> Iterator[sync_api.Browser]:
    """Return a Chromium of the system, or skip the test with the reason."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("no chromium on this machine; name one with CHROMIUM")
    with sync_api.sync_playwright() as playwright:
        # A container has no namespaces for the sandbox, and the only site is our own.
        found = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield found
        found.close()


@dataclass
class Watched:
    """A page, and what went wrong on it.

    Args:
        page: to look at.
        troubles: of the console, of scripts, of requests that failed.
        statuses: of answers that are errors, which a test may want.
    """

    page: sync_api.Page
    troubles: list[str] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def note_failure(self, request: sync_api.Request) -> None:
        """Keep what did not come; a navigation that becomes a download is ended on purpose."""
        if request.failure != "net::ERR_ABORTED":
            self.troubles.append(f"{request.failure}: {request.url}")

    def note(self, message: sync_api.ConsoleMessage) -> None:
        """Keep what the console shows."""
        status = _STATUS.match(message.text)
        if status:
            self.statuses.append(int(status[1]))
        else:
            self.troubles.append(f"{message.type}: {message.text}")


@pytest.fixture
def watched(browser: sync_api.Browser, site: str) -> Iterator[Watched]:
    """Return a page on the site; what goes wrong on it fails the test."""
    context = browser.new_context(
        base_url=site,
        viewport={"width": 1280, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
    )
    watched = Watched(context.new_page())
    watched.page.on("console", watched.note)
    watched.page.on("pageerror", lambda error: watched.troubles.append(str(error)))
    watched.page.on("requestfailed", watched.note_failure)
    yield watched
    context.close()
    assert watched.troubles == []
