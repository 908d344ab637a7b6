"""Heads of requests: parsed strictly, and remembered by their octets."""

from __future__ import annotations

from time import process_time

import pytest

from bilat.errors import RequestError
from bilat.web.http.head import LONGEST_OF_PAGES, Head, Heads

GET = b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\nHost: a\r\nAccept: text/csv\r\n\r\n"


def parsed(octets: bytes) -> Head:
    return Heads(1_000).parse(octets)


def test_parts() -> None:
    """Method, path, query and headers are what was sent; the path is decoded, the query is not."""
    head = parsed(
        b"POST /id/a%20b?x=%20 HTTP/1.1\r\nHost: a\r\nX-Y: 1\r\nX-Y: 2\r\nContent-Length: 3\r\n\r\n"
    )
    assert (head.method, head.path, head.query, head.length) == ("POST", "/id/a b", "x=%20", 3)
    assert head.headers["x-y"] == "1, 2"
    assert head.key is None


def test_key() -> None:
    """GET and HEAD share a key; another path, query, form, host or coding has another."""
    heads = [
        GET,
        GET.replace(b"sparql", b"other"),
        GET.replace(b"ASK", b"ASk"),
        GET.replace(b"csv", b"html"),
        GET.replace(b"Host: a", b"Host: b"),
        GET.replace(b"Accept:", b"Accept-Encoding: gzip\r\nAccept:"),
    ]
    assert len({parsed(octets).key for octets in heads}) == len(heads)
    assert parsed(GET.replace(b"GET", b"HEAD")).key == parsed(GET).key
    assert parsed(GET.replace(b"Accept:", b"Range: bytes=0-1\r\nAccept:")).key is None


def test_server_as_a_whole() -> None:
    """OPTIONS may ask about the server, not a page of it (RFC 9110, 9.3.7); no other method may."""
    asked = parsed(b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
    assert (asked.method, asked.path) == ("OPTIONS", "/")
    with pytest.raises(RequestError):
        parsed(b"GET * HTTP/1.1\r\nHost: a\r\n\r\n")


def test_known_by_its_octets() -> None:
    """A head that came before is not parsed again; one that has a body, or one octet more, is not known."""
    heads = Heads(1_000)
    first = heads.parse(GET)
    assert heads.known(GET) is first
    assert heads.known(GET + GET) is None
    with_body = GET.replace(b"Host", b"Content-Length: 1\r\nHost")
    heads.parse(with_body)
    assert heads.known(with_body) is None


def test_memory_is_bounded() -> None:
    """Heads that came long ago are forgotten."""
    heads = Heads(1_000)
    heads.parse(GET)
    for number in range(2_500):
        heads.parse(GET.replace(b"ASK", b"%d" % number))
    assert heads.known(GET) is None


@pytest.mark.parametrize(
    ("version", "connection", "kept"),
    [
        (b"1.1", None, True),
        (b"1.1", b"close", False),
        (b"1.1", b"TE, Close", False),
        (b"1.0", None, False),
        (b"1.0", b"Keep-Alive", True),
    ],
)
def test_persistence(version, connection, kept) -> None:
    """A connection is kept as the version and the client say."""
    line = b"" if connection is None else b"Connection: %b\r\n" % connection
    assert parsed(b"GET / HTTP/%b\r\nHost: a\r\n%b\r\n" % (version, line)).keep_alive is kept


@pytest.mark.parametrize(
    ("octets", "status"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost:\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: user@a\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a..b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: %b.example\r\n\r\n" % (b"a" * 64), 400),
        (b'GET / HTTP/1.1\r\nHost: a/"><script>\r\n\r\n', 400),
        (b"GET http://a b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET http://a/ HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
        (b"POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
        (b"GET / HTTP/0.9\r\nHost: a\r\n\r\n", 505),
        (b"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        (b"PRI * HTTP/2.0\r\n\r\n", 505),
        (b"GET /\r\n\r\n", 400),
        (b"GET x HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET / HTTP/1.1\nHost: a\r\n\r\n", 400),
        (b"nonsense\r\n\r\n", 400),
        (b"BREW / HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        (b"GET /" + b"x" * 1_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\n\r\n", 415),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 40_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 200 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\nAccept: " + b"a/b, " * 1_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: " + b"a, " * 2_000 + b"\r\n\r\n", 431),
        (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
        (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + b"0" * 5_000 + b"5\r\n\r\n", 400),
    ],
)
def test_refusals(octets, status) -> None:
    """What no honest client sends is refused with the right status."""
    with pytest.raises(RequestError) as caught:
        parsed(octets)
    assert caught.value.status == status


def test_later_version_of_the_same_http_is_understood() -> None:
    """As the highest one that is known here (RFC 9110, 2.5)."""
    head = parsed(b"GET /a HTTP/1.2\r\nHost: a\r\n\r\n")
    assert (head.path, head.version, head.keep_alive) == ("/a", "1.1", True)


def test_whole_address_names_the_host() -> None:
    """A target that is a whole address wins over Host (RFC 9112, 3.2.2)."""
    head = parsed(b"GET http://b:1/x?y HTTP/1.1\r\nHost: a\r\n\r\n")
    assert (head.headers["host"], head.path, head.query) == ("b:1", "/x", "y")


@pytest.mark.parametrize(
    "host", ["a", "a.example:80", "127.0.0.1:", "[::1]:8000", "b\u00fccher.example", "a_b"]
)
def test_hosts(host) -> None:
    """Names, addresses and ports are hosts."""
    assert parsed(b"GET / HTTP/1.1\r\nHost: %b\r\n\r\n" % host.encode()).headers["host"]


def test_probes_name_no_host() -> None:
    """HTTP/1.0 needs no Host header, and probes of load balancers send none."""
    assert parsed(b"GET /health HTTP/1.0\r\n\r\n").headers["host"] == "localhost"


def test_raw_letters_get_percent_signs() -> None:
    """A target with UTF-8 in it, as people type it after curl, is read as it was meant."""
    head = parsed("GET /id/\u00e9?q=\u00fc HTTP/1.1\r\nHost: a\r\n\r\n".encode())
    assert (head.path.encode("latin-1").decode(), head.query) == ("/id/\u00e9", "q=%C3%BC")


def test_space_in_a_target_is_told() -> None:
    """Who forgets to escape a space reads so."""
    with pytest.raises(RequestError, match="space in the target"):
        parsed(b"GET /sparql?query=ASK {} HTTP/1.1\r\nHost: a\r\n\r\n")


def test_spaces_without_end_are_read_once() -> None:
    """What is no head is told in time linear in its length: by its square, these took half a minute."""
    began = process_time()
    with pytest.raises(RequestError, match="no request"):
        Heads(100_000).parse(b"GET /" + b" " * 40_000 + b"\r\nHost: a\r\n\r\n")
    assert process_time() - began < 5


@pytest.mark.parametrize("fields", [b"Host: a\r\n\r\n", b"Host: b\r\nX: y\r\n\r\n"])
def test_only_queries_are_long(fields) -> None:
    """A query may be long; the address of a page is no longer than what one chooses on it."""
    heads, long = Heads(100_000), b"?a=" + b"x" * LONGEST_OF_PAGES
    heads.parse(b"GET / HTTP/1.1\r\n" + fields)  # Known fields are taken another way.
    assert heads.parse(b"GET /sparql" + long + b" HTTP/1.1\r\n" + fields).query
    with pytest.raises(RequestError, match="16,384 bytes") as caught:
        heads.parse(b"GET /browse" + long + b" HTTP/1.1\r\n" + fields)
    assert caught.value.status == 414


def test_other_protocol_is_not_taken() -> None:
    """A request to go on in another protocol is read as one in this; a body stays a body."""
    head = parsed(
        b"POST / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 6\r\n\r\n"
    )
    assert (head.method, head.length) == ("POST", 6)
