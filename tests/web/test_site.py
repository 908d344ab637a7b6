"""What all responses have in common: conditions, compression, headers, the cache."""

from __future__ import annotations

import gzip

import brotli
import pytest
import zstandard

from bilat.web.http.response import CORS, SECURITY

UNPACK = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
}
MANY = {"query": "SELECT ?s ?o { ?s ?p ?o } ORDER BY ?s ?o", "format": "csv"}


@pytest.mark.parametrize(
    "path", ["/", "/sparql", "/health", "/validation", "/nothing", "/download/bilat.ttl", "/id/x"]
)
def test_common_headers(client, path) -> None:
    """Every response says what browsers may do with it."""
    headers = client.get(path).headers
    for name, value in (*SECURITY, *CORS):
        assert headers.getlist(name) == [value]


@pytest.mark.parametrize(
    "path", ["/", "/sparql", "/validation", "/download/bilat.ttl", "/def.ttl", "/static/site.css"]
)
def test_condition(client, path) -> None:
    """Whoever has the response already gets a 304, by GET and by HEAD, with weak comparison."""
    got = client.get(path)
    tag = got.headers["ETag"]
    for value in (tag, f'"x", {tag}', tag.removeprefix("W/")):
        again = client.get(path, headers={"If-None-Match": value})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    told = client.head(path, headers={"If-None-Match": tag})
    assert (told.status_code, told.headers.get("Content-Length")) == (304, None)
    assert client.get(path, headers={"If-None-Match": '"x"'}).status_code == 200


@pytest.mark.parametrize(
    ("accepted", "data", "page"),
    [
        ("gzip", "gzip", "gzip"),
        ("x-gzip", "gzip", "gzip"),
        ("br, gzip;q=0.5", "br", "br"),
        ("gzip, deflate, br, zstd", "zstd", "br"),
        ("zstd;q=0.9, gzip", "gzip", "gzip"),
    ],
)
def test_compression(client, accepted: str, data: str, page: str) -> None:
    """Text is compressed as the client likes it: quick for data, small for pages; and says so."""
    for path, query, coding in (("/sparql", MANY, data), ("/questions", {}, page)):
        plain = client.get(path, query_string=query)
        squeezed = client.get(path, query_string=query, headers={"Accept-Encoding": accepted})
        assert squeezed.headers["Content-Encoding"] == coding
        assert UNPACK[coding](squeezed.data) == plain.data
        assert "Accept-Encoding" in plain.headers["Vary"]
        assert squeezed.headers["ETag"].removeprefix("W/") == plain.headers["ETag"].removeprefix("W/")


@pytest.mark.parametrize(
    "coding", ["", "deflate", "br;q=0", "identity", "gzip;q=0.0", "identity, gzip;q=0.5"]
)
def test_no_compression_where_it_is_not_taken(client, coding) -> None:
    """Who does not take it, or would rather have the text as it is, gets it so."""
    response = client.get("/sparql", query_string=MANY, headers={"Accept-Encoding": coding})
    assert "Content-Encoding" not in response.headers


def test_styles_and_scripts_are_packed_once_and_well(client) -> None:
    """Each coding of an asset has a tag of its own; type is packed already."""
    tags = set()
    for coding, unpack in UNPACK.items():
        squeezed = client.get("/static/site.css", headers={"Accept-Encoding": coding})
        assert squeezed.headers["Content-Encoding"] == coding
        assert unpack(squeezed.data) == client.get("/static/site.css").data
        tags.add(squeezed.headers["ETag"])
    assert len(tags) == len(UNPACK)
    face = client.get("/static/brygada.woff2", headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in face.headers


def test_small_bodies_stay_plain(client) -> None:
    """What compression would not make smaller is left alone."""
    response = client.get("/health", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in response.headers


def test_repeated_query_is_kept(app, client) -> None:
    """What was asked for twice is kept, and the engine is not asked again."""
    parts = {"query": "SELECT (1 + 1 AS ?kept) {}"}
    client.get("/sparql", query_string=parts)
    first = client.get("/sparql", query_string=parts)
    before = len(app.cache)
    second = client.get("/sparql", query_string=parts)
    assert (second.data, dict(second.headers)) == (first.data, dict(first.headers))
    assert len(app.cache) == before


def test_host_and_accept_are_part_of_the_key(client) -> None:
    """Nobody can make others see what was made for another host or form."""
    parts = {"query": "SELECT (STR(<x>) AS ?x) {}"}
    assert "evil.example" in client.get("/sparql", query_string=parts, headers={"Host": "evil.example"}).text
    assert "evil.example" not in client.get("/sparql", query_string=parts).text
    client.get("/sparql", query_string=parts, headers={"Accept": "text/csv"})
    assert client.get("/sparql", query_string=parts).json


def test_errors_are_not_kept(app, client) -> None:
    """An error is answered anew each time."""
    before = len(app.cache)
    client.get("/sparql", query_string={"query": "SELECT * {"})
    client.get("/nothing")
    assert len(app.cache) == before
