"""Patterns are read whole, or refused with the reason."""

from __future__ import annotations

import pytest

from bilat.graph.pages.patterns import Optional, PatternError, Reader, Slot, Step

EX = "http://example.org/"
READER = Reader({"ex": EX}, {"sum": "ex:value, ex:unit | quantity"})


def test_text_slots_and_optional_parts() -> None:
    """A pattern is text, slots with a form, and parts in brackets."""
    assert READER.pattern("On {ex:day | date}[ in {ex:place}].") == (
        "On ",
        Slot(((Step(EX + "day"),),), "date"),
        Optional((" in ", Slot(((Step(EX + "place"),),)))),
        ".",
    )


def test_path_goes_back_and_has_conditions() -> None:
    """A step may go back, and keep only what has a value or is one."""
    side, what = (EX + "side", EX + "eu"), ("", EX + "x")
    assert READER.path("^ex:in(ex:side=ex:eu)(=ex:x)/ex:actor") == (
        Step(EX + "in", back=True, having=(side, what)),
        Step(EX + "actor"),
    )


def test_named_slot_has_its_paths_and_form() -> None:
    """A slot with a name stands for what the name says; a form of its own wins."""
    paths = ((Step(EX + "value"),), (Step(EX + "unit"),))
    assert READER.pattern("{sum}{sum | silent}") == (Slot(paths, "quantity"), Slot(paths, "silent"))


@pytest.mark.parametrize("text", ["[a", "a]", "{day}", "{other:day}", "{ex:day ex:time}", "{}"])
def test_what_is_no_pattern_is_refused(text: str) -> None:
    """Brackets match, and each name has a prefix that is known."""
    with pytest.raises(PatternError):
        READER.pattern(text)
