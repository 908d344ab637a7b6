"""Results that were cut say so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pyoxigraph
import pytest
from clients import served
from werkzeug.test import Client

from bilat.engine import formats
from bilat.graph.releases.release import Release
from bilat.settings import Settings
from bilat.web.http.truncation import announced

ROWS = "SELECT ?n { ?s <https://w3id.org/bilat/def#number> ?n }"
TRIPLES = "CONSTRUCT WHERE { ?s <https://w3id.org/bilat/def#number> ?n }"
HEADER = "Bilat-Truncated"


@pytest.fixture(scope="module")
def small(release: Any) -> Iterator[Client]:
    """Return a client of a server that gives ten rows at most."""
    settings = Settings.read({}, workers=1, worker_megabytes=256, result_rows=10)
    with served(release, settings) as client:
        yield client


def ask(client: Client, text: str, name: str, **more: str) -> Any:
    return client.get("/sparql", query_string={"query": text, "format": name, **more}, buffered=True)


def test_refused_whole_by_default(small: Client) -> None:
    """Who does not ask for a part gets none."""
    for form in ("json", "csv"):
        assert ask(small, ROWS, form).status_code == 413
        assert ask(small, ROWS, form, truncate="false").status_code == 413
    assert ask(small, TRIPLES, "ttl").status_code == 413


def test_pages_are_not_held_to_it(own_release: Release) -> None:
    """The limit is for queries of clients; a page takes what it shows, and documents are whole."""
    settings = Settings.read({}, workers=1, result_rows=10)
    with served(own_release, settings) as client:
        for path in ("/def", "/def.ttl", "/shapes", "/shapes.ttl", "/id/japan", "/id/japan.ttl"):
            response = client.get(path, follow_redirects=True)
            assert (response.status_code, response.headers.get(HEADER)) == (200, None), path


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv", "html", "md"])
def test_rows(small: Client, form: str) -> None:
    """As many rows as are allowed come, well-formed, with a header, and a mark where there is a place."""
    response = ask(small, ROWS, form, truncate="true")
    assert (response.status_code, response.headers[HEADER]) == (200, "true")
    if form == "json":
        document = json.loads(response.data)
        assert len(document["results"]["bindings"]) == 10
        assert document["head"]["link"] == ["https://w3id.org/bilat/problem#truncated"]
    elif form == "xml":
        root = ET.fromstring(response.data)  # noqa: S314 - our own
        space = "{http://www.w3.org/2005/sparql-results#}"
        assert len(root.findall(f".//{space}result")) == 10
        assert root.find(f"{space}head/{space}link") is not None
    elif form in {"csv", "tsv"}:
        assert response.data.count(b"\n") == 11
    else:
        assert " was cut at a limit of the server." in response.text.replace("\\", "")


@pytest.mark.parametrize("form", ["ttl", "nt", "rdf", "jsonld", "trig", "nq"])
def test_triples(small: Client, form: str) -> None:
    """So do triples, with a comment in each format that has comments."""
    response = ask(small, TRIPLES, form, truncate="true")
    assert (response.status_code, response.headers[HEADER]) == (200, "true")
    kind = pyoxigraph.RdfFormat.from_extension(form)
    assert kind is not None
    assert len(list(pyoxigraph.parse(response.data, kind))) == 10
    assert (b"this result was cut at a limit of the server" in response.data) == (form != "jsonld")


def test_whole_result_is_not_marked(small: Client) -> None:
    """A result that fits is what it is without the wish, and no cache mixes the two up."""
    fits = ROWS + " LIMIT 10"
    wished, plain = ask(small, fits, "json", truncate="true"), ask(small, fits, "json")
    assert HEADER not in wished.headers
    assert wished.data == plain.data


def test_wish_must_be_clear(small: Client) -> None:
    """Anything but true or false is an error."""
    assert ask(small, ROWS, "json", truncate="maybe").status_code == 400


def test_what_people_read_is_no_longer_than_they_would(release: Any) -> None:
    """Pages and Markdown have a limit in octets of their own: it is written here, while others wait."""
    settings = Settings.read({}, workers=1, worker_megabytes=256, table_bytes=1_000)
    with served(release, settings) as client:
        assert ask(client, ROWS, "json").status_code == 200
        assert ask(client, ROWS, "md").status_code == 413
        assert ask(client, ROWS, "html").headers[HEADER] == "true"


@pytest.mark.parametrize("form", [formats.JSON, formats.XML, formats.TURTLE, formats.RDF_XML, formats.CSV])
def test_a_cut_result_stays_for_others_who_wait_for_it(form: str) -> None:
    """What came from a worker is not changed: whoever asked the same gets it as well."""
    body = bytearray(b'{"head":{"vars":[]}}</head>')
    said = announced(body, form)
    assert body == b'{"head":{"vars":[]}}</head>'
    assert (len(said) > len(body)) is (form != formats.CSV)
