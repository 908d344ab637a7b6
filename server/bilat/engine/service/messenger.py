"""Sends questions to other endpoints, each by a process of its own, so many at a time and no more.

The process (`bilat.engine.service.errand`) starts with nothing but its question and ends with the answer. It
is killed at its deadline and when the client goes.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Final

from bilat.engine.interface import Cancellation
from bilat.engine.service.errand import Errand
from bilat.errors import EndpointFailed, QueryRefused, RequestError, ResultTooLarge, overloaded

#: What of the environment a process needs to find its own code, and whom to trust.
_ENVIRONMENT: Final = ("PYTHONPATH", "SSL_CERT_DIR", "SSL_CERT_FILE")
#: The process ends itself at its deadline; should it be unable to, it is ended this much later.
_GRACE_SECONDS: Final = 0.1
#: How a process ends that has no time left.
_OVERDUE: Final = frozenset({-signal.SIGALRM, -signal.SIGKILL})
_KINDS: Final[dict[str, type[RequestError]]] = {
    "failed": EndpointFailed,
    "large": ResultTooLarge,
    "unfit": QueryRefused,
}
_REMEDIES: Final = {
    "failed": "Try again later, or write SERVICE SILENT to go on without it.",
    "large": "Narrow the pattern of the SERVICE.",
    "unfit": "Ask it for names and values only.",
}


class Messenger:
    """Runs errands.

    Args:
        places: most of them at a time; one client has at most half.
    """

    def __init__(self, places: int) -> None:
        self._places = places
        self._under_way = Counter[str]()
        self._lock = threading.Lock()

    def run(self, errand: Errand, client: str, cancellation: Cancellation | None) -> str:
        """Return what another endpoint answers, as VALUES.

        Raises:
            EndpointFailed: it does not answer as it should, or not in time.
            ResultTooLarge: it answers with more than is taken.
            QueryRefused: it answers with what has no meaning here.
            Overloaded: too many are under way, the system allows no process more, or the client has gone.
        """
        with self._place(client):
            status, output = _ended(errand, cancellation)
        if status in _OVERDUE:
            raise _problem("failed", errand, f"it has not answered within {errand.seconds:.2g} s")
        if status != 0:
            raise _problem("failed", errand, "its answer cannot be read")
        ((kind, told),) = json.loads(output).items()
        if kind == "values":
            return str(told)
        raise _problem(kind, errand, told)

    @contextmanager
    def _place(self, client: str) -> Iterator[None]:
        with self._lock:
            full = self._under_way.total() >= self._places
            if full or self._under_way[client] >= max(1, self._places // 2):
                raise overloaded("Too many queries with SERVICE are under way.")
            self._under_way[client] += 1
        try:
            yield
        finally:
            with self._lock:
                self._under_way[client] -= 1
                self._under_way += Counter()  # Without those that have none left.


def _ended(errand: Errand, cancellation: Cancellation | None) -> tuple[int, bytes]:
    """Run the process of an errand; return its exit status and what it has written."""
    try:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "bilat.engine.service.errand"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            start_new_session=True,
        )
    except OSError:
        raise overloaded("The system allows no further process.") from None
    with process:
        if cancellation:
            cancellation.attach(process.kill)
        try:
            output, _ = process.communicate(
                json.dumps(asdict(errand)).encode("ascii"), errand.seconds + _GRACE_SECONDS
            )
        except subprocess.TimeoutExpired:
            process.kill()
            output, _ = process.communicate()
        finally:
            if cancellation:
                cancellation.attach(None)
    if cancellation and cancellation.cancelled:
        raise overloaded("The client has gone.")
    return process.returncode, output


def _problem(kind: str, errand: Errand, told: str) -> RequestError:
    return _KINDS[kind](f"SERVICE <{errand.endpoint}>: {told}.", remedy=_REMEDIES[kind])
