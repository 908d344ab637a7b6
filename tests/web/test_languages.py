"""Languages have their names, whatever code stands for them."""

import pytest

from bilat.web.languages import language_of

EU = "http://publications.europa.eu/resource/authority/language/"
CONGRESS = "http://id.loc.gov/vocabulary/"


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        (f"{EU}ENG", "English"),
        (f"{EU}DEU", "German"),
        (f"{EU}MUL", "several languages"),
        (f"{CONGRESS}iso639-1/ar", "Arabic"),
        (f"{CONGRESS}iso639-2/fre", "French"),
        (f"{EU}QQQ", "QQQ"),
        ("http://example.org/en", None),
    ],
)
def test_names(iri: str, name: str | None) -> None:
    """A code without a name is told as it is, and what is no language stays what it is."""
    assert language_of(iri) == name
