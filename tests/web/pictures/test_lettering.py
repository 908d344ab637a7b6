"""Names on the map cover neither dots nor one another where there is room."""

from bilat.web.pictures.lettering import Obstacle, lettered


def test_a_name_alone_stands_to_the_right() -> None:
    """That is where people look first."""
    (label,) = lettered([(100, 100, "Japan")], [Obstacle.around(100, 100)], 960, 424)
    assert (label.anchor, label.y) == ("start", 105)
    assert label.x > 100


def test_a_name_turns_from_the_edge() -> None:
    """At the right edge it stands to the left."""
    (label,) = lettered([(950, 100, "New Zealand")], [Obstacle.around(950, 100)], 960, 424)
    assert label.anchor == "end"


def test_neighbours_do_not_cover_each_other() -> None:
    """Of two dots side by side, the first name gives way to the second dot."""
    dots = [(100, 100, "South Korea"), (124, 100, "Japan")]
    first, second = lettered(dots, [Obstacle.around(x, y) for x, y, _ in dots], 960, 424)
    assert first.anchor != "start"
    assert second.anchor == "start"
