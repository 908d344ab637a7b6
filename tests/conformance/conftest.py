"""Fixtures of the W3C suites: one application over the data of all SPARQL tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# Tests are imported one by one (``--import-mode=importlib``): what they share has to be made known first.
sys.path.insert(0, str(Path(__file__).parent))

from w3c.endpoint import Endpoint


@pytest.fixture(scope="session")
def endpoint(w3c_tests: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    """Return the application over all data that a SPARQL test names, each file a graph of its own IRI."""
    endpoint = Endpoint.over(w3c_tests, tmp_path_factory.mktemp("w3c"))
    yield endpoint
    endpoint.close()


@pytest.fixture(scope="module")
def unchanged(endpoint: Endpoint) -> Iterator[None]:
    """Hold the data after the tests of a module to the data before them."""
    before = endpoint.count()
    assert before > 1_000
    yield
    assert endpoint.count() == before


def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Count known failures by themselves: they are hundreds, and the list of them is in the repository."""
    known = "tests/conformance/" in report.nodeid and report.skipped and hasattr(report, "wasxfail")
    return ("known failures", "k", "KNOWN") if known else None
