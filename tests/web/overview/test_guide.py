"""The guide: marks explained, and the project's own examples where it has some."""

from __future__ import annotations

from bilat.web.pictures.diagram import diagram


def test_page_explains_the_marks(client) -> None:
    """The guide is there for a project without examples of its own."""
    page = client.get("/guide").text
    assert "How to read the pages" in page
    assert "The model in five minutes" not in page


def test_dates_of_examples_are_told_in_words(own_client) -> None:
    """Tables and picture write days as the pages do that they explain; their other form broke over lines."""
    page = own_client.get("/guide").text
    assert "<span>16 June 2014</span>" in page
    assert ">16 June 2014</text>" in page
    assert "2014-06-16" not in page.replace("2014-06-16T", "")


def test_boxes_stand_right_of_what_leads_to_them() -> None:
    """Columns follow the links, leaves stand below each other, and a box in their middle."""
    names = {name: (name, None) for name in "abcd"}
    picture = diagram([("a", "x", "b"), ("a", "y", "c"), ("b", "z", "d")], names)
    at = {node.label: node for node in picture.nodes}
    assert at["a"].x < at["b"].x == at["c"].x < at["d"].x
    assert at["b"].y < at["a"].y < at["c"].y
    assert at["a"].first
    assert [edge.label for edge in picture.edges] == ["x", "y", "z"]


def test_circles_and_crowds_end() -> None:
    """Links in a circle are drawn once each, and a crowd is cut."""
    names = {str(n): (str(n), None) for n in range(99)}
    circle = diagram([("1", "a", "2"), ("2", "b", "1")], names)
    assert len(circle.nodes) == 2
    crowd = diagram([("0", "a", str(n)) for n in range(1, 99)], names)
    assert len(crowd.nodes) == 16
