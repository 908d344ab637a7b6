"""Letters of any script take the room that they have in a picture."""

from __future__ import annotations

import pytest

from bilat.web.pictures.letters import columns, fitted, in_two

VASES = "中世紀的陶瓷花瓶與銅器收藏品編號"


@pytest.mark.parametrize(
    ("text", "room"),
    [("", 0), ("Japan", 5), ("日本", 4), ("한국", 4), ("e\u0301", 1), ("Κύπρος", 6), ("🏺", 2)],
)
def test_columns(text: str, room: int) -> None:
    """Wide letters count twice, marks over others not at all."""
    assert columns(text) == room


@pytest.mark.parametrize(
    ("text", "most", "seen"),
    [
        ("Japan and Korea", 20, "Japan and Korea"),
        ("Japan and Korea", 12, "Japan…"),
        (VASES, 10, "中世紀的…"),
        (VASES, 40, VASES),
    ],
)
def test_fitted(text: str, most: int, seen: str) -> None:
    """What has no room is left out, in whole words where there are some, and said to be."""
    assert fitted(text, most) == seen
    assert columns(seen) <= most


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Japan", ("Japan",)),
        ("", ("",)),
        ("Ministry of Economics, Trade and Industry", ("Ministry of Economics,", "Trade and Industry")),
        (f"{VASES} 1", ("中世紀的陶瓷花瓶與銅器收", "藏品編號 1")),
        (
            "Donaudampfschifffahrtsgesellschaft",
            ("Donaudampfschifffahrtsge", "sellschaft"),
        ),
        (
            "A very long label that a curator wrote once on a rainy day",
            ("A very long label that a", "curator wrote once…"),
        ),
    ],
)
def test_two_lines(text: str, lines: tuple[str, ...]) -> None:
    """A line ends between words, or anywhere in a script without spaces."""
    assert in_two(text, 24) == lines
    assert all(columns(line) <= 24 for line in lines)
