"""The messages between the server and a worker: one request in one send, one reply in one sendmsg.

A request is a header, the text of the query, and what most queries have in common, which both ends remember.
A reply carries nothing that is executed: a header, and bytes or JSON.
"""

from __future__ import annotations

import json
import socket
import struct
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from bilat import errors
from bilat.engine.interface import Kind, Limits, Operation, Result
from bilat.errors import QuerySyntaxError, RequestError

#: Lengths of the text and of the rest, most rows, most bytes, whether to cut the result there.
_REQUEST: Final = struct.Struct("!IIQQ?")
#: Kind of result or 255 for an error, flags, length of the body.
_REPLY: Final = struct.Struct("!BBQ")
#: What goes with a text; more are graphs that a client has named.
_LONGEST_REMEMBERED: Final = 1_000
_RETIRE: Final = 1
_EMPTY: Final = 2
_TRUNCATED: Final = 4
_KINDS: Final = tuple(Kind)
_CODES: Final = {kind: code for code, kind in enumerate(Kind)}
_ERROR: Final = 255
_KNOWN_ERRORS: Final = {
    each.__name__: each
    for each in (
        errors.RequestError,
        errors.QueryRefused,
        errors.NotAcceptable,
        errors.ResultTooLarge,
        errors.Overloaded,
    )
}
BUFFER_BYTES: Final = 131_072
#: What a zygote says once: that it has loaded so many quads, or why it has not; and of each worker.
READY: Final = b"ready "
FAILED: Final = b"error "
NONE_NOW: Final = b"none"
UNFIT: Final = b"unfit"
PID: Final = struct.Struct("!I")


@dataclass(frozen=True, slots=True)
class Request:
    """What a worker is asked.

    Args:
        operation: the query.
        media_type: what the result is written in.
        limits: most rows and bytes; time is not for the worker to watch.
    """

    operation: Operation
    media_type: str
    limits: Limits


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker answers.

    Args:
        outcome: a result, or the error to raise.
        retire: the worker has grown too large and wants to be replaced.
    """

    outcome: Result | RequestError
    retire: bool


def pack_request(operation: Operation, media_type: str, limits: Limits) -> bytes:
    """Return a request; equal ones ask the same of the same data."""
    # Half a surrogate pair is for the engine to refuse.
    text = operation.text.encode("utf-8", "surrogatepass")
    graphs = operation.default_graphs, operation.named_graphs
    rest = _pack_rest(media_type, operation.base, *graphs, operation.bindings)
    return _REQUEST.pack(len(text), len(rest), limits.rows, limits.bytes, limits.truncate) + text + rest


def _pack_rest(media_type: str, base: str | None, *named: tuple[object, ...]) -> bytes:
    """Return what goes with a text; remembered without what may be long, and differ each time."""
    return _packed(media_type, base, *named) if any(named) else _pack_usual(media_type, base, *named)


@lru_cache(maxsize=256)
def _pack_usual(*rest: object) -> bytes:
    return _packed(*rest)


def _packed(*rest: object) -> bytes:
    return json.dumps(rest).encode("ascii")


def receive_request(sock: socket.socket, buffer: bytearray) -> Request:
    """Return the next request; a usual one takes one call to the kernel.

    Raises:
        EOFError: the other end is gone.
    """
    got = _receive(sock, memoryview(buffer), _REQUEST.size)
    length, more, rows, size, truncate = _REQUEST.unpack_from(buffer)
    whole = _REQUEST.size + length + more
    view = memoryview(buffer if whole <= len(buffer) else buffer + bytes(whole - len(buffer)))
    if got < whole:
        _receive(sock, view[got:whole], whole - got)
    end = _REQUEST.size + length
    text = str(view[_REQUEST.size : end], "utf-8", "surrogatepass")
    media_type, base, default, named, bindings = _unpack_rest(bytes(view[end:whole]))
    operation = Operation(text=text, default_graphs=default, named_graphs=named, base=base, bindings=bindings)
    return Request(operation, media_type, _limits(rows, size, truncate))


def _unpack_rest(rest: bytes) -> Any:
    return _unpack_usual(rest) if len(rest) <= _LONGEST_REMEMBERED else _unpacked(rest)


@lru_cache(maxsize=256)
def _unpack_usual(rest: bytes) -> Any:
    return _unpacked(rest)


def _unpacked(rest: bytes) -> Any:
    media_type, base, default, named, bindings = json.loads(rest)
    return media_type, base, tuple(default), tuple(named), tuple(map(tuple, bindings))


@lru_cache(maxsize=16)
def _limits(rows: int, size: int, truncate: bool) -> Limits:
    return Limits(seconds=float("inf"), rows=rows, bytes=size, truncate=truncate)


def _receive(sock: socket.socket, view: memoryview, least: int) -> int:
    """Receive at least so many bytes, and return how many."""
    got = 0
    while got < least:
        part = sock.recv_into(view[got:])
        if not part:
            raise EOFError
        got += part
    return got


def send_reply(sock: socket.socket, outcome: Result | RequestError, *, retire: bool) -> None:
    """Send a result or an error."""
    flags = _RETIRE if retire else 0
    if isinstance(outcome, Result):
        code, body = _CODES[outcome.kind], outcome.body
        flags |= (_EMPTY if outcome.empty else 0) | (_TRUNCATED if outcome.truncated else 0)
    else:
        code, body = _ERROR, _pack_error(outcome)
    header = _REPLY.pack(code, flags, len(body))
    sent = sock.sendmsg((header, body))
    if sent < len(header) + len(body):
        sock.sendall(memoryview(body)[sent - len(header) :])


class Inbox:
    """A reply that comes in pieces, on a socket that does not wait.

    Args:
        buffer: for pieces; it may be shared by all who read on the same thread.
    """

    __slots__ = ("_body", "_buffer", "_code", "_flags", "_got", "_head")

    def __init__(self, buffer: bytearray) -> None:
        self._buffer = memoryview(buffer)
        self._head = b""
        self._body: bytearray | None = None
        self._got = self._code = self._flags = 0

    def receive(self, sock: socket.socket, media_type: str) -> Reply | None:
        """Take what is there; return the reply when it is whole.

        Raises:
            EOFError: the worker died.
            OSError: the worker died, or nothing is there.
        """
        if self._body is not None:
            return self._go_on(sock, media_type)
        part = sock.recv_into(self._buffer)
        if not part:
            raise EOFError
        piece = self._head + self._buffer[:part]
        if len(piece) < _REPLY.size:
            self._head = piece
            return None
        self._head = b""
        code, flags, length = _REPLY.unpack_from(piece)
        if len(piece) - _REPLY.size == length:
            return _reply(code, flags, piece[_REPLY.size :], media_type)
        self._code, self._flags, self._got = code, flags, len(piece) - _REPLY.size
        self._body = bytearray(length)
        self._body[: self._got] = piece[_REPLY.size :]
        return None

    def _go_on(self, sock: socket.socket, media_type: str) -> Reply | None:
        body = self._body
        assert body is not None  # noqa: S101 - for the type checker
        part = sock.recv_into(memoryview(body)[self._got :])
        if not part:
            raise EOFError
        self._got += part
        if self._got < len(body):
            return None
        self._body = None
        # Not copied once more: nobody changes it.
        return _reply(self._code, self._flags, body, media_type)


def _reply(code: int, flags: int, body: bytes | bytearray, media_type: str) -> Reply:
    retire = bool(flags & _RETIRE)
    if code == _ERROR:
        return Reply(_unpack_error(body), retire)
    result = Result(
        kind=_KINDS[code],
        body=body,  # type: ignore[arg-type]
        media_type=media_type,
        empty=bool(flags & _EMPTY),
        truncated=bool(flags & _TRUNCATED),
    )
    return Reply(result, retire)


def _pack_error(error: RequestError) -> bytes:
    fields = {
        "name": type(error).__name__,
        "message": error.message,
        "remedy": error.remedy,
        "detail": error.detail,
        "status": error.status,
        "title": error.title,
    }
    if isinstance(error, QuerySyntaxError):
        fields |= {"line": error.line, "column": error.column}
    return json.dumps(fields).encode("ascii")


def _unpack_error(body: bytes | bytearray) -> RequestError:
    fields = json.loads(body)
    message, remedy, detail = fields["message"], fields["remedy"], fields["detail"]
    if "line" in fields:
        line, column = fields["line"], fields["column"]
        return QuerySyntaxError(message, line=line, column=column, detail=detail, remedy=remedy)
    kind = _KNOWN_ERRORS[fields["name"]]
    return kind(message, remedy=remedy, detail=detail, status=fields["status"], title=fields["title"])
