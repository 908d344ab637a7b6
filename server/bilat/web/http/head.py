"""The head of an HTTP/1.1 request: parsed by llhttp, which is strict, and remembered by its octets.

A head that came before, octet for octet, is not parsed again: most clients send the same one again and again.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

import httptools

from bilat.errors import RequestError
from bilat.web.http.cache import Key
from bilat.web.http.codings import taken
from bilat.web.http.metrics import kind_of

MOST_HEADER_BYTES: Final = 32_768
_MOST_HEADERS: Final = 100
#: No length of a body has more; Python fails at thousands of digits, though they are noughts.
_MOST_DIGITS: Final = 20
#: The target of all but queries: an IRI, and what was chosen on a page. Each parameter costs time and memory.
LONGEST_OF_PAGES: Final = 16_384
_OF_QUERIES: Final = "/sparql"
#: Lists of which each member is weighed against all that is offered; programs send some hundred octets.
_WEIGHED: Final = ("accept", "accept-encoding", "content-type")
MOST_WEIGHED_BYTES: Final = 4_096
#: What people see of long headers are cookies of other servers under the same name, such as localhost.
SHORTER: Final = "Send fewer or shorter ones; in a browser, remove the cookies of this address."
_MOST_REMEMBERED: Final = 1_000
_LONGEST_REMEMBERED: Final = 4_096
#: What is right but for a method that nobody knows.
_UNKNOWN_METHOD: Final = re.compile(rb"[A-Za-z0-9!#$%&'*+.^_`|~-]+ /[!-~]* HTTP/1\.[01]\r\n")
#: What may differ between two heads with the same fields, where it is of the plainest kind.
_PLAIN_LINE: Final = re.compile(rb"(GET|HEAD) (/[!\"$-~]*) HTTP/1\.1\r\n")
_ABSOLUTE: Final = re.compile(r"(?i:https?)://([^/?#@]+)(/[^?#]*)?(\?[^#]*)?")
_LABEL: Final = r"[\w~%!$&'*(+),;=\x80-\xff-]{1,63}"
#: Name or address, and port (RFC 3986, 3.2); a name may have come as UTF-8.
_HOST: Final = re.compile(rf"(?:{_LABEL}(?:\.{_LABEL})*\.?|\[[0-9A-Fa-f:.]+\])(?::[0-9]{{0,5}})?")
_RAW_LETTER: Final = re.compile(rb"[\x80-\xff]")
#: A version that is neither 1.0 nor 1.1.
_OTHER_VERSION: Final = re.compile(rb"([^\r\n]+ HTTP/)(?!1[.][01]\r)([0-9])[.]([0-9])(?=\r\n)")
#: A target with a space in it; what stands before the space holds none, so that there is one way to read it.
_SPACED: Final = re.compile(rb"[A-Z]+ /[!-~]*+ [ -~]* HTTP/1\.[01]\r\n")


class Head(NamedTuple):
    """What a client asks for; a tuple, since that is the quickest to make of all that cannot change.

    Args:
        method: in capitals.
        path: percent-decoded, its octets as Latin-1, as WSGI has it.
        written: path with the percent signs that were sent.
        query: as sent, without the question mark.
        headers: by their names in small letters; those that came twice are joined (RFC 9110, 5.3).
        version: of HTTP.
        keep_alive: whether the connection is to be kept for another request.
        length: of the body; 0 where there is none, None where it comes in chunks.
        codings: in which a response is taken best.
        kind: sort of request, for figures.
        key: what a kept response depends on, beside the scheme; None where none is kept.
    """

    method: str
    path: str
    written: str
    query: str
    headers: dict[str, str]
    version: str
    keep_alive: bool
    length: int | None
    codings: tuple[str, ...]
    kind: str
    key: Key | None


class Heads:
    """Parses heads.

    Args:
        longest: most octets of the target of a query; those of others have at most `LONGEST_OF_PAGES`.
    """

    def __init__(self, longest: int) -> None:
        self.most = longest + MOST_HEADER_BYTES
        self._longest = longest
        self._longest_of_pages = min(longest, LONGEST_OF_PAGES)
        self._heads = _Remembered()
        self._fields = _Remembered()

    def known(self, octets: bytes) -> Head | None:
        """Return the head that these octets are, if they came before and nothing follows such a head."""
        return self._heads.get(octets)

    def parse(self, octets: bytes) -> Head:
        """Return a head.

        Raises:
            RequestError: it is none, or what no honest client sends.
        """
        head = self.known(octets) or self._with_known_fields(octets)
        if head is None:
            head = self._parsed(octets)
            line = _PLAIN_LINE.match(octets)  # A whole address as the target would change the host.
            if line and head.length == 0:
                self._fields.put(octets[line.end() :], head)
        if head.length == 0:
            self._heads.put(octets, head)
        return head

    def _with_known_fields(self, octets: bytes) -> Head | None:
        """Return a head whose fields came before with another target: most clients send the same ones."""
        line = _PLAIN_LINE.match(octets)
        like = line and self._fields.get(octets[line.end() :])
        if not line or not like or len(line[2]) > self._longest_of_pages:
            return None
        method, target = line[1].decode("ascii"), line[2].decode("ascii")
        path, _, query = target.partition("?")
        written = path
        if "%" in path:
            path = unquote_to_bytes(path).decode("latin-1")
        return Head(
            method=method,
            path=path,
            written=written,
            query=query,
            headers=like.headers,
            version=like.version,
            keep_alive=like.keep_alive,
            length=like.length,
            codings=like.codings,
            kind=kind_of(path),
            key=_key(method, path, query, like.headers, like.codings),
        )

    def _parsed(self, octets: bytes) -> Head:
        octets, found = _understood(_escaped(octets)), _Found()
        parser = httptools.HttpRequestParser(found)
        try:
            parser.feed_data(octets)
        except httptools.HttpParserUpgrade:
            pass  # It asks for another protocol; it gets an answer in this one (RFC 9110, 7.8).
        except httptools.HttpParserError as error:
            raise _no_request(octets, error) from None
        version = parser.get_http_version()
        headers = _joined(found.headers)
        if version == "1.0":  # Probes of load balancers name no host.
            headers.setdefault("host", "localhost")
        method = parser.get_method().decode("ascii")
        # What concerns the server as a whole, no more than a sign of life, is answered as for its start.
        sent = b"/" if (method, found.target) == ("OPTIONS", b"*") else found.target
        target, headers["host"] = _origin(sent, headers.get("host"))
        if version == "1.0" and "transfer-encoding" in headers:  # RFC 9112, 6.1
            raise RequestError("HTTP/1.0 has no Transfer-Encoding.", remedy="Send the length of the body.")
        self._measure(target)
        written, _, query = target.partition("?")
        path = written
        codings = taken(headers.get("accept-encoding", ""))
        if "%" in path:
            path = unquote_to_bytes(path.encode("latin-1")).decode("latin-1")
        return Head(
            method=method,
            path=path,
            written=written,
            query=query,
            headers=headers,
            version=version,
            keep_alive=_keeps(version, headers.get("connection", "")),
            length=_length(headers),
            codings=codings,
            kind=kind_of(path),
            key=_key(method, path, query, headers, codings),
        )

    def _measure(self, target: str) -> None:
        """Refuse a target that is too long for what it asks for."""
        is_query = target.startswith(_OF_QUERIES)
        most = self._longest if is_query else self._longest_of_pages
        if len(target) > most:
            raise RequestError(
                f"The target is longer than {most:,} bytes.",
                status=414,
                title="Target too long",
                remedy="Send a long query by POST." if is_query else "Choose fewer things, or shorter ones.",
            )


class _Remembered:
    """What was made of octets lately; the older of two generations is thrown away."""

    def __init__(self) -> None:
        self._recent: dict[bytes, Head] = {}
        self._older: dict[bytes, Head] = {}

    def get(self, octets: bytes) -> Head | None:
        return self._recent.get(octets) or self._older.get(octets)

    def put(self, octets: bytes, head: Head) -> None:
        if len(octets) > _LONGEST_REMEMBERED:
            return
        if len(self._recent) >= _MOST_REMEMBERED:
            self._older, self._recent = self._recent, {}
        self._recent[octets] = head


class _Found:
    """Takes what the parser finds."""

    def __init__(self) -> None:
        self.target = b""
        self.headers: list[tuple[bytes, bytes]] = []

    def on_url(self, target: bytes) -> None:
        self.target += target

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name, value))


def _escaped(octets: bytes) -> bytes:
    """Return a head whose target is in ASCII: what was written as UTF-8 gets its percent signs."""
    if octets.isascii():
        return octets
    line, end, rest = octets.partition(b"\r\n")
    return _RAW_LETTER.sub(lambda raw: b"%%%02X" % ord(raw[0]), line) + end + rest


def _understood(octets: bytes) -> bytes:
    """Return a head with the highest version of HTTP/1 that is known here (RFC 9110, 2.5).

    Raises:
        RequestError: it is of another HTTP.
    """
    line = _OTHER_VERSION.match(octets)
    if line is None:
        return octets
    if line[2] != b"1":
        raise RequestError(
            "Only HTTP/1.1 is spoken here.",
            status=505,
            title="Version not supported",
            remedy="Send HTTP/1.1.",
        )
    return line[1] + b"1.1" + octets[line.end(3) :]


def _no_request(octets: bytes, error: Exception) -> RequestError:
    """Return what to say of octets that are no head."""
    if isinstance(error, httptools.HttpParserInvalidMethodError) and _UNKNOWN_METHOD.match(octets):
        return RequestError("This method is not known here.", status=501, title="Not implemented")
    if _SPACED.match(octets):
        return RequestError("There is a space in the target.", remedy="Write %20.")
    return RequestError("This is no request of HTTP/1.1.", remedy="Send one.")


@lru_cache(maxsize=256)
def _name(octets: bytes) -> str:
    return octets.decode("latin-1").lower()


def _joined(found: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the headers by name, and refuse what no honest client sends (RFC 9112, 3.2; RFC 6585, 5)."""
    size = sum(len(name) + len(value) for name, value in found)
    if size > MOST_HEADER_BYTES or len(found) > _MOST_HEADERS:
        raise RequestError(
            f"The headers are longer than {MOST_HEADER_BYTES:,} bytes, or more than {_MOST_HEADERS}.",
            status=431,
            title="Headers too long",
            remedy=SHORTER,
        )
    headers: dict[str, str] = {}
    for name, value in found:
        key, text = _name(name), value.decode("latin-1")
        if key in headers:
            if key == "host":
                raise RequestError("There are two Host headers.", remedy="Send one.")
            text = f"{headers[key]}, {text}"
        headers[key] = text
    for key in _WEIGHED:
        if len(headers.get(key, "")) > MOST_WEIGHED_BYTES:
            raise RequestError(
                f"The header {key.title()} is longer than {MOST_WEIGHED_BYTES:,} bytes.",
                status=431,
                title="Headers too long",
                remedy="Name fewer types.",
            )
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise RequestError(
            "A compressed body is not taken.",
            status=415,
            title="Unsupported media type",
            remedy="Send it as it is.",
            headers=(("Accept-Encoding", "identity"),),
        )
    return headers


def _origin(target: bytes, host: str | None) -> tuple[str, str]:
    """Return path and query of a target, and the host, which a whole address names itself (RFC 9112, 3.2)."""
    text = target.decode("latin-1")
    if host is None:
        raise RequestError("There is no Host header.", remedy="Send one.")
    whole = _ABSOLUTE.fullmatch(text)
    hosts = {host, whole[1]} if whole else {host}
    if not all(map(_HOST.fullmatch, hosts)):
        raise RequestError("The Host header holds no host.", remedy="Send a name or an address, and a port.")
    if whole:
        return (whole[2] or "/") + (whole[3] or ""), whole[1]
    if text.startswith("/"):
        return text.partition("#")[0], host
    raise RequestError("The target is no path.", remedy="Send one that begins with a slash.")


def _keeps(version: str, connection: str) -> bool:
    """Tell whether the connection is to be kept (RFC 9112, 9.3)."""
    options = {option.strip() for option in connection.lower().split(",")}
    return "close" not in options and (version == "1.1" or "keep-alive" in options)


def _length(headers: dict[str, str]) -> int | None:
    coding = headers.get("transfer-encoding")
    if coding is None:
        length = headers.get("content-length", "0").strip()
        if len(length) > _MOST_DIGITS:
            raise RequestError("The Content-Length has too many digits.", remedy="Send it without noughts.")
        return int(length)
    if coding.strip().lower() != "chunked":
        raise RequestError(
            "This Transfer-Encoding is not taken.", status=501, title="Not implemented", remedy="Use chunked."
        )
    return None


def _key(method: str, path: str, query: str, headers: dict[str, str], codings: tuple[str, ...]) -> Key | None:
    """Return what `bilat.web.http.cache.key_of` returns of an environment, but for the scheme."""
    if method not in {"GET", "HEAD"} or "range" in headers:
        return None
    return (path, query, headers.get("accept", ""), headers["host"], " ".join(codings))
