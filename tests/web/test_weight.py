"""What a first visit takes with gzip, which any client takes: page, styles, scripts and type."""

from __future__ import annotations

import re

import pytest
from addresses import HEAVY, LIGHT

FILE = re.compile(r'(?:href|src)="(/static/[^"]+)"')
#: What is set in the italic; the first page makes do without.
ITALIC = re.compile(r'class="[^"]*(said-planned|said-aim|sign planned|sign aim)|<em>|<i>')


@pytest.mark.parametrize("path", [*LIGHT, "/id/japn.html"])
def test_pages_are_light(own_client, path: str) -> None:
    """A first visit takes at most 30 KB, its type and its few scripts among them."""
    assert _visit(own_client, path) <= 30_000


@pytest.mark.parametrize("path", HEAVY)
def test_editor_and_network_are_not_heavy(own_client, path: str) -> None:
    """The editor, which is a program, takes at most 170 KB."""
    assert _visit(own_client, path) <= 170_000


def _visit(client, path: str) -> int:
    page = client.get(path, headers={"Accept": "text/html"}).text
    files = set(FILE.findall(page))
    assert any(file.endswith(".css") for file in files)
    if ITALIC.search(page) and "upright" not in page:
        files.add("/static/brygada-italic.woff2")
    return _size(client, path) + sum(_size(client, file) for file in files)


def _size(client, path: str) -> int:
    accepted = {"Accept": "text/html, */*;q=0.1", "Accept-Encoding": "gzip"}
    return len(client.get(path, headers=accepted).data)
