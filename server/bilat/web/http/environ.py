"""From a request to the environment of a WSGI application (PEP 3333)."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from bilat.web.http.head import Head
from bilat.web.http.response import Environ
from bilat.web.http.sending import FilePieces

#: Headers with a place of their own; and one that asks for another protocol, which nobody here speaks.
_APART: Final = frozenset({"content-type", "content-length", "upgrade"})


def environ_of(head: Head, body: bytes, client: str, scheme: str) -> Environ:
    """Return the environment of a request.

    Args:
        head: of the request.
        body: what was sent with it.
        client: on whose account it goes.
        scheme: in which the client sees the server.
    """
    environ = {
        "HTTP_" + name.upper().replace("-", "_"): value
        for name, value in head.headers.items()
        if name not in _APART and "_" not in name  # Which would be taken for one with a hyphen.
    }
    host, _, port = head.headers["host"].rpartition(":")
    return environ | {
        "REQUEST_METHOD": head.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": head.path,
        "REQUEST_URI": head.written,
        "QUERY_STRING": head.query,
        "CONTENT_TYPE": head.headers.get("content-type", ""),
        "CONTENT_LENGTH": str(len(body)) if body else "",
        "SERVER_NAME": host or "localhost",
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{head.version}",
        "REMOTE_ADDR": client,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scheme,
        "wsgi.input": BytesIO(body),
        "wsgi.errors": None,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.input_terminated": True,
        "wsgi.file_wrapper": FilePieces,
    }
