"""The cache: bounded in bytes, least recently used first out."""

from __future__ import annotations

import pytest

from bilat.web.http.cache import Cache, key_of
from bilat.web.http.response import REVALIDATED, Response

COSTLY = 1.0
ENVIRON = {"REQUEST_METHOD": "GET", "PATH_INFO": "/x", "wsgi.url_scheme": "http"}


def response(size: int = 10, control: tuple[str, str] = REVALIDATED, status: int = 200) -> Response:
    return Response(status, (control,), b"x" * size)


def test_keeps_and_returns() -> None:
    """What was put comes back."""
    cache, kept = Cache(100_000), response()
    cache.put(("a",), kept, COSTLY)
    assert cache.get(("a",)) is kept
    assert cache.get(("b",)) is None


def test_cheap_response_is_kept_at_the_second_sight() -> None:
    """What costs little is kept only when it is asked for again; older keys are forgotten."""
    cache, kept = Cache(1_000_000), response()
    cache.put(("a",), kept, 0.0)
    assert cache.get(("a",)) is None
    cache.put(("a",), kept, 0.0)
    assert cache.get(("a",)) is kept
    cache.put(("b",), kept, 0.0)
    for number in range(20_000):
        cache.put((str(number),), kept, 0.0)
    cache.put(("b",), kept, 0.0)
    assert cache.get(("b",)) is None


def test_nothing_is_left_of_what_is_cleared() -> None:
    """What is kept for a release that has been replaced is let go, and takes no memory."""
    cache = Cache(1_000_000)
    for number in range(100):
        cache.put((str(number),), response(), COSTLY)
    cache.clear()
    assert (len(cache), cache.taken, cache.get(("1",))) == (0, 0, None)


def test_bound_in_bytes() -> None:
    """However much is put, it never takes more than it may; keys count too."""
    cache = Cache(100_000)
    for number in range(1_000):
        cache.put((f"{number}" * 500,), response(1_000), COSTLY)
        assert cache.taken <= 100_000
    assert 0 < len(cache) < 60


def test_least_recently_used_goes_first() -> None:
    """What is asked for stays."""
    cache = Cache(100_000)
    cache.put(("first",), response(5_000), COSTLY)
    for number in range(100):
        cache.put((str(number),), response(5_000), COSTLY)
        assert cache.get(("first",))


@pytest.mark.parametrize(
    "unfit",
    [
        response(50_000),
        response(control=("Cache-Control", "no-store")),
        response(status=404),
        response(control=("X", "")),
    ],
)
def test_does_not_keep(unfit: Response) -> None:
    """What is too large, an error, or not said to be kept, is not kept."""
    cache = Cache(100_000)
    cache.put(("a",), unfit, COSTLY)
    assert (len(cache), cache.taken) == (0, 0)


def test_nothing_is_kept_where_there_is_no_room() -> None:
    """A size of 0 turns the cache off."""
    cache = Cache(0)
    cache.put(("a",), response(), COSTLY)
    assert len(cache) == 0


def test_head_shares_with_get_and_others_are_not_kept() -> None:
    """HEAD finds what GET has made; POST and ranges are not looked for."""
    get = key_of(ENVIRON, ())
    assert key_of(ENVIRON | {"REQUEST_METHOD": "HEAD"}, ()) == get
    assert key_of(ENVIRON, ("gzip",)) != get
    assert key_of(ENVIRON | {"REQUEST_METHOD": "POST"}, ()) is None
    assert key_of(ENVIRON | {"HTTP_RANGE": "bytes=0-1"}, ()) is None
