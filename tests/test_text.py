"""JSON in pieces is the JSON of the whole."""

from collections.abc import Callable

import pytest

from bilat.text import json_pieces, json_text

ITEMS: list[dict[str, object]] = [{"a": "one\ntwo \0 é", "b": []}, {"c": [1, [None, {"d": "\0"}]]}, {}]
PLACES: dict[str, Callable[[object], object]] = {
    "between": lambda items: {"before": [1], "items": items, "after": {"x": "y"}},
    "deep": lambda items: {"runs": [{"tool": {"name": "\\u0000"}, "results": items}]},
    "alone": lambda items: items,
}


@pytest.mark.parametrize("number", range(len(ITEMS) + 1))
@pytest.mark.parametrize("place", PLACES)
def test_pieces_are_those_of_the_whole(place: str, number: int) -> None:
    """Wherever the list stands, whatever is in it, and with nothing in it."""
    whole, items = PLACES[place], ITEMS[:number]
    assert "".join(json_pieces(whole, iter(items))) == json_text(whole(items))
