"""From granian's request to a WSGI environment; what no honest client sends goes no further."""

from __future__ import annotations

from io import BytesIO
from typing import Any, Final

from granian.rsgi import Scope

from bilat.errors import RequestError
from bilat.web.response import Environ

_MOST_HEADER_BYTES: Final = 32_768


def check_headers(scope: Scope) -> None:
    """Refuse what no honest client sends.

    Raises:
        RequestError: no Host or two (RFC 9112, 3.2), too much (RFC 6585, 5), or a compressed body
            (RFC 9110, 15.5.16).
    """
    headers: Any = scope.headers
    hosts = headers.get_all("host")
    if len(hosts) > 1 or (not hosts and not scope.authority):
        found = "two Host headers" if len(hosts) > 1 else "no Host header"
        raise RequestError(f"There is {found}.", remedy="Send one.")
    size = sum(len(name) + len(value) for name, value in headers.items())
    if size > _MOST_HEADER_BYTES:
        raise RequestError(
            f"The headers are longer than {_MOST_HEADER_BYTES:,} bytes.", status=431, title="Headers too long"
        )
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise RequestError(
            "A compressed body is not taken.",
            status=415,
            title="Unsupported media type",
            remedy="Send it as it is.",
            headers=(("Accept-Encoding", "identity"),),
        )


def environ_of(scope: Scope, client: str, scheme: str) -> Environ:
    """Return the WSGI environment of a request without a body (PEP 3333).

    Args:
        scope: the request.
        client: on whose account it goes.
        scheme: in which the client sees the server.
    """
    name, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode("utf-8", "surrogateescape").decode("latin-1"),
        "SERVER_NAME": name,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": client,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": None,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
    }
    for header, value in scope.headers.items():
        key = "HTTP_" + header.upper().replace("-", "_")
        # A second header of the same name goes on where the first ends (RFC 9110, 5.3).
        environ[key] = f"{environ[key]}, {value}" if key in environ else value
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    environ["CONTENT_LENGTH"] = environ.pop("HTTP_CONTENT_LENGTH", "")
    environ.setdefault("HTTP_HOST", scope.authority)
    return environ
