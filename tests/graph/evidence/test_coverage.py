"""Coverage finds passages that say nothing, and statements that no passage makes."""

import json

import pytest

from bilat.graph.evidence.coverage import Coverage, as_json, as_text, coverage
from bilat.graph.formats.quads import Quad
from bilat.vocab import BASE, BILAT, OA, RDF, RDFS, XSD


def passage(number: int, kind: str = "sentence", document: str = "a") -> list[Quad]:
    """Return what the sources say of a passage."""
    node = f"<{BASE}source/{document}/{number}>"
    graph = f"<{BASE}graph/sources>"
    return [
        Quad(node, f"<{RDF.type}>", f"<{BILAT.Passage}>", graph),
        Quad(node, f"<{RDFS.label}>", f'"{document.upper()}{number}"@en', graph),
        Quad(node, f"<{BILAT.number}>", f'"{number}"^^<{XSD.integer}>', graph),
        Quad(node, f"<{BILAT.passageKind}>", f"<{BASE}scheme/passage/{kind}>", graph),
        Quad(node, f"<{OA.hasSource}>", f"<{BASE}source/{document}>", graph),
    ]


def stated(graph: str) -> Quad:
    """Return a statement in a graph."""
    return Quad("<http://e/s>", "<http://e/p>", "<http://e/o>", f"<{graph}>")


@pytest.fixture
def cover() -> Coverage:
    """Return the coverage of two documents: one with a gap and a heading, one covered; and a stray graph."""
    quads = [quad for number in (10, 2, 1) for quad in passage(number)]
    quads += passage(3, "heading") + passage(1, document="b")
    quads += [stated(f"{BASE}source/a/2"), stated(f"{BASE}source/b/1"), stated(f"{BASE}source/b/9")]
    quads += [stated(f"{BASE}graph/editorial"), Quad("<http://e/s>", "<http://e/p>", "<http://e/o>")]
    quads += [Quad(f"<{BASE}source/a>", f"<{RDFS.label}>", '"Document a"@en', f"<{BASE}graph/sources>")]
    # What has another class is no passage, and nor is what is said to be one by another word.
    quads += [Quad(f"<{BASE}source/b/9>", f"<{RDF.type}>", "<http://e/Other>", f"<{BASE}graph/sources>")]
    quads += [Quad(f"<{BASE}source/b/9>", "<http://e/p>", f"<{BILAT.Passage}>", f"<{BASE}graph/sources>")]
    return coverage(quads)


def test_passages_stand_in_order_under_their_document(cover: Coverage) -> None:
    """Numbers are compared as numbers, and statements counted by graph."""
    first, second = cover.documents
    assert (first.label, first.statements) == ("Document a", 1)
    assert [p.label for p in first.passages] == ["A1", "A2", "A3", "A10"]
    assert (second.iri, second.label) == (f"{BASE}source/b", "")


def test_gaps_and_strays_are_told(cover: Coverage) -> None:
    """A sentence without statement is a gap, a heading is not, and a graph without passage is a stray."""
    first, second = cover.documents
    assert [p.label for p in first.uncovered] == ["A1", "A10"]
    assert [p.label for p in first.factless] == ["A3"]
    assert second.uncovered == ()
    assert cover.strays == ((f"{BASE}source/b/9", 1),)
    assert not cover.complete


def test_the_text_names_them(cover: Coverage) -> None:
    """People see counts, gaps and strays."""
    text = as_text(cover)
    assert "1 of 4 passages makes 1 statement\n" in text
    assert "no fact of their own: A3 (heading)" in text
    assert "NO STATEMENT YET: A1 (sentence), A10 (sentence)" in text
    assert f"STATEMENTS WITHOUT A PASSAGE: 1 in <{BASE}source/b/9>" in text
    assert "Every passage" not in text


def test_the_json_says_the_same(cover: Coverage) -> None:
    """Machines get every passage with its count."""
    result = json.loads(as_json(cover))
    assert result["complete"] is False
    assert result["documents"][0]["withoutStatement"] == [f"{BASE}source/a/1", f"{BASE}source/a/10"]
    assert result["documents"][0]["passages"][1]["statements"] == 1
    assert result["statementsWithoutPassage"] == [{"graph": f"{BASE}source/b/9", "statements": 1}]


def test_a_covered_document_is_complete() -> None:
    """One passage with one statement is all there is to cover."""
    cover = coverage([*passage(1), stated(f"{BASE}source/a/1")])
    assert cover.complete
    assert "Every passage that states a fact is covered" in as_text(cover)


def test_no_passages_are_said_to_be_none() -> None:
    """A project without passages is told so, rather than that all is covered."""
    assert "There are no passages" in as_text(coverage([]))


@pytest.mark.parametrize("number", ["9" * 5_000, "\u00b2", "-1"])
def test_a_number_that_counts_nothing_is_none(number: str) -> None:
    """Whatever a passage says of its number, it has its place."""
    quads = [*passage(1), *passage(2)[:2], Quad(f"<{BASE}source/a/2>", f"<{BILAT.number}>", f'"{number}"')]
    (other, document) = coverage(quads).documents
    assert [len(each.passages) for each in (other, document)] == [1, 1]
