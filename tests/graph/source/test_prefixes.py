"""IRIs as people write them."""

from __future__ import annotations

import pytest

from bilat.graph.source.prefixes import advice, compact, namespace_of

DECLARED = {"e": "http://e/", "f": "http://e/", "long": "http://e/long/", "": "http://e/empty#", "none": ""}


@pytest.mark.parametrize(
    ("iri", "written"),
    [
        ("http://e/a", "f:a"),
        ("http://e/long/a", "long:a"),
        ("http://e/empty#a", ":a"),
        ("http://e/a/b", "<http://e/a/b>"),
        ("http://other/a", "<http://other/a>"),
    ],
)
def test_the_longest_prefix_that_fits_is_written(iri: str, written: str) -> None:
    """A name that needs escapes stands in full, as one does that no prefix fits."""
    assert compact(iri, DECLARED) == written


def test_an_iri_falls_in_two_at_its_last_mark() -> None:
    """Whichever of the two it is."""
    assert namespace_of("http://e/a#b") == ("http://e/a#", "b")
    assert namespace_of("http://e/a#b/c") == ("http://e/a#b/", "c")
    assert namespace_of("urn:e:a") == ("", "urn:e:a")


@pytest.mark.parametrize(
    ("prefix", "told"),
    [
        ("skos", "Add the line @prefix skos: <http://www.w3.org/2004/02/skos/core#> ."),
        ("lung", "Did you mean long: <http://e/long/>?"),
        ("dctrems", "If you mean dcterms:, add the line @prefix dcterms: <http://purl.org/dc/terms/> ."),
        ("zzzzzz", "Add a line @prefix zzzzzz: <...> . with the namespace that it stands for."),
        ("", "Add a line @prefix : <...> . with the namespace that it stands for."),
    ],
)
def test_what_to_do_about_a_prefix_that_is_not_declared(prefix: str, told: str) -> None:
    """A well-known one has its line, and one that is nearly another has that other."""
    assert advice(prefix, DECLARED) == told
