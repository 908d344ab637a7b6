"""What was looked for is marked in what is shown."""

import pytest

from bilat.web.lists.highlight import Part, excerpt, highlight


def test_words_are_marked_without_case_and_accents() -> None:
    """A word is marked whole when it begins as what was looked for."""
    assert highlight("Le Japón, EU-Japan", ["japon", "japa"]) == (
        Part("Le "),
        Part("Japón", marked=True),
        Part(", EU-"),
        Part("Japan", marked=True),
    )


@pytest.mark.parametrize("text", ["", "nothing of this"])
def test_nothing_is_marked_where_nothing_fits(text: str) -> None:
    """The parts say the text again."""
    assert "".join(part.text for part in highlight(text, ["japan"])) == text
    assert not any(part.marked for part in highlight(text, []))


def test_a_long_text_is_cut_to_where_the_word_stands() -> None:
    """Whole words on both sides, with dots where something is left out."""
    text = f"{'before ' * 60}needle {'after ' * 60}".strip()
    parts = excerpt(text, ["needle"])
    shown = "".join(part.text for part in parts)
    assert Part("needle", marked=True) in parts
    assert shown.startswith("\u2026 before")
    assert shown.endswith("after \u2026")
    assert len(shown) < 200
    assert excerpt("x" * 500, [])[0].text == "x" * 180 + " \u2026"
