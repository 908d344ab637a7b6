"""The end of the process that answers."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
from types import SimpleNamespace

from bilat.web.server.process import _serve


def test_ends_in_order_where_no_further_thread_may_begin(settings, monkeypatch) -> None:
    """What follows releases is closed all the same, while the loop runs."""
    closed: list[str] = []
    beside = tuple(SimpleNamespace(close=lambda each=each: closed.append(each)) for each in "ab")

    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    async def main(sock: socket.socket) -> None:
        with monkeypatch.context() as crowded:

            def ready() -> None:
                crowded.setattr(threading.Thread, "start", refuse)
                os.kill(os.getpid(), signal.SIGTERM)

            await _serve(None, settings, sock, beside, ready, lambda: None)  # type: ignore[arg-type]

    with socket.create_server(("127.0.0.1", 0)) as sock:
        asyncio.run(main(sock))
    assert closed == ["a", "b"]
