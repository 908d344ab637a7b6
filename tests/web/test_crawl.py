"""Where the links of the pages lead: each kind of page, one step far."""

from __future__ import annotations

from urllib.parse import unquote, urljoin

import pytest
from addresses import HEAVY, LIGHT
from bs4 import BeautifulSoup
from werkzeug.test import Client


@pytest.fixture(scope="module")
def visited() -> dict[str, BeautifulSoup | None]:
    """Return what was found at addresses, to be visited once: a page, or nothing that has anchors."""
    return {}


@pytest.mark.parametrize("page", [*LIGHT, *HEAVY])
def test_links_lead_somewhere(
    own_client: Client, visited: dict[str, BeautifulSoup | None], page: str
) -> None:
    """Each address on a page is answered, and each anchor is on its page, where it is once."""

    def visit(address: str) -> BeautifulSoup | None:
        if address not in visited:
            answer = own_client.get(address, headers={"Accept": "text/html, */*"})
            if answer.status_code == 303:
                return visit(answer.headers["Location"])
            assert answer.status_code == 200, address
            html = answer.mimetype == "text/html"
            visited[address] = BeautifulSoup(answer.data, "html.parser") if html else None
        return visited[address]

    shown = visit(page)
    assert shown is not None
    names = [it["id"] for it in shown.select("[id]")]
    assert len(names) == len(set(names))
    links = {urljoin(page, str(it["href"])) for it in shown.select("a[href], link[href]")}
    for link in sorted(each for each in links if each.startswith("/")):
        path, _, anchor = link.partition("#")
        there = visit(path)
        if there is not None and anchor:
            assert there.find(id=unquote(anchor)), f"{link} on {page}"
