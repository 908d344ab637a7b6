"""A picture of classes below each other."""

from __future__ import annotations

import re
from itertools import pairwise

from bilat.web.vocabulary.hierarchy import hierarchy
from bilat.web.vocabulary.schema_cards import SchemaTerm


def term(name: str, *parents: str, kind: str = "Classes", label: str = "") -> SchemaTerm:
    """Return a class of which no more is known than what it is below."""
    return SchemaTerm(
        iri=name,
        anchor=f"at-{name}",
        label=label or name,
        short=name,
        kind=kind,
        definition="",
        rows=(),
        traits=(),
        examples=(),
        uses=None,
        shapes=(),
        parents=parents,
    )


def test_classes_stand_indented_below_what_is_above_them() -> None:
    """Each line goes from the box above, down and to the left edge of the box."""
    a, b, c, d = hierarchy([term("a"), term("b", "a"), term("d", "a"), term("c", "b")]).boxes
    assert [box.label for box in (a, b, c, d)] == ["a", "b", "c", "d"]
    assert a.x < b.x < c.x
    assert b.x == d.x
    assert a.line == ""
    assert a.href == "#at-a"
    for box, above in ((b, a), (c, b), (d, a)):
        x, start, end, edge = map(int, re.fullmatch(r"M(\d+) (\d+)V(\d+)H(\d+)", box.line).groups())
        assert above.x < x < edge == box.x
        assert above.y < start < end
        assert box.y < end
    steps = {lower.y - upper.y for upper, lower in pairwise((a, b, c, d))}
    assert len(steps) == 1


def test_boxes_are_as_wide_as_their_names_and_stay_in_their_column() -> None:
    """Narrow letters take less room than wide ones, and no name takes more than there is."""
    narrow, plain, wide = hierarchy(
        [term("a", label="ill"), term("b", label="and"), term("c", label="mmm")]
    ).boxes
    assert narrow.width < plain.width < wide.width
    picture = hierarchy([term("a"), term("b", "a", label="m" * 100)])
    assert picture.boxes[1].x + picture.boxes[1].width < picture.width // 3
    assert picture.height > max(box.y for box in picture.boxes)


def test_trees_fill_the_columns_one_after_the_other() -> None:
    """A tree is not torn apart, and columns are about as long as each other."""
    picture = hierarchy(term(f"{number:02}") for number in range(30))
    lengths = [sum(box.x == x for box in picture.boxes) for x in sorted({box.x for box in picture.boxes})]
    assert len(lengths) == 3
    assert sum(lengths) == 30
    assert max(lengths) - min(lengths) <= 6


def test_of_very_many_classes_those_at_the_top_are_drawn() -> None:
    """As far down as all of a level have room; where they are described may be another page."""
    below = [term(f"{parent}.{n}", parent) for parent in ("a", "b") for n in range(40)]
    deepest = [term(f"{each.iri}.{n}", each.iri) for each in below for n in range(2)]
    picture = hierarchy([term("a"), term("b"), *below, *deepest], lambda each: f"/def?page=2#{each.anchor}")
    assert (len(picture.boxes), picture.left_out) == (82, 160)
    assert picture.boxes[0].href == "/def?page=2#at-a"


def test_what_has_no_room_is_counted() -> None:
    """Properties are no classes; classes in a circle stand below no root, and very many are no picture."""
    picture = hierarchy(
        [term("a"), term("p", kind="Properties"), term("b", "c"), term("c", "b"), term("d", "d")]
    )
    assert ([box.label for box in picture.boxes], picture.left_out) == (["a", "d"], 2)
    assert hierarchy(term(str(number)) for number in range(125)).left_out == 5
    several = hierarchy([term("a"), term("b"), term("c", "x", "b", "a")])
    assert [box.label for box in several.boxes] == ["a", "b", "c"]
