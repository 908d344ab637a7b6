"""What goes between the server and its workers."""

from __future__ import annotations

import socket

import pytest

from bilat.engine.interface import Limits, Operation
from bilat.engine.workers.wire import (
    _pack_usual,
    _unpack_usual,
    pack_request,
    receive_request,
)

LIMITS = Limits(seconds=1, rows=1, bytes=1)


@pytest.mark.parametrize(
    "graphs", [(), ("https://example.org/g",), tuple(f"a:{each}" for each in range(2_000))]
)
def test_only_what_is_sent_again_and_again_is_remembered(graphs: tuple[str, ...]) -> None:
    """A client may name other graphs with each query, as many as there is room for: these are not kept."""
    operation = Operation(text="ASK {}", named_graphs=graphs)
    _pack_usual.cache_clear()
    _unpack_usual.cache_clear()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(pack_request(operation, "text/csv", LIMITS))
        assert receive_request(theirs, bytearray(1_000)).operation == operation
    assert _pack_usual.cache_info().currsize == (not graphs)
    assert _unpack_usual.cache_info().currsize == (len(graphs) < 2)
