"""Shapes held against SHACL's own shapes, and the verdict that is kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from rdflib import Graph

from bilat.graph import well_formed
from bilat.graph.well_formed import ill_formed
from bilat.vocab import SH

HEAD = "@prefix ex: <http://ex.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> . "
GOOD = "ex:S a sh:NodeShape ; sh:targetClass ex:A ; sh:nodeKind sh:IRI ."
BAD = "ex:S a sh:NodeShape ; sh:targetClass ex:A ; sh:minCount 1 ."


def parsed(text: str) -> Graph:
    return Graph().parse(data=HEAD + text, format="turtle")


def test_ill_formed_shapes_have_a_report(tmp_path: Path) -> None:
    """The report says which shape breaks which rule; nothing is kept."""
    report = ill_formed(parsed(BAD), tmp_path)
    assert report is not None
    assert list(report.objects(None, SH.focusNode))
    assert not list(tmp_path.iterdir())


def test_verdict_is_kept_under_the_digest_of_the_shapes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same shapes are judged once; other shapes are judged anew."""
    assert ill_formed(parsed(GOOD), tmp_path) is None
    (verdict,) = tmp_path.iterdir()
    assert verdict.read_bytes() == b""
    monkeypatch.setattr(well_formed, "meta_validate", lambda *_, **__: (False, Graph(), ""))
    assert ill_formed(parsed(GOOD), tmp_path) is None
    assert ill_formed(parsed(GOOD.replace("ex:A", "ex:B")), tmp_path) is not None


def test_verdict_is_kept_in_the_cache_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a folder, the verdict goes where the user keeps what can be made again."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert ill_formed(parsed(GOOD)) is None
    assert len(list((tmp_path / "bilat" / "well-formed-shapes").iterdir())) == 1


def test_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    """A verdict that cannot be kept is given all the same."""
    (tmp_path / "file").touch()
    assert ill_formed(parsed(GOOD), tmp_path / "file" / "folder") is None


def test_shapes_given_stay_as_they_are(tmp_path: Path) -> None:
    """The caller's graph is spared what pyshacl adds to the graph that it validates."""
    shapes = parsed(GOOD)
    before = set(shapes)
    ill_formed(shapes, tmp_path)
    assert set(shapes) == before
