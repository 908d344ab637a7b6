"""A picture of some statements: where boxes and lines are."""

from __future__ import annotations

import re

from bilat.web.pictures.diagram import Diagram, diagram


def drawn(*links: tuple[str, str, str]) -> Diagram:
    """Return the picture of links between things that are called as they are named."""
    names = {name for source, _, target in links for name in (source, target)}
    return diagram(links, {name: (name, None) for name in names})


def test_boxes_stand_right_of_what_leads_to_them() -> None:
    """Leaves stand below each other, and what leads to them in their middle."""
    picture = drawn(("a", "has", "b"), ("a", "has", "c"), ("c", "of", "d"))
    a, b, c, d = picture.nodes
    assert a.x < b.x == c.x < d.x
    assert b.y < c.y == d.y
    assert a.y == (b.y + c.y) // 2
    assert [node.first for node in picture.nodes] == [True, False, False, False]
    assert picture.width == d.x + d.width + 1
    assert max(node.y for node in picture.nodes) < picture.height


def test_lines_go_from_the_edge_of_one_box_to_that_of_another() -> None:
    """They turn between both, and their words stand behind the turn, over the last part."""
    picture = drawn(("a", "has", "b"), ("a", "has", "c"))
    a, *others = picture.nodes
    for node, edge in zip(others, picture.edges, strict=True):
        start, top, bend, bottom, end = map(
            int, re.fullmatch(r"M(\d+) (\d+)H(\d+)V(\d+)H(\d+)", edge.path).groups()
        )
        assert (start, end) == (a.x + a.width, node.x)
        assert a.y < top < picture.height
        assert node.y < bottom < picture.height
        assert start < bend < edge.x < end
        assert edge.x - bend == end - edge.x
        assert edge.y < bottom
        assert edge.label == "has"


def test_no_more_boxes_than_anybody_reads() -> None:
    """What would be a further box is left out, with the lines to it."""
    picture = drawn(*(("a", "has", f"b{number}") for number in range(30)))
    assert (len(picture.nodes), len(picture.edges)) == (16, 15)


def test_circles_end() -> None:
    """Each link of a circle is drawn once."""
    picture = drawn(("a", "to", "b"), ("b", "back", "a"))
    assert (len(picture.nodes), [edge.label for edge in picture.edges]) == (2, ["to", "back"])
