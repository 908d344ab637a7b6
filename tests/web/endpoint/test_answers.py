"""Answers as people read them."""

from __future__ import annotations

import pytest

from bilat.web.endpoint.answers import PAGE_ROWS, Answer, Asked, in_order
from bilat.web.endpoint.tables import Column, Table

ASKED = Asked.of("query=ASK+%7B%7D&sort=-a&page=2&truncate=true")


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("SELECT * { ?s ?p ?o }", ["s", "p", "o"]),
        ("select distinct * { $p ?o ?s . ?o ?p ?s }", ["p", "o", "s"]),
        ("SELECT ?o ?s ?p { ?s ?p ?o }", ["o", "p", "s"]),
    ],
)
def test_everything_comes_in_the_order_of_the_query(query: str, variables: list[str]) -> None:
    """Only SELECT * is put in order; the order that somebody has written stays."""
    assert in_order(query, ["o", "p", "s"]) == variables


def test_address_keeps_what_is_not_changed() -> None:
    """Another page or order of the same question keeps its other parameters."""
    assert ASKED.address(page="3") == "/sparql?query=ASK+%7B%7D&sort=-a&truncate=true&page=3"
    assert ASKED.address(sort="", page="") == "/sparql?query=ASK+%7B%7D&truncate=true"


@pytest.mark.parametrize(
    ("page", "number"), [("", 1), ("x", 1), ("0", 1), ("-3", 1), ("7", 7), ("9" * 30, 1)]
)
def test_page_is_a_number(page: str, number: int) -> None:
    """What is no number of a page is the first."""
    assert Asked.of(f"query=ASK&page={page}").page == number


@pytest.mark.parametrize(
    ("sort", "now", "following"), [("", "none", "a"), ("a", "ascending", "-a"), ("-a", "descending", "")]
)
def test_orders_follow_each_other(sort: str, now: str, following: str) -> None:
    """A heading sorts upwards, then downwards, then not at all."""
    asked = Asked(text="ASK {}", pairs=(("sort", sort),))
    answer = Answer(summary="", asked=asked, exports=())
    assert answer.sorting("a") == (now, Asked(text="ASK {}", pairs=()).address(sort=following))


@pytest.mark.parametrize(("total", "pages"), [(0, 0), (1, 1), (PAGE_ROWS, 1), (PAGE_ROWS + 1, 2)])
def test_number_of_pages(total: int, pages: int) -> None:
    """A page more begins with the row that has no room."""
    assert Answer(summary="", asked=ASKED, exports=(), table=Table((), (), total)).pages == pages


@pytest.mark.parametrize(("columns", "letters", "sortable"), [(20, 2_000, True), (2_000, 20_000, False)])
def test_headings_sort_where_there_is_room(columns: int, letters: int, sortable: bool) -> None:
    """Each link that sorts has the whole question in it: thousands were hundreds of megabytes."""
    asked = Asked(text="#" + "x" * letters, pairs=())
    table = Table(tuple(Column(f"c{number}", number=False) for number in range(columns)), (), 2)
    assert Answer(summary="", asked=asked, exports=(), table=table).sortable is sortable
