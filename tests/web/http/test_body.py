"""Bodies of requests, whole and in chunks, in whatever pieces they come."""

from __future__ import annotations

import pytest

from bilat.errors import RequestError
from bilat.web.http.body import Body
from bilat.web.http.head import Heads

POST = b"POST / HTTP/1.1\r\nHost: a\r\n%b\r\n\r\n"
CHUNKS = b"3\r\nASK\r\n3\r\n {}\r\n0\r\n\r\n"


def body(field: bytes, most: int = 100) -> Body:
    return Body(Heads(1_000).parse(POST % field), most)


@pytest.mark.parametrize("step", [1, 2, 5, 100])
@pytest.mark.parametrize(
    ("field", "octets"),
    [(b"Content-Length: 6", b"ASK {}"), (b"Transfer-Encoding: chunked", CHUNKS)],
)
def test_pieces(field, octets, step) -> None:
    """However it is cut, the body is the same, and is whole when the last piece has come."""
    received, buffer = body(field), bytearray()
    for start in range(0, len(octets), step):
        buffer += octets[start : start + step]
        whole = received.take(buffer)
        assert whole is (start + step >= len(octets))
    assert bytes(received.octets) == b"ASK {}"


def test_what_follows_is_left() -> None:
    """Octets behind a body of known length belong to the next request."""
    buffer = bytearray(b"ASK {}GET")
    assert body(b"Content-Length: 6").take(buffer)
    assert buffer == b"GET"


@pytest.mark.parametrize(
    ("octets", "lost"),
    [(CHUNKS, False), (CHUNKS + b"GET / HTTP/1.1\r\n", True), (CHUNKS + b"nonsense\r\n\r\n", True)],
)
def test_what_follows_chunks_is_told_to_be_lost(octets, lost) -> None:
    """Who sends more behind chunks hears no answer to it, so that his connection is to be ended."""
    received = body(b"Transfer-Encoding: chunked")
    assert received.take(bytearray(octets))
    assert received.cut_off is lost


@pytest.mark.parametrize("octets", [b"zz\r\n", b"3\nASK\r\n", b"-1\r\n", b"3\r\nASKx\r\n"])
def test_bad_chunks(octets) -> None:
    """Chunks that are none are refused."""
    with pytest.raises(RequestError, match="chunks"):
        body(b"Transfer-Encoding: chunked").take(bytearray(octets))


def test_too_long() -> None:
    """A body that is declared too long is refused before it comes, chunks when they are too many."""
    with pytest.raises(RequestError, match="longer than 100"):
        body(b"Content-Length: 101")
    with pytest.raises(RequestError, match="longer than 100") as caught:
        body(b"Transfer-Encoding: chunked").take(bytearray(b"50\r\n" + b"x" * 80 + b"\r\n50\r\n" + b"x" * 80))
    assert caught.value.status == 413


@pytest.mark.parametrize("junk", [b"3;" + b"x" * 700, b"3\r\nASK\r\n0\r\n" + b"X: y\r\n" * 120])
def test_junk_between_chunks(junk) -> None:
    """Extensions of chunks and trailers count, too: without end they are refused."""
    received = body(b"Transfer-Encoding: chunked")
    with pytest.raises(RequestError, match="longer than 100"):
        received.take(bytearray(junk))


def test_smallest_chunks() -> None:
    """A body may come octet by octet."""
    received = body(b"Transfer-Encoding: chunked", 100)
    assert received.take(bytearray(b"1\r\nx\r\n" * 99 + b"0\r\n\r\n"))
