"""The generator: any number of quads, the same for the same options, in our own ontology."""

import io
import sys
from pathlib import Path

import pyoxigraph
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
import generate

sys.path.pop(0)


def text(triples: int, seed: int = 1, mistakes: float = 0.0) -> str:
    """Return a generated graph."""
    target = io.StringIO()
    generate.write(target, triples, seed, mistakes)
    return target.getvalue()


@pytest.mark.parametrize("number", [1, 999, 5000])
def test_there_are_as_many_quads_as_asked_for(number: int) -> None:
    """Each line is one quad, and none comes twice."""
    body = text(number)
    quads = list(pyoxigraph.parse(body, format=pyoxigraph.RdfFormat.N_QUADS))
    assert len(quads) == len(set(quads)) == body.count("\n") == number


def test_the_same_options_give_the_same_bytes() -> None:
    """Another seed gives others."""
    assert text(3000) == text(3000)
    assert text(3000) != text(3000, seed=2)


def test_a_few_things_are_spoken_of_most() -> None:
    """The most popular tenth of the countries has more than half of the cities."""
    lines = [line.split(" ")[2] for line in text(40_000).splitlines() if "def#locatedIn> <" in line]
    counts = sorted((lines.count(each) for each in set(lines) if "country" in each), reverse=True)
    assert sum(counts[:6]) > sum(counts) / 2


def test_mistakes_are_of_each_kind() -> None:
    """A share of the chapters has one, each kind in turn."""
    body = text(60_000, mistakes=0.1)
    chapters = generate.Chapters(1, 0.1)
    for number, kind in enumerate(generate.MISTAKES):
        at = number * 10 + 9
        written = "".join(chapters._mistake(at, kind)).split(" <https://w3id.org/bilat/source/")[0]
        assert written in body, kind
    assert "PublicBodie" not in text(60_000)
