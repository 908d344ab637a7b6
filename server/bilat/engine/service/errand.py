"""One question to another endpoint, asked by a process that does nothing else and has nothing to lose.

Started by `bilat.engine.service.messenger`. It has no data, no settings and few rights; what it reads it
checks, and what it writes are solutions as VALUES of SPARQL, or one sentence. It connects to the host that
the operator has named, follows no redirect, and stops at its limits.
"""

from __future__ import annotations

import ctypes
import http.client
import ipaddress
import json
import re
import resource
import signal
import socket
import ssl
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, urlencode, urlsplit

from pyoxigraph import BlankNode, QueryResultsFormat, QuerySolutions, Triple, parse_query_results

_MEBIBYTE: Final = 1 << 20
_MEMORY_BYTES: Final = 256 * _MEBIBYTE
#: Standard streams, a connection, and what name resolution and TLS read.
_MOST_FILES: Final = 16
_PR_SET_PDEATHSIG: Final = 1
_PR_SET_NO_NEW_PRIVS: Final = 38
_PIECE_BYTES: Final = 65_536
_JSON: Final = frozenset({"application/sparql-results+json", "application/json"})
#: Names that no public server can have.
_INTERNAL: Final = (".localhost", ".internal", ".local")
#: A blank node in JSON. Virtuoso labels them as ``nodeID://b1``, which no parser of results takes.
_BLANK: Final = re.compile(rb'"type"\s*:\s*"bnode"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """A question with its limits.

    Args:
        endpoint: absolute IRI, http or https.
        text: the query.
        variables: those that an answer may bind.
        seconds: time for all of it.
        rows: most solutions.
        bytes: longest answer.
    """

    endpoint: str
    text: str
    variables: tuple[str, ...]
    seconds: float
    rows: int
    bytes: int


class EndpointError(Exception):
    """The endpoint is at fault."""


class TooMuchError(Exception):
    """The answer passes a limit."""


class UnfitError(Exception):
    """The answer holds what VALUES cannot."""


def main() -> None:
    """Read an errand, run it, write what came of it."""
    errand = Errand(**json.load(sys.stdin))
    _confine(errand.seconds)
    try:
        reply = {"values": run(errand)}
    except EndpointError as error:
        reply = {"failed": str(error)}
    except TooMuchError as error:
        reply = {"large": str(error)}
    except UnfitError as error:
        reply = {"unfit": str(error)}
    json.dump(reply, sys.stdout)


def run(errand: Errand) -> str:
    """Return the solutions to a question as VALUES.

    Raises:
        EndpointError: it cannot be reached, or does not answer as it should.
        TooMuchError: the answer passes a limit.
        UnfitError: the answer has blank nodes or triple terms.
    """
    try:
        return _values(_post(errand), errand)
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise EndpointError(f"the connection fails ({reason})") from None


def _confine(seconds: float) -> None:
    """Give up all that is not needed, and end at the deadline whatever happens."""
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    memory = pages * resource.getpagesize() + _MEMORY_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (_MOST_FILES, _MOST_FILES))
    signal.setitimer(signal.ITIMER_REAL, seconds)


def _post(errand: Errand) -> bytes:
    """Return the answer of the endpoint."""
    parts = urlsplit(errand.endpoint)
    host = parts.hostname or ""
    connection = http.client.HTTPConnection(host, parts.port)
    connection.sock = _connect(parts)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request(
        "POST",
        target,
        urlencode({"query": errand.text}).encode("ascii"),
        {
            "Host": parts.netloc,
            "Accept": "application/sparql-results+json",
            "Accept-Encoding": "identity",
            "Content-Type": "application/x-www-form-urlencoded",
            "User-Agent": "bilat",
            "Connection": "close",
        },
    )
    response = connection.getresponse()
    _check(response)
    body = bytearray()
    while piece := response.read1(_PIECE_BYTES):
        body += piece
        if len(body) > errand.bytes:
            raise TooMuchError(f"it answers with more than {errand.bytes:,} bytes")
    if response.length:
        raise EndpointError("its answer breaks off")
    return bytes(body)


def _connect(parts: SplitResult) -> socket.socket:
    """Return a connection to the host, at an address that it may have."""
    host = parts.hostname or ""
    port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    allowed = [each for each in found if is_internal(host) or _is_public(str(each[4][0]))]
    if not allowed:
        raise EndpointError("its name leads to a private address")
    for last, (family, kind, protocol, _, address) in enumerate(allowed, 1 - len(allowed)):
        sock = socket.socket(family, kind, protocol)
        try:
            sock.connect(address)
        except OSError:
            sock.close()
            if last == 0:
                raise
        else:
            break
    if parts.scheme == "https":
        return ssl.create_default_context().wrap_socket(sock, server_hostname=host)
    return sock


def is_internal(host: str) -> bool:
    """Tell whether a host as the operator has named it is an address, or a name of a private network."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith(_INTERNAL)
    return True


def _is_public(address: str) -> bool:
    """Tell whether an address is one of the whole net, so that nobody's name leads into ours."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    parsed = getattr(parsed, "ipv4_mapped", None) or parsed
    return parsed.is_global and not parsed.is_multicast


def _check(response: http.client.HTTPResponse) -> None:
    """Raise an error for a response that is no result."""
    if 300 <= response.status < 400:
        raise EndpointError("it leads elsewhere by a redirect, which is not followed")
    if response.status != 200:
        raise EndpointError(f"it answers with status {response.status}")
    coding = response.headers.get("Content-Encoding", "identity")
    if coding.strip().lower() != "identity":
        raise EndpointError("its answer is compressed, which was not asked for")
    if response.headers.get_content_type() not in _JSON:
        raise EndpointError("its answer is not SPARQL results in JSON")


def _values(body: bytes, errand: Errand) -> str:
    """Return solutions as VALUES."""
    try:
        solutions = parse_query_results(body, format=QueryResultsFormat.JSON)
        if not isinstance(solutions, QuerySolutions):
            raise EndpointError("its answer is a truth value")
        names = [variable.value for variable in solutions.variables]
        if errand.variables and not set(names) <= set(errand.variables):
            raise EndpointError("its answer binds what was not asked for")
        # Asked for no variable, Virtuoso binds one of its own; how many rows there are is what counts.
        names = names if errand.variables else []
        rows, size = list[str](), 0
        for solution in solutions:
            if len(rows) == errand.rows:
                raise TooMuchError(f"it answers with more than {errand.rows:,} rows")
            rows.append(f"({' '.join(_term(solution[name]) for name in names)})")
            size += len(rows[-1])
            if size > errand.bytes:  # Of variables without a value JSON has nothing.
                raise TooMuchError(f"its answer takes more than {errand.bytes:,} bytes in the query")
    except (SyntaxError, ValueError):
        if _BLANK.search(body):
            raise _blank() from None
        raise EndpointError("its answer is not well-formed") from None
    return f"VALUES ({' '.join(f'?{name}' for name in names)}) {{ {' '.join(rows)} }}"


def _term(term: object) -> str:
    if isinstance(term, BlankNode):
        raise _blank()
    if isinstance(term, Triple):
        raise UnfitError("it answers with a triple term")
    return "UNDEF" if term is None else str(term)


def _blank() -> UnfitError:
    return UnfitError("it answers with a blank node, which has no name here")


if __name__ == "__main__":
    main()
