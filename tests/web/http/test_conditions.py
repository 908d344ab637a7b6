"""Conditions: what a client has already, it does not get again."""

from __future__ import annotations

from email.utils import formatdate
from typing import Any

import pytest

from bilat.errors import RequestError
from bilat.web.http.conditions import conditional, is_known, is_other
from bilat.web.http.head import Head, Heads
from bilat.web.http.response import Response

HEADERS = (("ETag", 'W/"a"'), ("Last-Modified", "Fri, 02 Jan 2026 00:00:00 GMT"))
SAME, LATER = (f"Fri, 02 Jan 2026 00:00:0{second} GMT" for second in (0, 1))
BEFORE = "Thu, 01 Jan 2026 23:59:59 GMT"


def test_each_client_is_answered_by_its_own_condition() -> None:
    """What was decided for one condition holds for that alone, however often it comes."""
    response, heads = Response(200, HEADERS, b"x"), Heads(1_000)

    def status(head: Head) -> int:
        try:
            return conditional(response, head).status
        except RequestError as error:
            return error.status

    asked = {
        condition: heads.parse(f"GET / HTTP/1.1\r\nHost: x\r\n{condition}\r\n".encode())
        for condition in ("", 'If-None-Match: "a"\r\n', 'If-None-Match: "b"\r\n', 'If-Match: "b"\r\n')
    }
    for head in (*asked.values(), *asked.values()):
        assert status(head) == status(head)
    assert [status(head) for head in asked.values()] == [200, 304, 200, 412]


def test_nothing_long_is_kept_beside_a_response() -> None:
    """What a client sends with a request takes no memory after: the cache counts what it holds."""
    response, long = Response(200, HEADERS, b"x"), "x" * 12_000
    for condition in ("X: y", 'If-None-Match: "b"', f'If-None-Match: "{long}"'):
        head = f"GET / HTTP/1.1\r\nHost: x\r\nX-Long: {long}\r\n{condition}\r\n\r\n"
        conditional(response, Heads(1_000).parse(head.encode()))
    assert len(repr(response.decided)) < 1_000


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
    ("tags", "since", "other"),
    [
        ('"s"', None, False),
        ('"t" , "s"', None, False),
        ("*", None, False),
        ('"t"', None, True),
        ('W/"s"', None, True),
        (None, SAME, False),
        (None, LATER, False),
        (None, BEFORE, True),
        (None, "yesterday", False),
        ('"s"', BEFORE, False),
        ('"t"', LATER, True),
        (None, None, False),
    ],
)
def test_what_is_demanded(tags, since, other) -> None:
    """A strong tag decides alone; without one, the date does, if it is one."""
    sent = {"HTTP_IF_MATCH": tags, "HTTP_IF_UNMODIFIED_SINCE": since}
    environ = {name: value for name, value in sent.items() if value is not None}
    assert is_other((("ETag", '"s"'), HEADERS[1]), environ) is other
    assert is_other(HEADERS, {"HTTP_IF_MATCH": 'W/"a"'})


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/dataset",
        "/id/japan.ttl",
        "/id/japan.html",
        "/sparql",
        "/sparql?query=ASK{}",
        "/download/bilat.ttl",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_demands_are_met_or_refused(client: Any, release: Any, path: str, method: str) -> None:
    """What has changed since, or has another tag, is not sent to who wants it unchanged."""
    before = formatdate(release.published - 1, usegmt=True)
    for _ in range(3):  # From the application, and then from the cache.
        written = client.get(path).headers["Last-Modified"]
        for sent, status in (
            ({"If-Unmodified-Since": written}, 200),
            ({"If-Match": "*", "If-Unmodified-Since": before}, 200),
            ({"If-Unmodified-Since": before}, 412),
            ({"If-Match": '"x"', "If-None-Match": "*"}, 412),
        ):
            answer = client.open(path, method=method, headers=sent | {"Accept": "*/*"})
            assert answer.status_code == status
            assert bool(answer.data) is (method == "GET")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "ETag" not in answer.headers


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


@pytest.mark.parametrize(
    ("path", "status"), [("/nothing", 404), ("/id/japan", 303), ("/sparql?query=NONSENSE", 400)]
)
@pytest.mark.parametrize("sent", [{"If-None-Match": "*"}, {"If-Match": '"x"'}])
def test_conditions_are_for_documents(client: Any, path: str, status: int, sent: dict[str, str]) -> None:
    """What is none is answered as without a condition (RFC 9110, 13.2.1)."""
    for _ in range(3):  # From the application, and then from the cache.
        assert client.get(path, headers=sent).status_code == status
