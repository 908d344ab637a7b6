"""A folder of releases, servers that end with their test, and what publishes another release."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from running import Server, files_of

from bilat.graph.releases.publish import publish
from bilat.graph.releases.release import Release


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of releases with one of 300 quads."""
    folder = tmp_path_factory.mktemp("releases")
    publish(folder, files_of(300))
    return folder


@pytest.fixture
def own_place(tmp_path: Path) -> Path:
    """Return a folder of releases that a test may change."""
    publish(tmp_path / "releases", files_of(300))
    return tmp_path / "releases"


@pytest.fixture
def start() -> Iterator[Callable[..., Server]]:
    """Return what starts a server that ends with the test."""
    servers: list[Server] = []

    def starter(place: Path, **settings: Any) -> Server:
        servers.append(Server(place, **settings))
        return servers[-1]

    yield starter
    for server in servers:
        if server.process.poll() is None:
            server.end()


@pytest.fixture
def new_release(own_place: Path) -> Callable[[int], Release]:
    """Return what publishes a release with so many quads."""
    return lambda number: publish(own_place, files_of(number))
