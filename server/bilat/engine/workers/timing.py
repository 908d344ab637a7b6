"""How long a request waited for the engine and kept it busy, for whoever asked to know."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(slots=True)
class Times:
    """What one request has taken so far.

    Args:
        waited: seconds in the queue for a worker.
        ran: seconds of a worker.
    """

    waited: float = 0.0
    ran: float = 0.0


#: Set by the layer that wants to know, for the thread that runs a request.
TIMES: ContextVar[Times | None] = ContextVar("TIMES", default=None)


def note_times(*, waited: float, ran: float) -> None:
    """Add to the times of the request that this thread runs, if anybody wants to know."""
    times = TIMES.get()
    if times is not None:
        times.waited += waited
        times.ran += ran
