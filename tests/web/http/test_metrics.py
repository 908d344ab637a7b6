"""Figures, as Prometheus reads them."""

from __future__ import annotations

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bilat.engine.serving import End, Status
from bilat.web.http.metrics import Metrics, Now, kind_of

ENGINE = Status(workers=4, idle=3, waiting=2, replaced=5, ends=dict.fromkeys(End, 7), zygotes=1)
NOW = Now(
    release="d" * 64,
    quads=300,
    engine=ENGINE,
    cached=8,
    cached_bytes=9_000,
    ahead=4,
    ahead_bytes=5_000,
    ahead_working=True,
    takeovers=2,
    refused=1,
    pulled=4,
    not_pulled=5,
    unlogged=0,
)


def figures(metrics: Metrics) -> dict[str, float]:
    """Return the figures by name and labels, read by Prometheus' own parser."""
    text = metrics.respond("GET").body.decode()
    return {
        sample.name + "".join(f"[{value}]" for _, value in sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_requests() -> None:
    """Requests are counted by kind and status, with a histogram of their time and the hits of the cache."""
    metrics = Metrics(lambda: NOW)
    for seconds in (0.0004, 0.002, 99.0):
        metrics.count("query", 200, seconds, kept=seconds < 0.001)
    metrics.count("data", 404, 0.01, kept=False)
    found = figures(metrics)
    assert found["bilat_requests_total[query][200]"] == 3
    assert found["bilat_requests_total[data][404]"] == 1
    assert found["bilat_cache_hits_total[query]"] == 1
    assert found["bilat_request_seconds_bucket[query][0.0005]"] == 1
    assert found["bilat_request_seconds_bucket[query][10.0]"] == 2
    assert found["bilat_request_seconds_bucket[query][+Inf]"] == 3
    assert found["bilat_request_seconds_count[query]"] == 3
    assert found["bilat_request_seconds_sum[query]"] == pytest.approx(99.0024)
    assert found["bilat_request_seconds_bucket[data][0.01]"] == 1


def test_engine_and_cache() -> None:
    """What the engine and the cache do is told as it is now."""
    found = figures(Metrics(lambda: NOW))
    assert found["bilat_workers[idle]"] == 3
    assert found["bilat_workers[busy]"] == 1
    assert found["bilat_queue"] == 2
    assert found["bilat_worker_ends_total[deadline]"] == 7
    assert found["bilat_restarts_total[worker]"] == 5
    assert found["bilat_cache_bytes"] == 9_000
    assert found["bilat_takeovers_total[refused]"] == 1
    assert (found["bilat_pulls_total[taken]"], found["bilat_pulls_total[failed]"]) == (4, 5)
    assert found["bilat_release_info[" + "d" * 64 + "]"] == 1


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/sparql", "query"),
        ("/id/japan.ttl", "data"),
        ("/def", "data"),
        ("/download/bilat.ttl", "download"),
        ("/health", "operation"),
        ("/", "page"),
        ("/anything/else", "page"),
    ],
)
def test_kinds(path, kind) -> None:
    """There are few kinds, whatever paths are asked for: labels do not grow."""
    assert kind_of(path) == kind
