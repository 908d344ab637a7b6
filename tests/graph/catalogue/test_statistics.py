"""What the catalogue counts stays readable, however many classes and properties there are."""

from __future__ import annotations

import pytest

from bilat.graph.catalogue import statistics
from bilat.graph.catalogue.description import Description, iri
from bilat.graph.catalogue.statistics import CLASS, Counts, describe_schema
from bilat.vocab import VOID

DATASET = "https://example.org/dataset"
USES = {(f"a:c{n}", "a:p"): n for n in range(1, 9)}


def told(monkeypatch: pytest.MonkeyPatch, most: int) -> set[tuple[str, str]]:
    """Return class and kind of value of the pairs that are told, by what stands in their addresses."""
    monkeypatch.setattr(statistics, "MOST_PAIRS", most)
    counts = Counts(
        triples=36,
        subjects=36,
        objects=1,
        entities=36,
        classes={name: n for (name, _), n in USES.items()},
        properties={"a:p": (36, 36, 1)},
        links={},
        uses=USES,
        kinds={(*pair, CLASS, "a:x"): count for pair, count in USES.items()},
        graphs={},
    )
    about = Description()
    describe_schema(about, DATASET, counts)
    parts = {iri(VOID.propertyPartition): "uses", iri(VOID.classPartition): "kinds"}
    return {
        (parts[quad.predicate], quad.subject.partition("class/")[2].partition("/property")[0].rstrip(">"))
        for quad in about.quads
        if quad.predicate in parts
    }


def test_all_pairs_are_told_where_they_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """None is left out."""
    assert len(told(monkeypatch, 8)) == 16


def test_of_many_pairs_the_most_frequent_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the kinds of their values, and of no others."""
    found = told(monkeypatch, 3)
    assert {part for part, _ in found} == {"uses", "kinds"}
    for kind in ("uses", "kinds"):
        names = sorted(name for part, name in found if part == kind)
        assert len(names) == 3
        assert all(any(f"c{n}" in name for n in (6, 7, 8)) for name in names)
