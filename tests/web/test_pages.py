"""Home page, downloads, validation, health."""

from __future__ import annotations

import gzip
import hashlib

import pytest
from werkzeug.test import Client

from bilat.engine.workers.pool import Pool
from bilat.errors import ReleaseError
from bilat.graph.releases.publish import publish
from bilat.web.app import create_app


def test_home_names_downloads(client) -> None:
    """The home page has the counts, without the catalogue of our own, and links to downloads that work."""
    text = client.get("/").text
    assert "309 statements in 6 named graphs" in text
    for name in ("bilat.ttl",):
        assert f'href="/download/{name}"' in text
        assert client.get(f"/download/{name}").status_code == 200
    assert ".gz" not in text


def test_download_is_the_file(client, release) -> None:
    """A download is the published file, with the digest of the manifest as its ETag."""
    response = client.get("/download/bilat.ttl")
    assert response.data == release.read("downloads/bilat.ttl")
    assert response.headers["ETag"] == f'"{hashlib.sha256(response.data).hexdigest()}"'
    assert response.headers["Content-Type"] == "text/turtle; charset=utf-8"
    assert "bilat.ttl" in response.headers["Content-Disposition"]


def test_compressed_download(client) -> None:
    """Who takes gzip gets the compressed copy, with an ETag of its own."""
    plain = client.get("/download/bilat.ttl")
    squeezed = client.get("/download/bilat.ttl", headers={"Accept-Encoding": "gzip"})
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(squeezed.data) == plain.data
    assert squeezed.headers["ETag"] != plain.headers["ETag"]
    assert squeezed.headers["Content-Type"] == plain.headers["Content-Type"]
    small = client.get("/download/bilat.nt", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in small.headers


def test_range(client) -> None:
    """A part of a download can be had, if it is still the same download."""
    tag = client.get("/download/bilat.ttl").headers["ETag"]
    part = client.get("/download/bilat.ttl", headers={"Range": "bytes=6-10", "Accept-Encoding": "gzip"})
    assert (part.status_code, part.data, part.headers["Content-Range"]) == (206, b"<a:c>", "bytes 6-10/20000")
    same = client.get("/download/bilat.ttl", headers={"Range": "bytes=6-10", "If-Range": tag})
    other = client.get("/download/bilat.ttl", headers={"Range": "bytes=6-10", "If-Range": '"x"'})
    assert (same.status_code, other.status_code) == (206, 200)
    assert client.get("/download/bilat.ttl", headers={"Range": "bytes=90000-"}).status_code == 416
    head = client.head("/download/bilat.ttl", headers={"Range": "bytes=6-10"})
    assert (head.status_code, head.headers["Content-Length"]) == (200, "20000")  # RFC 9110, 14.2


def test_head_of_a_download(client) -> None:
    """HEAD tells the length without the content."""
    response = client.head("/download/bilat.ttl")
    assert (response.data, response.headers["Content-Length"]) == (b"", "20000")


@pytest.mark.parametrize(
    "path",
    [
        "/download/",
        "/download/nothing.ttl",
        "/download/bilat.ttl.gz",
        "/download/../bilat.nq",
        "/download/%2e%2e/bilat.nq",
        "/download/..%2fmanifest.json",
        "/download//etc/passwd",
        "/download/bilat.ttl%00",
        "/nothing",
    ],
)
def test_nothing_else_can_be_had(client, path) -> None:
    """Only the files of the manifest are sent, whatever the path."""
    response = client.get(path)
    assert response.status_code == 404
    assert response.json["title"] == "Not found"


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/timelin", "/timeline"),
        ("/validaton", "/validation"),
        ("/sparq", "/sparql"),
        ("/browse/5g", "/browse"),
        ("/questions/countries-with-5g-declarations", "/questions/countries-with-a-5g-declaration"),
        ("/def/Dialogue", "/def#Dialogue"),
        ("/id/japn", "/id/japan"),
        ("/graph/referenc", "/graph/reference"),
    ],
)
def test_not_found_leads_to_what_is_near(own_client: Client, path: str, near: str) -> None:
    """A slip in an address, of whatever kind of page, costs one more click."""
    page = own_client.get(path, headers={"Accept": "text/html"})
    assert page.status_code == 404
    assert f'Did you mean <a href="{near}">{near}</a>' in page.text


def test_not_found_leads_to_the_first_page(own_client: Client) -> None:
    """Nothing is offered that is not like what was asked for."""
    assert "Did you mean" not in own_client.get("/xylophone", headers={"Accept": "text/html"}).text


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("text/html", "text/html; charset=utf-8"),
        ("application/json", "application/json"),
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("*/*", "text/html; charset=utf-8"),
    ],
)
def test_validation_by_accept(client, accept, content_type) -> None:
    """The validation report comes in the form asked for."""
    assert client.get("/validation", headers={"Accept": accept}).headers["Content-Type"] == content_type
    assert client.get("/validation", headers={"Accept": "application/sarif+json"}).status_code == 406


def test_health(client, release) -> None:
    """Health names the release, counts quads and workers, and is never kept."""
    response = client.get("/health")
    facts = response.json
    assert (facts["status"], facts["release"], facts["quads"]) == ("ok", release.digest, 310)
    assert facts["workers"] == 2
    assert response.headers["Cache-Control"] == "no-store"


def test_wrong_method(client) -> None:
    """A method that a page does not take is a 405 with Allow, as a problem."""
    response = client.post("/health")
    assert response.status_code == 405
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert response.json["status"] == 405
    assert response.json["detail"] == "POST is not taken here."
    assert response.json["remedy"] == "Use one of GET, HEAD, OPTIONS."


def test_preflight(client) -> None:
    """A browser may ask for any page in the name of another site, with headers of its own."""
    response = client.options("/id/thames")
    assert (
        response.headers["Allow"] == response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    )
    assert response.headers["Access-Control-Allow-Headers"].startswith("*, Authorization, ")


def test_unforeseen_error_tells_nothing(client, monkeypatch) -> None:
    """A mistake of ours is a 500 that says no more than that."""

    def fail(_pool: Pool) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr(Pool, "status", property(fail))
    response = client.get("/health")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert response.json["title"] == "Internal error"


def test_literals_that_are_one_value_are_no_damage(tmp_path, settings) -> None:
    """The engine keeps a value once, however often it is written: that is not a damaged release."""
    decimal = "^^<http://www.w3.org/2001/XMLSchema#decimal> <a:g> .\n"
    quads = f'<a:b> <a:c> "1.5"{decimal}<a:b> <a:c> "1.50"{decimal}'
    app = create_app(publish(tmp_path, {"bilat.nq": quads.encode()}).root, settings)
    assert app.engine.quads == 1
    app.close()


def test_release_with_another_number_of_quads_is_refused(tmp_path, settings) -> None:
    """A release whose data is not what the manifest counts is not served."""
    release = publish(tmp_path, {"bilat.nq": b"<a:b> <a:c> <a:d> <a:g> .\n"})
    (release.root / "bilat.nq").write_bytes(b"<a:b> <a:c> <a:d> <a:g> .\n"[:0] + b"\n" * 26)
    with pytest.raises(ReleaseError, match="0 quads and not 1"):
        create_app(release.root, settings)


@pytest.mark.parametrize("name", ["vocabulary.json", "reading.json", "questions.json", "catalogue.ttl"])
@pytest.mark.parametrize(
    "body", [b"\xff", b"5", b'"x"', b"[" * 100_000, b"<a:b> <a:b> " + b"<<( <a:b> <a:b> " * 101]
)
def test_release_with_a_file_that_is_none_is_refused(tmp_path, settings, name, body) -> None:
    """What cannot be read is said of the release, whose manifest may well agree, and ends nothing."""
    quads = {"bilat.nq": b"<a:b> <a:c> <a:d> <a:g> .\n"}
    release = publish(tmp_path, quads | {name: body})
    with pytest.raises(ReleaseError, match=r"cannot be read|nests triple terms"):
        create_app(release.root, settings)
