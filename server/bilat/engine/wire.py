"""The messages between the server and a worker: one request in one send, one reply in one sendmsg.

A reply carries nothing that is executed: a header, and bytes or JSON.
"""

from __future__ import annotations

import json
import socket
import struct
from dataclasses import dataclass
from typing import Final

from bilat import errors
from bilat.engine.interface import Kind, Limits, Operation, Result
from bilat.errors import QuerySyntaxError, RequestError

#: Length of the operation, seconds left, most rows, most bytes, whether to cut the result there.
_REQUEST: Final = struct.Struct("!IdQQ?")
#: Kind of result or 255 for an error, flags, length of the body.
_REPLY: Final = struct.Struct("!BBQ")
_RETIRE: Final = 1
_EMPTY: Final = 2
_TRUNCATED: Final = 4
_KINDS: Final = tuple(Kind)
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
BUFFER_BYTES: Final = 65_536


@dataclass(frozen=True, slots=True)
class Request:
    """What a worker is asked.

    Args:
        operation: the query.
        media_type: what the result is written in.
        limits: with the seconds that are left.
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


def pack_operation(operation: Operation, media_type: str) -> bytes:
    """Return the part of a request that stays the same when it is sent again."""
    parts = (
        operation.text,
        operation.default_graphs,
        operation.named_graphs,
        operation.base,
        operation.bindings,
        media_type,
    )
    return json.dumps(parts).encode("ascii")


def send_request(sock: socket.socket, operation: bytes, limits: Limits) -> None:
    """Send a packed operation with its limits."""
    header = _REQUEST.pack(len(operation), limits.seconds, limits.rows, limits.bytes, limits.truncate)
    sock.sendall(header + operation)


def receive_request(sock: socket.socket) -> Request:
    """Return the next request.

    Raises:
        EOFError: the other end is gone.
    """
    length, seconds, rows, size, truncate = _REQUEST.unpack(_receive(sock, _REQUEST.size))
    text, default, named, base, bindings, media_type = json.loads(_receive(sock, length))
    operation = Operation(
        text=text,
        default_graphs=tuple(default),
        named_graphs=tuple(named),
        base=base,
        bindings=tuple((name, term) for name, term in bindings),
    )
    limits = Limits(seconds=seconds, rows=rows, bytes=size, truncate=truncate)
    return Request(operation, media_type, limits)


def send_reply(sock: socket.socket, outcome: Result | RequestError, *, retire: bool) -> None:
    """Send a result or an error."""
    flags = _RETIRE if retire else 0
    if isinstance(outcome, Result):
        code, body = _KINDS.index(outcome.kind), outcome.body
        flags |= (_EMPTY if outcome.empty else 0) | (_TRUNCATED if outcome.truncated else 0)
    else:
        code, body = _ERROR, _pack_error(outcome)
    header = _REPLY.pack(code, flags, len(body))
    sent = sock.sendmsg((header, body))
    if sent < len(header) + len(body):
        sock.sendall(memoryview(body)[sent - len(header) :])


def receive_reply(sock: socket.socket, buffer: bytearray, media_type: str) -> Reply:
    """Return the reply to a request; a small one takes one call to the kernel.

    Raises:
        EOFError: the worker died.
        OSError: the socket's own time limit passed, or the worker died.
    """
    got = 0
    while got < _REPLY.size:
        part = sock.recv_into(memoryview(buffer)[got:])
        if not part:
            raise EOFError
        got += part
    code, flags, length = _REPLY.unpack_from(buffer)
    body = bytes(memoryview(buffer)[_REPLY.size : got])
    if len(body) < length:
        body = _receive(sock, length, body)
    retire = bool(flags & _RETIRE)
    if code == _ERROR:
        return Reply(_unpack_error(body), retire)
    result = Result(
        kind=_KINDS[code],
        body=body,
        media_type=media_type,
        empty=bool(flags & _EMPTY),
        truncated=bool(flags & _TRUNCATED),
    )
    return Reply(result, retire)


def _receive(sock: socket.socket, length: int, begun: bytes = b"") -> bytes:
    whole = bytearray(length)
    whole[: len(begun)] = begun
    view, got = memoryview(whole), len(begun)
    while got < length:
        part = sock.recv_into(view[got:])
        if not part:
            raise EOFError
        got += part
    return bytes(whole)


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


def _unpack_error(body: bytes) -> RequestError:
    fields = json.loads(body)
    message, remedy, detail = fields["message"], fields["remedy"], fields["detail"]
    if "line" in fields:
        line, column = fields["line"], fields["column"]
        return QuerySyntaxError(message, line=line, column=column, detail=detail, remedy=remedy)
    kind = _KNOWN_ERRORS[fields["name"]]
    return kind(message, remedy=remedy, detail=detail, status=fields["status"], title=fields["title"])
