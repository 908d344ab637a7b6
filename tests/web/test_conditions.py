"""Conditions: what a client has already, it does not get again."""

from __future__ import annotations

from email.utils import formatdate
from typing import Any

import pytest

from bilat.web.conditions import is_known

HEADERS = (("ETag", 'W/"a"'), ("Last-Modified", "Fri, 02 Jan 2026 00:00:00 GMT"))
SAME, LATER = (f"Fri, 02 Jan 2026 00:00:0{second} GMT" for second in (0, 1))
BEFORE = "Thu, 01 Jan 2026 23:59:59 GMT"


@pytest.mark.parametrize(
    ("tags", "since", "known"),
    [
        ('"a"', None, True),
        ('W/"a"', None, True),
        ('"b", W/"a"', None, True),
        ("*", None, True),
        ('"b"', None, False),
        (None, SAME, True),
        (None, LATER, True),
        (None, BEFORE, False),
        (None, "yesterday", False),
        (None, "9" * 5_000, False),
        (None, "", False),
        ('"b"', LATER, False),
        ('"a"', BEFORE, True),
        (None, None, False),
    ],
)
def test_tag_then_date(tags, since, known) -> None:
    """A tag decides alone; without one, the date does, if it is one."""
    sent = {"HTTP_IF_NONE_MATCH": tags, "HTTP_IF_MODIFIED_SINCE": since}
    environ = {name: value for name, value in sent.items() if value is not None}
    assert is_known(HEADERS, environ) is known
    assert is_known((), environ) is False


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/dataset",
        "/questions",
        "/id/japan.ttl",
        "/id/japan.html",
        "/def",
        "/validation",
        "/sparql",
        "/sparql?query=ASK{}",
        "/download/bilat.ttl",
    ],
)
def test_all_that_is_published_has_a_date(client: Any, release: Any, path: str) -> None:
    """Last-Modified is when the release was written, and a 304 is sent to who has it since then."""
    for _ in range(3):  # From the application, and then from the cache.
        written = client.get(path).headers["Last-Modified"]
        assert written == formatdate(release.published, usegmt=True)
        known = client.get(path, headers={"If-Modified-Since": written})
        assert (known.status_code, known.data, known.headers["Last-Modified"]) == (304, b"", written)
        before = formatdate(release.published - 1, usegmt=True)
        assert client.get(path, headers={"If-Modified-Since": before}).status_code == 200


@pytest.mark.parametrize("path", ["/health", "/nothing", "/sparql?query=SELECT(RAND()AS%20?x){}"])
def test_what_changes_has_no_date(client: Any, path: str) -> None:
    """What is another each time, or no document, has none."""
    assert "Last-Modified" not in client.get(path).headers
