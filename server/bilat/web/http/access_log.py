"""One line of JSON for each request, written by a thread of its own: a slow disk holds up no answer."""

from __future__ import annotations

import hashlib
import json
import logging
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from queue import SimpleQueue
from typing import Any, Final

from bilat.errors import RequestError, SettingError
from bilat.web.http.log_file import open_log
from bilat.web.http.parameters import Call, parameters

_LOG = logging.getLogger(__name__)
#: Lines that may wait for the disk; beyond that they are counted and dropped.
_MOST_WAITING: Final = 10_000
_LONGEST_PATH: Final = 1_000
_DIGEST_LENGTH: Final = 16
_END_SECONDS: Final = 2.0
_REOPEN: Final = "reopen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is known of a request when it is done.

    Args:
        time: when it came, in seconds of the epoch.
        request: its name.
        client: who asked.
        call: the parts that hold a query, or None where the path takes none.
        method: HTTP method.
        path: without the query string, percent-decoded.
        status: HTTP status.
        size: length of the body, as far as it is known.
        seconds: time until the response was ready.
        waited: part of it spent waiting for a worker.
        ran: part of it that a worker was busy.
        outcome: kept, answered, refused, overloaded, failed or gone.
    """

    time: float
    request: str
    client: str
    call: Call | None
    method: str
    path: str
    status: int
    size: int | None
    seconds: float
    waited: float
    ran: float
    outcome: str


class AccessLog:
    """Writes entries.

    Args:
        name: file to append to, ``-`` for standard output; empty for none.

    Raises:
        SettingError: the file cannot be written.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self.on = False
        self.dropped = 0
        self._waiting: SimpleQueue[Entry | str | None] = SimpleQueue()
        if name:
            self._begin()

    def _begin(self) -> None:
        self._file = open_log(self._name)
        self.on = True
        self._thread = threading.Thread(target=self._write_all, name="access-log", daemon=True)
        self._thread.start()

    def reopen(self) -> None:
        """Go on in the file that has the name now: it was rotated, or the log has ended on a full disk."""
        if self.on:
            self._waiting.put(_REOPEN)
        elif self._name:
            try:
                self._begin()
            except SettingError as error:
                _LOG.warning("%s", error)

    def add(self, entry: Entry) -> None:
        """Have an entry written soon."""
        if self._waiting.qsize() >= _MOST_WAITING:
            self.dropped += 1
        else:
            self._waiting.put(entry)

    def miss(self) -> None:
        """Count a request that is not written because the log has ended; nothing where none is wanted."""
        self.dropped += bool(self._name)

    def close(self) -> None:
        """Write what waits, and end."""
        if self.on:
            self.on = False
            self._waiting.put(None)
            self._thread.join(_END_SECONDS)

    def _write_all(self) -> None:
        try:
            while (entry := self._waiting.get()) is not None:
                if isinstance(entry, str):
                    self._again()
                    continue
                self._file.write(line_of(entry))
                if self._waiting.empty():
                    self._file.flush()
        except (OSError, ValueError, SettingError) as error:
            self.on = False
            reason = error.strerror if isinstance(error, OSError) else error
            _LOG.warning("the access log has ended: %s; SIGHUP begins it again", reason)
        with suppress(OSError, ValueError):
            if self._file is sys.stdout:
                self._file.flush()
            else:
                self._file.close()

    def _again(self) -> None:
        """Open the file again; standard output is nobody's to rotate."""
        if self._file is not sys.stdout:
            self._file.close()
            self._file = open_log(self._name)


def line_of(entry: Entry) -> str:
    """Return an entry as a line; whatever a client sent, it stays one line of ASCII."""
    fields: dict[str, Any] = {
        "time": datetime.fromtimestamp(entry.time, UTC).isoformat(timespec="milliseconds"),
        "request": entry.request,
        "client": entry.client,
        "method": entry.method[:20],
        "path": entry.path[:_LONGEST_PATH],
        "query": _digest(entry.call),
        "status": entry.status,
        "bytes": entry.size,
        "ms": round(entry.seconds * 1_000, 3),
        "queue_ms": round(entry.waited * 1_000, 3),
        "engine_ms": round(entry.ran * 1_000, 3),
        "outcome": entry.outcome,
    }
    return json.dumps({name: value for name, value in fields.items() if value is not None}) + "\n"


def _digest(call: Call | None) -> str | None:
    """Return the digest of the text of a query, however it was sent; nobody's words go into the log."""
    if call is None:
        return None
    try:
        text = parameters(call).query
    except RequestError:
        return None
    return text and hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_DIGEST_LENGTH]
