"""Files in plain HTTP storage: read from any octet on, with bounds on time and size.

Storage is asked by GET alone, follows redirects as far as they lead to no worse protection, and is told apart
by what helps: a failure that may pass is tried again, another is said at once.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import HTTPException, IncompleteRead, RemoteDisconnected
from ssl import SSLCertVerificationError, SSLError
from typing import Final

import urllib3
from urllib3.exceptions import (
    HTTPError,
    InvalidHeader,
    MaxRetryError,
    NameResolutionError,
    ReadTimeoutError,
    ResponseError,
)

import bilat
from bilat.errors import ReleaseError

_CONNECT_SECONDS: Final = 10.0
_PIECE_BYTES: Final = 65_536
_REDIRECTS: Final = 5
#: Both times are cut to whole seconds.
_SETTLED_SECONDS: Final = 2
_PASSING: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
_NO_RELEASE: Final = "Name a release or a folder of releases in storage."
#: What errors mean, the first that fits: some are kinds of others.
_HAPPENED: Final[tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], str], ...]] = (
    (NameResolutionError, "nobody knows its host"),
    (ConnectionRefusedError, "nothing listens there"),
    (SSLError, "it does not speak TLS as it should"),
    ((ConnectionError, IncompleteRead, RemoteDisconnected), "the connection is closed"),
    ((HTTPException, InvalidHeader), "what comes is not HTTP"),
    ((ReadTimeoutError, TimeoutError), "nothing comes"),
)


class PassingError(Exception):
    """Storage does not answer now, and may soon; the text says how."""


class NotThereError(ReleaseError):
    """There is no such file."""


class RefusedError(ReleaseError):
    """Storage does not give the file; many say so of one that is not there as well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A file that was read whole.

    Args:
        body: all of it.
        tag: its ETag, or None where there is none that tells it from what may follow.
        modified: its Last-Modified as written, or None.
    """

    body: bytes
    tag: str | None
    modified: str | None


class Storage:
    """Reads files.

    Args:
        seconds: longest wait for each 64 KiB.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._http = urllib3.PoolManager(
            headers={"User-Agent": f"bilat/{bilat.__version__}", "Accept-Encoding": "identity"},
            timeout=urllib3.Timeout(connect=min(_CONNECT_SECONDS, seconds), read=seconds),
            retries=urllib3.Retry(
                total=None, connect=0, read=0, status=0, other=0, redirect=_REDIRECTS, raise_on_redirect=True
            ),
        )

    def read(self, url: str, most: int, tag: str | None = None) -> Held | None:
        """Return a small file, or None if it still has the ETag that it had.

        Raises:
            PassingError: storage may answer soon.
            ReleaseError: it is longer, or cannot be had.
            NotThereError: there is none.
            RefusedError: it is not for everybody, or not there.
        """
        with self._answer(url, {"If-None-Match": tag} if tag else {}) as response:
            if response.status == 304:
                return None
            body = bytearray()
            for piece in self._pieces(url, response):
                body += piece
                if len(body) > most:
                    raise ReleaseError(f"{url} is longer than {most:,} bytes.", remedy=_NO_RELEASE)
            headers = response.headers
            tag = headers.get("ETag") if _is_settled(headers) else None
            return Held(body=bytes(body), tag=tag, modified=headers.get("Last-Modified"))

    @contextmanager
    def open(self, url: str, start: int, size: int) -> Iterator[tuple[int, Iterator[bytes]]]:
        """Read a file from an octet on; give the octet from which it is really read, and the pieces.

        Args:
            url: of the file.
            start: octets that are there already.
            size: of the whole file.

        Raises:
            PassingError: storage may answer soon.
            ReleaseError: it is of another size, or cannot be had.
        """
        with self._answer(url, {"Range": f"bytes={start}-"} if start else {}) as response:
            begins = start if response.status == 206 else 0
            told = response.headers.get("Content-Range", "")
            if response.status == 206 and not told.startswith(f"bytes {start}-"):
                raise PassingError(f"{url} is answered with another range than was asked for")
            length = response.headers.get("Content-Length", "")
            if length.isdigit() and begins + int(length) != size:
                raise ReleaseError(
                    f"{url} has {begins + int(length):,} bytes and not {size:,}, as its manifest says.",
                    remedy="Copy the release to storage again: each file first, and the manifest last.",
                )
            yield begins, self._pieces(url, response)

    def close(self) -> None:
        """End all connections."""
        self._http.clear()

    @contextmanager
    def _answer(self, url: str, headers: Mapping[str, str]) -> Iterator[urllib3.BaseHTTPResponse]:
        """Send a request, and read the answer as far as the caller wants it."""
        try:
            response = self._http.request(
                "GET", url, headers={**self._http.headers, **headers}, preload_content=False
            )
        except MaxRetryError as error:
            if isinstance(error.reason, ResponseError):
                raise ReleaseError(
                    f"{url} leads elsewhere more than {_REDIRECTS} times.", remedy="Mend its redirects."
                ) from None
            raise _distrust(url, error) or PassingError(f"{url} does not answer: {_words(error)}") from None
        except ValueError:  # Of urllib3 and of the library below it.
            raise ReleaseError(
                f"{url} is no address that can be asked, or leads to such a one.",
                remedy="Write it as https://example.org/releases/, or mend its redirects.",
            ) from None
        except (HTTPError, OSError) as error:
            raise PassingError(f"{url} does not answer: {_words(error)}") from None
        try:
            _check_way(url, response)
            _check_status(url, response)
            yield response
        finally:
            response.close()

    def _pieces(self, url: str, response: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
        """Yield what comes; give up when it comes too slowly."""
        began, arrived = time.monotonic(), 0
        while piece := _read(url, response):
            yield piece
            arrived += len(piece)
            if arrived >= _PIECE_BYTES:
                began, arrived = time.monotonic(), 0
            elif time.monotonic() - began > self._seconds:
                raise PassingError(f"{url} comes too slowly: less than 64 KiB in {self._seconds:g} s")


def _read(url: str, response: urllib3.BaseHTTPResponse) -> bytes:
    try:
        return response.read1(_PIECE_BYTES, decode_content=False)
    except (HTTPError, OSError) as error:
        raise PassingError(f"{url} stops in the middle: {_words(error)}") from None


def _check_way(url: str, response: urllib3.BaseHTTPResponse) -> None:
    """Refuse what came by a redirect to less protection than was asked for."""
    hops = response.retries.history if response.retries else ()
    ways = [url, *(hop.redirect_location or "" for hop in hops)]
    if url.startswith("https:") and any(way.startswith("http:") for way in ways):
        raise ReleaseError(f"{url} leads to an address without TLS.", remedy="Mend its redirects.")


def _check_status(url: str, response: urllib3.BaseHTTPResponse) -> None:
    status = response.status
    if status in {200, 206, 304}:
        return
    if status in _PASSING:
        raise PassingError(f"{url} answers with status {status}")
    if status == 416:
        raise ReleaseError(
            f"{url} is shorter than its manifest says.", remedy="Copy the release to storage again."
        )
    if status in {404, 410}:
        raise NotThereError(f"There is nothing at {url} (status {status}).", remedy=_NO_RELEASE)
    error = RefusedError if status in {401, 403} else ReleaseError
    raise error(
        f"{url} answers with status {status}.", remedy="Storage has to give its files to this machine."
    )


def _is_settled(headers: Mapping[str, str]) -> bool:
    """Tell whether a file had stood long enough for its ETag to be its own.

    Web servers make ETags from second and length, so that one of a file of this second may be that of its
    successor as well (RFC 9110, section 8.8.2.2, says the same of Last-Modified).
    """
    try:
        written, told = (parsedate_to_datetime(headers[name]) for name in ("Last-Modified", "Date"))
        return (told - written).total_seconds() > _SETTLED_SECONDS
    except (KeyError, TypeError, ValueError):
        return True


def _words(error: object) -> str:
    """Return what has happened, without the objects that it happened to."""
    causes = list(_causes(error))
    for kinds, words in _HAPPENED:
        if any(isinstance(cause, kinds) for cause in causes):
            return words
    reason = next((cause.strerror for cause in causes if isinstance(cause, OSError) and cause.strerror), None)
    return reason[0].lower() + reason[1:] if reason else type(error).__name__


def _causes(error: object) -> Iterator[BaseException]:
    """Yield an error, and those that it wraps: urllib3 has them as reason, as arguments or as cause."""
    while isinstance(error, BaseException):
        yield error
        inner = [each for each in (getattr(error, "reason", None), *error.args) if each is not error]
        error = next((each for each in inner if isinstance(each, BaseException)), error.__cause__)


def _distrust(url: str, error: object) -> ReleaseError | None:
    """Return the error for a certificate that is not trusted."""
    for cause in _causes(error):
        if isinstance(cause, SSLCertVerificationError):
            return ReleaseError(
                f"{url} has a certificate that is not trusted: {cause.verify_message.rstrip('.')}.",
                remedy="Use the name of the host that it is for; where the system knows no such authority, "
                "name a file with its certificate in SSL_CERT_FILE.",
            )
    return None
