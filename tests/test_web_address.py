"""Addresses of the web: what can be asked, and what cannot."""

import pytest

from bilat.web_address import parts_of


def test_an_address_is_told_in_its_parts() -> None:
    """Scheme, host, port, path and query are those of the text."""
    parts = parts_of("https://example.org:8443/sparql?graph=a")
    assert parts is not None
    assert (parts.scheme, parts.hostname, parts.port) == ("https", "example.org", 8443)
    assert (parts.path, parts.query) == ("/sparql", "graph=a")


@pytest.mark.parametrize(
    "text",
    [
        *("", "example.org", "/sparql", "file:///etc/passwd", "ftp://example.org/", "http://", "http:///a"),
        *("http://me@example.org/", "http://example.org/#a", "http://example.org:0/", "http://[::1/"),
        *("http://example.org:port/", "http://example.org:99999/", "http://example.org/a b"),
        *("http://example.org/\n", "http://exämple.org/", "http://example.org/<a>"),
    ],
)
def test_anything_else_is_none(text: str) -> None:
    """Other schemes, no host, a user, a fragment, no port, and signs that no IRI has."""
    assert parts_of(text) is None
