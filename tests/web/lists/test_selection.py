"""An address chooses a list, and a list has one address."""

import pytest

from bilat.errors import RequestError
from bilat.web.lists.selection import Range, Selection, selection_of

FACETS = {"topic": False, "partner": False, "year": True}


def test_an_address_is_read_and_written() -> None:
    """Values, ranges, order and page come back; their order in the address does not matter."""
    asked = {
        "partner": ["japan", "china", "japan", ""],
        "year-from": ["2014"],
        "year-to": [""],
        "year-undated": ["yes"],
        "order": ["date"],
        "page": ["3"],
        "unknown": ["x"],
    }
    chosen = selection_of(asked, FACETS)
    assert chosen.values == {"partner": ("japan", "china")}
    assert chosen.ranges == {"year": Range(2014, None, without=True)}
    assert chosen.query == "partner=china&partner=japan&year-from=2014&year-undated=yes&order=date&page=3"


def test_what_chooses_nothing_has_no_query() -> None:
    """Empty fields of the form are as good as none."""
    chosen = selection_of({"year-from": [""], "year-undated": ["yes"], "page": ["0"]}, FACETS)
    assert (chosen.query, bool(chosen)) == ("", False)


def test_a_choice_can_be_dropped() -> None:
    """One value, a whole facet or a range; the list begins again."""
    chosen = Selection(values={"topic": ("5g", "iot")}, ranges={"year": Range(2014)}, page=2)
    assert chosen.without("topic", "iot").query == "topic=5g&year-from=2014"
    assert chosen.without("topic").query == "year-from=2014"
    assert chosen.without("year").query == "topic=5g&topic=iot"


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"order": ["size"]}, "no order 'size'"),
        ({"page": ["two"]}, "page is 'two'"),
        ({"year-from": ["9" * 30]}, "year-from is"),
        ({"year-to": ["٢٠١٤"]}, "year-to is"),
        ({"topic": [f"t{n}" for n in range(201)]}, "More than 200 values"),
    ],
)
def test_what_cannot_be_meant_is_refused(asked: dict[str, list[str]], message: str) -> None:
    """The message names the parameter."""
    with pytest.raises(RequestError, match=message):
        selection_of(asked, FACETS)
