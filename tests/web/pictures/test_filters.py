"""Items are narrowed by what the address says, and the form tells it."""

from bilat.web.pictures.filters import Field, Narrowing

ITEMS = (("a", ("x", "y")), ("b", ("x",)), ("c", ()))
FIELDS = (
    Field("name", "Name", lambda item: ((item[0], item[0].upper()),)),
    Field("tag", "Tag", lambda item: ((tag, tag.upper()) for tag in item[1])),
)


def test_nothing_asked_keeps_all() -> None:
    """Empty values count as all, and the form has every value with its number."""
    kept, (names, tags) = Narrowing(ITEMS, FIELDS).narrowed({"tag": ""})
    assert kept == ITEMS
    assert [(each.label, each.count) for each in tags.choices] == [("X", 2), ("Y", 1)]
    assert names.chosen is None


def test_fields_narrow_together() -> None:
    """Only items that fit all fields stay; what is chosen is marked in the form."""
    kept, (_, tags) = Narrowing(ITEMS, FIELDS).narrowed({"tag": "x", "name": "b"})
    assert kept == (ITEMS[1],)
    assert tags.chosen is not None
    assert tags.chosen.value == "x"


def test_an_unknown_value_keeps_nothing() -> None:
    """A value that no item has is not ignored."""
    assert Narrowing(ITEMS, FIELDS).narrowed({"tag": "z"})[0] == ()


def test_of_very_many_choices_the_most_frequent_are_offered() -> None:
    """And what is chosen, however rare; the others are counted."""
    items = [*(f"rare{n}" for n in range(600)), *(["often"] * 3)]
    field = Field("name", "Name", lambda item: [(item, item)])
    _, (names,) = Narrowing(items, (field,)).narrowed({"name": "rare599"})
    assert len(names.choices) + names.more == 601
    assert {"often", "rare599"} <= {choice.value for choice in names.choices}
    assert names.chosen is not None
