"""Shapes held against SHACL's own shapes, and the verdict that is kept."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from pyshacl.entrypoints import meta_validate
from rdflib import Graph, URIRef
from shacl_judge import results_of

from bilat.graph.shacl import well_formed
from bilat.graph.shacl.result import Result
from bilat.graph.shacl.well_formed import ill_formed, judged

HEAD = "@prefix ex: <http://ex.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> . "
GOOD = "ex:S a sh:NodeShape ; sh:targetClass ex:A ; sh:nodeKind sh:IRI ."
BAD = "ex:S a sh:NodeShape ; sh:targetClass ex:A ; sh:minCount 1 ."


def parsed(text: str) -> Graph:
    return Graph().parse(data=HEAD + text, format="turtle")


def test_ill_formed_shapes_have_a_report(tmp_path: Path) -> None:
    """The report says which shape breaks which rule; nothing is kept."""
    (result,) = ill_formed(parsed(BAD), tmp_path)
    assert result.focus == URIRef("http://ex.org/S")
    assert not list(tmp_path.iterdir())


def test_verdict_is_kept_under_the_digest_of_the_shapes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same shapes are judged once; other shapes are judged anew."""
    assert not ill_formed(parsed(GOOD), tmp_path)
    (verdict,) = tmp_path.iterdir()
    assert verdict.read_bytes() == b""
    seen: list[Graph] = []
    monkeypatch.setattr(well_formed, "judged", seen.append)
    assert not ill_formed(parsed(GOOD), tmp_path)
    assert not seen
    assert not ill_formed(parsed(GOOD.replace("ex:A", "ex:B")), tmp_path)
    assert len(seen) == 1


def test_verdict_is_kept_in_the_cache_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a folder, the verdict goes where the user keeps what can be made again."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert not ill_formed(parsed(GOOD))
    assert len(list((tmp_path / "bilat" / "well-formed-shapes").iterdir())) == 1


def test_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    """A verdict that cannot be kept is given all the same."""
    (tmp_path / "file").touch()
    assert not ill_formed(parsed(GOOD), tmp_path / "file" / "folder")


def test_shapes_given_stay_as_they_are(tmp_path: Path) -> None:
    """The caller's graph is spared what pyshacl adds to the graph that it validates."""
    shapes = parsed(GOOD)
    before = set(shapes)
    ill_formed(shapes, tmp_path)
    assert set(shapes) == before


@pytest.mark.parametrize(
    "text",
    [
        "ex:S a sh:PropertyShape ; sh:minCount 1 .",
        "ex:S sh:property ex:T . ex:T a sh:NodeShape .",
        "ex:S sh:property [ sh:path ( ex:p ) ] .",
        "ex:S sh:property [ sh:path ( ex:p [ sh:inversePath ex:q ] ) ] .",
        'ex:S sh:property [ sh:path ex:p ; sh:minCount "one" ] .',
        "ex:S sh:property [ sh:path ex:p ; sh:minCount 1 , 2 ] .",
        "ex:S a sh:NodeShape ; sh:nodeKind ex:Kind .",
        "ex:S a sh:NodeShape ; sh:in ( 1 2 ) , ( 3 ) .",
        "ex:S a sh:NodeShape ; sh:or ( [ sh:class ex:A ] [ sh:not [ sh:class ex:B ] ] ) .",
        'ex:S a sh:NodeShape ; sh:or ( "no shape" [ sh:class ex:A ] ) .',
        "ex:S a sh:NodeShape ; sh:node [ sh:property [ sh:path ex:p ; sh:node [ sh:closed ex:yes ] ] ] .",
        "ex:S a sh:NodeShape ; sh:message 1 ; sh:pattern 1 .",
        'ex:S a sh:NodeShape ; sh:languageIn ( "en" 1 ) .',
        "ex:S sh:property [ sh:path ex:p ; sh:qualifiedValueShape [ sh:class ex:A ] ] .",
    ],
)
def test_verdict_is_that_of_pyshacl(text: str) -> None:
    """The shapes of SHACL find as SQL what they do in pyshacl, and nothing else."""
    shapes = parsed(text)
    found = _told(judged(shapes))
    conforms, report, _ = meta_validate(
        shapes, inference="none", do_owl_imports=False, js=False, inplace=True
    )
    assert isinstance(report, Graph)
    assert found == _told(results_of(report))
    assert bool(found) is not conforms


def _told(results: Iterable[Result]) -> set[tuple[object, ...]]:
    """Return what is told of results; shapes without a name are others in each copy, lists in any order."""
    return {(one.component, one.focus, one.path, one.value) for one in results}
