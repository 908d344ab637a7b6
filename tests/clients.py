"""Clients of servers in this very process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from werkzeug.test import Client, TestResponse

from bilat.graph.build import build
from bilat.graph.releases.release import Release
from bilat.project import Project
from bilat.settings import Settings
from bilat.web.app import create_app


def built(folder: Path, place: Path | None = None) -> Release:
    """Return the release of a project in a folder."""
    release = build(Project.at(folder), place).release
    assert release is not None
    return release


@contextmanager
def served(release: Release, settings: Settings) -> Iterator[Client]:
    """Serve a release, and give a client of it."""
    with closing(create_app(release.root, settings)) as app:
        yield Client(app)


def files_from(client: Client, address: str) -> Iterator[TestResponse]:
    """Yield a list in files, from the one at an address on; each that is not the last says that it is cut."""
    while address:
        answer = client.get(address)
        following = re.search(r'<([^>]*)>; rel="next"', ", ".join(answer.headers.getlist("Link")))
        assert bool(following) == ("Bilat-Truncated" in answer.headers)
        yield answer
        address = following[1] if following else ""
