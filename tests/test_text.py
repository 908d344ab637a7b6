"""Text is put into words and JSON the same way everywhere."""

from collections.abc import Callable

import pytest

from bilat.text import counted, json_pieces, json_text, visible

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


def test_control_characters_are_written_out() -> None:
    """Letters of any script stay as they are; what would steer a terminal is seen."""
    assert visible("Caf\u00e9 \u65e5") == "Caf\u00e9 \u65e5"
    assert visible("Caf\u00e9 \x1b[31m\n") == "Caf\u00e9 \\x1b[31m\\n"


def test_a_number_agrees_with_its_noun() -> None:
    """Only of one there is one."""
    assert [counted(number, "row") for number in (0, 1, 2_000)] == ["0 rows", "1 row", "2,000 rows"]
