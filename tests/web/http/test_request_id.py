"""Names of requests: each its own, and from outside only where they are harmless."""

from __future__ import annotations

import pytest

from bilat.web.http.request_id import RequestIds


def test_names_differ() -> None:
    """No two requests, and no two processes, give the same name."""
    first, second = RequestIds(), RequestIds()
    names = [ids.fresh() for ids in (first, second) for _ in range(100)]
    assert len(set(names)) == 200


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "has space", "line\nbreak", "<script>", "ünïcödé-x"]
)
def test_unfit_names_are_replaced(given) -> None:
    """A name that could do harm in a header, a log or a page is not taken over."""
    assert RequestIds().fresh(given) != given


def test_fit_name_is_kept() -> None:
    """What nginx sends is kept."""
    assert RequestIds().fresh("5c0b3f1e2d4a6978") == "5c0b3f1e2d4a6978"
