"""Blocks are asked one after the other, for as long as the query has time."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from bilat.engine.interface import Limits, Operation
from bilat.engine.service import federation
from bilat.engine.service.errand import Errand
from bilat.engine.service.federation import Federation
from bilat.errors import EndpointFailed, Overloaded
from bilat.settings import Settings


def test_nobody_is_asked_when_no_time_is_left(monkeypatch) -> None:
    """Endpoints that are late, each by the time that its process takes to start, delay the answer once."""
    now, asked = [0.0], list[float]()

    def late(errand: Errand, *_: object) -> str:
        asked.append(errand.seconds)
        now[0] += errand.seconds + 0.1
        raise EndpointFailed("Late.", remedy="Wait.")

    federated = Federation(Settings.read({}, service_endpoints="http://e/"))
    monkeypatch.setattr(federation, "time", SimpleNamespace(monotonic=lambda: now[0]))
    monkeypatch.setattr(federated, "_messenger", SimpleNamespace(run=late))
    blocks = " ".join(f"SERVICE SILENT <http://e/> {{ ?s ?p {number} }}" for number in range(10))
    limits = Limits(seconds=1, rows=1, bytes=1)
    with pytest.raises(Overloaded, match="longer than 1 s"):
        federated.without_service(Operation(text=f"SELECT * {{ {blocks} }}"), limits)
    assert all(seconds > 0 for seconds in asked)
    assert now[0] < 1.1


def test_where_no_process_may_be(monkeypatch) -> None:
    """Whoever asks while the system has no process or no file for it is told to come again; SILENT too."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("subprocess.Popen", refuse)
    federated = Federation(Settings.read({}, service_endpoints="http://e/"))
    for silent in ("", "SILENT"):
        operation = Operation(text=f"SELECT * {{ SERVICE {silent} <http://e/> {{ ?s ?p ?o }} }}")
        with pytest.raises(Overloaded, match="no further process") as told:
            federated.without_service(operation, Limits(seconds=9, rows=1, bytes=1))
        assert ("Retry-After", "1") in told.value.headers


def test_a_silent_failure_keeps_its_columns(monkeypatch) -> None:
    """Who reads columns by their names finds them whether an endpoint answers or not."""

    def down(*_: object) -> str:
        raise EndpointFailed("Down.", remedy="Wait.")

    federated = Federation(Settings.read({}, service_endpoints="http://e/"))
    monkeypatch.setattr(federated, "_messenger", SimpleNamespace(run=down))
    text = "SELECT * { SERVICE SILENT e: { ?s e:p ?o FILTER(?o > ?x) } SERVICE SILENT e: {} }"
    text = f"PREFIX e: <http://e/> {text}"
    left, _ = federated.without_service(Operation(text=text), Limits(seconds=9, rows=1, bytes=1))
    assert " ".join(left.text.split()) == (
        "PREFIX e: <http://e/> SELECT * { VALUES (?s ?o) { (UNDEF UNDEF) } VALUES () { () } }"
    )
