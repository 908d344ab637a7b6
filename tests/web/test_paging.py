"""Long lists a page at a time."""

from __future__ import annotations

import pytest

from bilat.errors import RequestError
from bilat.web.paging import number_of, pages_of


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("0012", 12),
        ("9999999", 9_999_999),
        ("12345678", 0),
        ("0", 0),
        ("-1", 0),
        ("1.5", 0),
        ("", 0),
    ],
)
def test_number_of_a_page_is_short_and_positive(text: str, number: int) -> None:
    """Whatever else stands in an address names no page."""
    assert number_of(text) == number


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (10, 1), (11, 2), (20, 2), (21, 3)])
def test_pages_are_there_from_the_first_to_the_last(total: int, pages: int) -> None:
    """Each page has something on it, but the first of an empty list."""
    assert {pages_of(total, 10, page) for page in range(1, pages + 1)} == {pages}
    for page in (-1, 0, pages + 1):
        with pytest.raises(RequestError, match=r"There is no such page\.") as caught:
            pages_of(total, 10, page)
        assert (caught.value.status, caught.value.remedy) == (404, f"The pages go from 1 to {pages}.")
