"""Names that are nearly others."""

from __future__ import annotations

import pytest

from bilat.graph.lint.slips import slips


@pytest.mark.parametrize("name", ["partnership", "partershi", "PARTNERSHIP", "patrnership", "partnershop"])
def test_a_letter_more_less_or_another_is_a_slip(name: str) -> None:
    """So are two letters in the other order; case plays no part."""
    known = "partnershi" if name == "partershi" else "partnership"
    assert slips([name], [known]) == {name: known}


@pytest.mark.parametrize("name", ["partnershipab", "partnersh", "prtnrship", "partneredhip", "pihsrentrap"])
def test_two_letters_are_another_name(name: str) -> None:
    """What is further off was meant."""
    assert slips([name], ["partnership"]) == {}


def test_digits_and_short_names_are_no_slips() -> None:
    """Names of a series differ by a digit, and codes by a letter."""
    assert slips(["declaration-2015"], ["declaration-2016"]) == {}
    assert slips(["at"], ["be", "a", "it"]) == {}


def test_the_first_of_several_is_told() -> None:
    """Whatever their order is."""
    assert slips(["partnershap"], ["partnership", "partnershop"]) == {"partnershap": "partnership"}
    assert slips(["partnershap"], ["partnershop", "partnership"]) == {"partnershap": "partnership"}
