"""Figures for Prometheus: what was asked and answered, how fast, and what the engine and the cache do.

Requests are counted by the thread of the event loop alone, so that counting takes no lock and next to no
time; the text is made by prometheus-client when it is asked for.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
    Metric,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector

from bilat.engine.serving import Status
from bilat.errors import method_not_allowed
from bilat.web.http.response import Response

PATH: Final = "/metrics"
_ALLOWED: Final = "GET, HEAD"
_BOUNDS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_KINDS: Final = {
    "sparql": "query",
    "id": "data",
    "def": "data",
    "scheme": "data",
    "shapes": "data",
    "source": "data",
    "download": "download",
    "health": "operation",
    "metrics": "operation",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """What is served at this moment, and with what.

    Args:
        release: digest.
        quads: number of them.
        engine: what the pool does; its counts begin anew with each release.
        cached: responses kept.
        cached_bytes: what they take.
        ahead: bodies made before they were asked for.
        ahead_bytes: what they take.
        ahead_working: whether more are being made.
        takeovers: releases taken over since the start.
        refused: releases refused since the start.
        pulled: releases brought out of storage since the start.
        not_pulled: looks at storage since the start that failed.
        unlogged: requests that the access log was too slow for, or had ended before.
    """

    release: str
    quads: int
    engine: Status
    cached: int
    cached_bytes: int
    ahead: int
    ahead_bytes: int
    ahead_working: bool
    takeovers: int
    refused: int
    pulled: int
    not_pulled: int
    unlogged: int


class Metrics(Collector):
    """Counts requests, and tells.

    Args:
        now: returns what is served.
    """

    def __init__(self, now: Callable[[], Now]) -> None:
        self._now = now
        self._requests = Counter[tuple[str, int]]()
        self._kept = Counter[str]()
        self._buckets: dict[str, list[int]] = {}
        self._seconds = Counter[str]()
        self.under_way = 0
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)

    def count(self, kind: str, status: int, seconds: float, *, kept: bool) -> None:
        """Count a request of a kind. Only for the thread of the event loop."""
        self._requests[kind, status] += 1
        if kept:
            self._kept[kind] += 1
        buckets = self._buckets.get(kind)
        if buckets is None:
            buckets = self._buckets[kind] = [0] * (len(_BOUNDS) + 1)
        buckets[bisect_left(_BOUNDS, seconds)] += 1
        self._seconds[kind] += seconds  # type: ignore[assignment]  # a Counter of seconds

    def respond(self, method: str) -> Response:
        """Return all figures as Prometheus reads them.

        Raises:
            RequestError: the method is none that reads.
        """
        if method not in {"GET", "HEAD"}:
            raise method_not_allowed(method, _ALLOWED)
        headers = (("Content-Type", CONTENT_TYPE_LATEST), ("Cache-Control", "no-store"))
        return Response(200, headers, generate_latest(self._registry))

    def collect(self) -> Iterator[Metric]:
        """Yield all figures."""
        now = self._now()
        yield from self._of_requests()
        yield from _of_engine(now.engine)
        yield _gauge("bilat_cache_responses", "Responses kept.", now.cached)
        yield _gauge("bilat_cache_bytes", "Memory that kept responses take.", now.cached_bytes)
        yield _gauge("bilat_ahead_bodies", "What things answer, made ahead.", now.ahead)
        yield _gauge("bilat_ahead_bytes", "Memory that this takes.", now.ahead_bytes)
        yield _gauge("bilat_ahead_working", "Whether more of it is being made.", now.ahead_working)
        yield _gauge("bilat_requests_under_way", "Requests that are being answered.", self.under_way)
        yield _gauge("bilat_quads", "Quads that are served.", now.quads)
        yield InfoMetricFamily("bilat_release", "What is served.", {"digest": now.release})
        takeovers = CounterMetricFamily(
            "bilat_takeovers", "New releases seen since the start.", labels=["outcome"]
        )
        takeovers.add_metric(["taken"], now.takeovers)
        takeovers.add_metric(["refused"], now.refused)
        yield takeovers
        pulls = CounterMetricFamily("bilat_pulls", "Releases out of storage.", labels=["outcome"])
        pulls.add_metric(["taken"], now.pulled)
        pulls.add_metric(["failed"], now.not_pulled)
        yield pulls
        yield CounterMetricFamily(
            "bilat_unlogged_requests",
            "Requests that the access log was too slow for, or had ended before.",
            value=now.unlogged,
        )

    def _of_requests(self) -> Iterator[Metric]:
        requests = CounterMetricFamily("bilat_requests", "Requests answered.", labels=["kind", "status"])
        for (kind, status), number in sorted(self._requests.items()):
            requests.add_metric([kind, str(status)], number)
        yield requests
        hits = CounterMetricFamily("bilat_cache_hits", "Requests answered from the cache.", labels=["kind"])
        for kind, number in sorted(self._kept.items()):
            hits.add_metric([kind], number)
        yield hits
        latency = HistogramMetricFamily(
            "bilat_request_seconds", "Time until the response was ready.", labels=["kind"]
        )
        for kind, buckets in sorted(self._buckets.items()):
            latency.add_metric([kind], _cumulative(buckets), sum_value=self._seconds[kind])
        yield latency


def kind_of(path: str) -> str:
    """Return what sort of request a path makes."""
    return _KINDS.get(path[1:].partition("/")[0], "page")


def _of_engine(engine: Status) -> Iterator[Metric]:
    workers = GaugeMetricFamily("bilat_workers", "Processes that answer queries.", labels=["state"])
    workers.add_metric(["idle"], engine.idle)
    workers.add_metric(["busy"], max(0, engine.workers - engine.idle))
    yield workers
    yield _gauge("bilat_queue", "Requests that wait for a worker.", engine.waiting)
    ends = CounterMetricFamily(
        "bilat_worker_ends", "Workers ended by the request that held them.", labels=["reason"]
    )
    for reason, number in engine.ends.items():
        ends.add_metric([reason], number)
    yield ends
    restarts = CounterMetricFamily("bilat_restarts", "Processes that were replaced.", labels=["process"])
    restarts.add_metric(["worker"], engine.replaced)
    restarts.add_metric(["zygote"], engine.zygotes)
    yield restarts


def _gauge(name: str, text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, text, value=value)


def _cumulative(buckets: list[int]) -> list[tuple[str, float]]:
    """Return the buckets as Prometheus has them: each with all that is below."""
    total, found = 0, []
    for bound, number in zip((*map(str, _BOUNDS), "+Inf"), buckets, strict=True):
        total += number
        found.append((bound, float(total)))
    return found
