"""A small release on disk, and the application over it."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse

from bilat.graph.publish import publish
from bilat.graph.release import Release
from bilat.settings import Settings
from bilat.web.app import App, create_app

BASE = "https://w3id.org/bilat/"
LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
INTEGER = "<http://www.w3.org/2001/XMLSchema#integer>"
QUADS = "".join(
    sorted(
        [
            f'<{BASE}def#Country> {LABEL} "country"@en <{BASE}graph/ontology> .\n',
            f'<{BASE}def#partner> {LABEL} "partner"@en <{BASE}graph/ontology> .\n',
            f'<{BASE}id/japan> {LABEL} "Japan"@en <{BASE}graph/reference> .\n',
            f"<{BASE}id/japan> <{BASE}def#partner> <{BASE}id/eu> <{BASE}source/b/19> .\n",
            f"<{BASE}id/japan> <{BASE}def#partner> <{BASE}id/eu> <{BASE}source/b/20> .\n",
            f'<{BASE}id/eu> {LABEL} "European <Union>"@en <{BASE}graph/reference> .\n',
            f"<{BASE}id/eu> <{BASE}def#page> <javascript:alert(1)> <{BASE}graph/reference> .\n",
            *(f'<{BASE}id/n{n}> <{BASE}def#number> "{n}"^^{INTEGER} <{BASE}graph/n> .\n' for n in range(300)),
        ]
    )
)
CATALOGUE = """\
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
<https://w3id.org/bilat/dataset#service> a sd:Service ; sd:endpoint <https://w3id.org/bilat/sparql> .
"""


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    turtle = "<a:b> <a:c> <a:d> .\n" * 1_000
    files = {
        "bilat.nq": QUADS,
        "catalogue.ttl": CATALOGUE,
        "downloads/bilat.ttl": turtle,
        "downloads/bilat.nt": "<a:b> <a:c> <a:d> .\n",
        "report.html": "<!DOCTYPE html><title>Report</title>",
        "report.json": "{}",
        "report.ttl": "# nothing\n",
    }
    contents = {name: text.encode() for name, text in files.items()}
    contents["downloads/bilat.ttl.gz"] = gzip.compress(turtle.encode(), mtime=0)
    return publish(tmp_path_factory.mktemp("releases"), contents)


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings.read({}, workers=2, worker_megabytes=256, query_seconds=5.0)


@pytest.fixture(scope="session")
def app(release: Release, settings: Settings) -> Iterator[App]:
    app = create_app(release.root, settings)
    yield app
    app.close()


class WholeClient(Client):
    """A client that reads each response to its end, and so closes what it comes from."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request."""
        return super().open(*args, buffered=True, **kwargs)


@pytest.fixture
def client(app: App) -> Client:
    return WholeClient(app)


@pytest.fixture
def query(client: Client) -> Callable[..., TestResponse]:
    """Return a function that sends a query in the URL."""

    def send(text: str, accept: str = "*/*", **parameters: str) -> TestResponse:
        return client.get("/sparql", query_string={"query": text, **parameters}, headers={"Accept": accept})

    return send
